"""When mining pays, by prices that are known ahead."""
