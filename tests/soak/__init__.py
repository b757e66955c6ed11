"""A simulated week in an installation: what runs it, what happens, what is counted."""
