"""How a key for a person's name is matched: exactly against its key, and by an index that finds candidates.

Names are compared without regard to case and width, each component group for itself (PS3.4 C.2.2.2.1.1).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from imaging.index.names import WORD_MAX, fold, name_words
from imaging.query.matching import like

_LITERAL = re.compile(r"[^*?]+")
_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")

_BREAKS = "=^ -,.'("
"""Characters before a word, inside of a name's key."""


class Place(Enum):
    """Where in a name's word a piece of it stands."""

    WHOLE = auto()
    START = auto()
    END = auto()
    INSIDE = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that have to occur in a word of the name."""

    text: str
    place: Place


@dataclass(frozen=True)
class NameMatching:
    """One name key, parsed."""

    text: str
    fuzzy: bool

    @cached_property
    def conditions(self) -> tuple[tuple[str, ...], ...]:
        """LIKE patterns for the name's key: of each tuple, one has to fit."""
        if self.fuzzy:
            return tuple(_word_patterns(word) for word in name_words(self.text))
        return (_group_patterns(fold(self.text)),)

    @cached_property
    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """What an index can look for, the most telling first: of each tuple, one has to occur."""
        if self.fuzzy:
            found: Iterable[tuple[Piece, ...]] = (_word_pieces(word) for word in name_words(self.text))
        else:
            found = ((piece,) for piece in _pattern_pieces(fold(self.text)))
        return tuple(sorted(found, key=_promise, reverse=True))


def _promise(alternatives: tuple[Piece, ...]) -> tuple[bool, int]:
    """Pieces inside of words are looked up in two steps, so they come last; then longer ones are rarer."""
    direct = all(piece.place in {Place.WHOLE, Place.START} for piece in alternatives)
    return direct, min(len(piece.text) for piece in alternatives)


def _group_patterns(folded: str) -> tuple[str, ...]:
    """A component group has to fit the whole pattern; trailing carets mean nothing."""
    pattern = like("=" + folded.lstrip("=").rstrip("^"))
    return (f"%{pattern}", f"%{pattern}=%")


def _word_patterns(word: str) -> tuple[str, ...]:
    wanted = [word, *("^".join(split) for split in _splits(word))]
    return tuple(f"%{before}{like(text)}%" for text in wanted for before in _BREAKS)


def _word_pieces(word: str) -> tuple[Piece, ...]:
    # Of 王小东 the word 小东 (or 东) is in the index where the name is written 王^小东.
    return (Piece(word, Place.START), *(Piece(given, Place.START) for _, given in _splits(word)))


def _splits(word: str) -> list[tuple[str, str]]:
    """Chinese names are typed without a space between family and given name."""
    if not _IDEOGRAPHS.fullmatch(word):
        return []
    return [(word[:length], word[length:]) for length in (1, 2) if length < len(word)]


def _pattern_pieces(folded: str) -> Iterable[Piece]:
    text = folded.strip("=").rstrip("^")
    for run in _LITERAL.finditer(text):
        for word in _WORD.finditer(run.group()):
            starts = word.start() > 0 or run.start() == 0
            ends = word.end() < len(run.group()) or run.end() == len(text)
            yield Piece(word.group()[:WORD_MAX], _PLACES[starts, ends])


_PLACES = {
    (True, True): Place.WHOLE,
    (True, False): Place.START,
    (False, True): Place.END,
    (False, False): Place.INSIDE,
}
