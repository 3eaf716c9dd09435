"""Finding what is in the archive: queries, their matching, and where the bytes of an instance are."""
