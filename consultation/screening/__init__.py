"""What software found on the consoles, and what experts say of it."""
