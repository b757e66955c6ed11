"""What needs a person, and the repairs for it."""
