"""The application's HTTP process: sign-in, consoles on air, room tokens, the page, the way to the engine."""
