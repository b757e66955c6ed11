"""Tests of how web pages are read."""
