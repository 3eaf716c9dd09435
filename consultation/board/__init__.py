"""The shared board: one Yjs document for each consultation, kept update by update."""
