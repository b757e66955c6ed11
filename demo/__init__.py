"""A Home Assistant with OCEAN, in a simulated world."""
