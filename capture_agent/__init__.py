"""The program at the hospital that sends a console's picture: it captures, prepares and publishes, and only
dials out."""
