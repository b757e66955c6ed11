"""A Home Assistant with OCEAN in it, mining in a simulated world."""
