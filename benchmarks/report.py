"""The table that every benchmark fills."""

from __future__ import annotations

import os
import platform
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was seen here, what the peer did in the same run, and what is wanted."""

    what: str
    seen: str
    goal: str = ""
    peer: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> str:
    """The machine in one line, because a figure without it says nothing."""
    cores = os.cpu_count()
    return (
        f"{cores} cores, {platform.machine()}, Linux {platform.release()}, Python {platform.python_version()}"
    )


def table(rows: Iterable[Row]) -> str:
    """The rows as aligned text."""
    lines = [("measured", "seen", "goal", "peer"), *((r.what, r.seen, r.goal, r.peer) for r in rows)]
    widths = [max(display_width(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - display_width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        for line in lines
    )


def display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
