"""Tests of what follows from what the upstreams say."""
