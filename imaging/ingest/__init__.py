"""How instances get into the archive: every door hands them to `imaging.ingest.ingest.Ingest`."""
