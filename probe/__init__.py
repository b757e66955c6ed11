"""Asks the real upstreams once, and compares their answers with what we expect."""
