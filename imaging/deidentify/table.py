"""The table of PS3.15 annex E that says what becomes of each attribute."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute of table E.1-1."""

    basic: str
    """What the basic profile does: X removes, Z empties, D replaces, U changes a UID; X/Z and so on."""

    options: frozenset[str]
    """The options that decide otherwise, as the head of `table_e1_1.txt` explains their letters."""


@cache
def rows() -> Mapping[int, Row]:
    """The rows by tag."""
    text = files(__package__).joinpath("table_e1_1.txt").read_text(encoding="ascii")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            tag, basic, options, _ = line.split(" ")
            found[int(tag, 16)] = Row(basic, frozenset(options.replace("-", "")))
    return found
