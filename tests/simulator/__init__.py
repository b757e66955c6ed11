"""Tests of the simulator: what it says, and whether its world can be true."""
