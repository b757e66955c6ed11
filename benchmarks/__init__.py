"""Measures the integration against floors of the same run: see README.md.

Nothing here opens a socket. The simulator is called directly, Home Assistant's own time
is simulated where an hour has to pass, and every figure stands beside a floor that was
measured in between, so that a slow or busy machine makes both slow.
"""
