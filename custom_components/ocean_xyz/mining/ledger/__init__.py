"""What an account earned and was paid, and what is deduced from that."""
