"""Inflates a data set of a deflated transfer syntax: PS3.5 section A.5."""

import zlib

from imaging.header.findings import Findings

INFLATED_MAX = 1 << 30
"""More than a gigabyte out of one file is an attack on memory, not an image."""


def inflate(deflated: memoryview, findings: Findings) -> bytes:
    """The inflated data set, or as much of it as there is; raises nothing."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflated = stream.decompress(deflated, INFLATED_MAX)
    except zlib.error as error:
        findings.fail("deflate", f"the data set cannot be inflated: {error}")
        return b""
    if not stream.eof:
        findings.fail("truncated", f"the deflated data set does not end within {len(inflated)} bytes")
    return inflated
