"""Tests of a loaded entry."""
