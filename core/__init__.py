"""The foundation: settings, database, identity, credentials, audit log. Imports third-party packages only."""
