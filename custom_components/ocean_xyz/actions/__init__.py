"""What a script can ask."""
