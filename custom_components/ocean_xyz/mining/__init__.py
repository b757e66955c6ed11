"""What follows from what the upstreams say. Pure: no Home Assistant, no I/O, no clock, no randomness."""
