"""A loaded entry: the hub, its accounts, what they remember and who listens."""
