"""Machines: which one mines, how long a silence its shares allow, what happened to it."""
