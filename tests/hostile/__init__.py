"""Tests with upstreams and names that mean harm."""
