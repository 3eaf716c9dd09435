"""Collects what is wrong with a file while it is read."""

from imaging.receipt import Reason, Verdict

_KEPT = 20
"""A damaged file can depart from the standard at every element; the first few say what is wrong with it."""


class Findings:
    """The first departures from the standard, in the order they were met."""

    def __init__(self) -> None:
        self._reasons: list[Reason] = []

    def warn(self, code: str, detail: str) -> None:
        """The instance can be used nevertheless."""
        self._add(Reason(code, Verdict.WARNING, detail))

    def fail(self, code: str, detail: str) -> None:
        """Part of the instance is lost."""
        self._add(Reason(code, Verdict.FAILED, detail))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(self._reasons)

    def _add(self, reason: Reason) -> None:
        if len(self._reasons) < _KEPT and reason not in self._reasons:
            self._reasons.append(reason)


def tag_text(tag: int) -> str:
    """A tag as DICOM's readers know it: ``(7FE0,0010)``."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
