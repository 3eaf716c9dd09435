"""What tests and benchmarks share: a whole site, a browser, and ways to look at pictures and listen."""
