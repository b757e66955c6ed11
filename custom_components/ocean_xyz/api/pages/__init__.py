"""OCEAN's web pages, read by what they say and not by where it stands."""
