"""CT studies of a drawn head and chest whose truth is known: for demonstrations, tests and measurements."""
