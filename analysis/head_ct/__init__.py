"""Screening of head CT slices shown live on a console: brain, mid-line, left against right, candidates."""
