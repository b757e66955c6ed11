"""Tests of what sensors show."""
