"""What each sensor shows."""
