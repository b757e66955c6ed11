"""Tests that the current version continues from what an earlier one stored."""
