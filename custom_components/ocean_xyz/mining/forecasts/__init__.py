"""What electricity will cost, and what the sun will give, read from any integration."""
