"""The `consilium` command: reads settings, starts and supervises the processes, keeps the accounts."""
