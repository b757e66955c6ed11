"""Tests our promises about chance in simulated years.

The functions that decide by probability in the integration run here too, over shares
and blocks from a Poisson distribution, for longer than anybody can wait.
"""
