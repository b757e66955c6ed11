"""What an earlier version left behind, and that the present one goes on from there."""
