"""Every route against every fault, over TLS, and the table that comes of it."""
