"""The verdict on one instance, from its header and its pixels."""

import mmap

from imaging.header import Header
from imaging.receipt import Reason, Verdict

_SEVERITY = (Verdict.PASSED, Verdict.WARNING, Verdict.FAILED)


def check(header: Header, data: bytes | memoryview | mmap.mmap) -> tuple[Verdict, tuple[Reason, ...]]:
    """The verdict is the worst of its reasons, PASSED without any. Never raises for bad input."""
    reasons = header.findings
    return max((reason.verdict for reason in reasons), key=_SEVERITY.index, default=Verdict.PASSED), reasons
