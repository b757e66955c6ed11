"""What an assistant may know."""
