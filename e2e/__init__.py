"""The end-to-end test, in a real Home Assistant."""
