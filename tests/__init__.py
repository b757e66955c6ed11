"""Tests of OCEAN for Home Assistant."""
