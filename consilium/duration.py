"""Durations as people type them, `15m` or `7d`, for options such as `--ttl`."""

import re
from datetime import timedelta

import typer

_DURATION = re.compile(r"(\d+)([smhd]?)")
_UNIT = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=366)


def duration(text: str) -> timedelta:
    """``90``, ``90s``, ``15m``, ``6h`` or ``7d``. Raises typer.BadParameter."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or len(match[1]) > 9:
        raise typer.BadParameter("write a number with s, m, h or d behind it, for instance 15m or 6h")
    found = timedelta(seconds=int(match[1]) * _UNIT[match[2]])
    if not timedelta() < found <= _LONGEST:
        raise typer.BadParameter("choose between a second and 366 days")
    return found
