"""Inflates a data set of a deflated transfer syntax: PS3.5 section A.5."""

import zlib

from imaging.header.findings import Findings

INFLATED_MAX = 1 << 28
"""More than a quarter of a gigabyte out of one file is an attack on memory, not an image."""


_STEP = 1 << 16


def inflate(deflated: memoryview, findings: Findings) -> bytearray:
    """The inflated data set, or as much of it as there is before damage; raises nothing."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = bytearray()
    try:
        for position in range(0, len(deflated), _STEP):
            step = deflated[position : position + _STEP]
            inflated += stream.decompress(step, INFLATED_MAX - len(inflated) + 1)
            if stream.eof or len(inflated) > INFLATED_MAX:
                break
    except zlib.error as error:
        findings.fail("deflate", f"the data set cannot be inflated behind {len(inflated)} bytes: {error}")
        return inflated
    if not stream.eof:
        findings.fail("truncated", f"the deflated data set does not end within {len(inflated)} bytes")
    return inflated
