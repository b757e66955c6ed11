"""Holds the promises about chance against simulated years.

What the entities decide by probability is decided here by the same functions, over shares
and blocks drawn by Poisson's law, for longer than anybody can wait.
"""
