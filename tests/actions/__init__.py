"""Tests of the actions that scripts call."""
