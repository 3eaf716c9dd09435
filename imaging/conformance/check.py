"""The verdict on one instance: what the reader found, and the findings of each part of the check."""

import mmap

from imaging.conformance.encoding import encoding_faults
from imaging.conformance.mandatory import missing_attributes
from imaging.conformance.pixels import pixel_faults
from imaging.conformance.plane import implausible_plane
from imaging.header import Header
from imaging.receipt import Reason, Verdict

_BY_SEVERITY = (Verdict.PASSED, Verdict.WARNING, Verdict.FAILED)


def check(header: Header, data: bytes | memoryview | mmap.mmap) -> tuple[Verdict, tuple[Reason, ...]]:
    """Checks an instance whose header was read from `data`, its whole file.

    The verdict is the worst of the reasons, PASSED without any. Compressed pixels take as long as three of
    their frames take to decode; all the rest well under a millisecond. Raises nothing for bad input.
    """
    reasons = (
        *header.findings,
        *missing_attributes(header),
        *encoding_faults(header),
        *implausible_plane(header),
        *pixel_faults(header, data),
    )
    verdict = max((reason.verdict for reason in reasons), key=_BY_SEVERITY.index, default=Verdict.PASSED)
    return verdict, reasons
