"""Patients' names in the form in which they are searched. No I/O.

A person name (PS3.5 section 6.2.1) has up to three component groups (alphabetic, ideographic, phonetic)
joined by ``=``, each of up to five components joined by ``^``.
"""

import re
import unicodedata

WORD_MAX = 64
KEY_MAX = 400

_NO_LETTER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """`text` without differences of case, width and composition, which nobody means when searching."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def name_key(name: str) -> str:
    """The whole name, folded, each component group after a ``=``: ``=wang^xiaodong=王^小东``.

    So that "a group begins with" is "the key contains =…" in any database.
    """
    groups = (group.rstrip("^ ").lstrip() for group in fold(name).split("="))
    return "".join(f"={group}" for group in groups if group)[:KEY_MAX]


def name_words(name: str) -> tuple[str, ...]:
    """The distinct words of all component groups, folded, sorted: what finds a name quickly."""
    return tuple(sorted({word[:WORD_MAX] for word in _NO_LETTER.split(name_key(name)) if word}))


def word_parts(word: str) -> tuple[str, ...]:
    """All endings of a word, itself first: what begins with "ao" among them finds "xiaodong"."""
    return tuple(word[start:] for start in range(len(word)))
