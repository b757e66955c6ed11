"""Tests of ids, devices and their names."""
