"""Measures the integration against floors of the same run: see README.md.

Nothing here opens a socket. The simulator is called directly, and an hour of Home
Assistant passes in simulated time. Each figure stands next to a floor that was measured
alternately with it, so that a slow or busy machine makes both slow.
"""
