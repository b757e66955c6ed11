"""Tests with hostile upstreams and names."""
