"""Every route with every fault, over TLS, and the table of the results."""
