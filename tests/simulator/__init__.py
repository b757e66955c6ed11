"""Tests of the simulator: its answers, and whether its world could be real."""
