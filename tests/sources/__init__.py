"""Tests of what is asked, and what is believed."""
