"""Tests of what is decided about machines."""
