"""Tests of what an assistant may know."""
