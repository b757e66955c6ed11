"""Devices, and every unique id and identifier."""
