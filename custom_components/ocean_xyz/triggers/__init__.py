"""What an automation can wait for."""
