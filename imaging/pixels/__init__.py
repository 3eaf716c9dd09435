"""Pixels: finding, decoding, encoding and drawing the frames of stored instances (PS3.5 section 8)."""
