"""What the values of keys mean (PS3.4 C.2.2.2), and which names they stand for."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.errors import BadQuery
from imaging.index.names import name_key, name_words, word_parts
from imaging.query.attributes import Matched
from imaging.query.matching import Between, Numbers, OneOf, Patterns, after, like, parse
from imaging.query.names import NameMatching, Piece, Place


@pytest.mark.parametrize(
    ("matched", "text", "meaning"),
    [
        (Matched.UID, "1.2.3", OneOf(("1.2.3",))),
        (Matched.UID, "1.2\\1.3\\1.2", OneOf(("1.2", "1.3"))),
        (Matched.UID, "1.2.3\0", OneOf(("1.2.3",))),
        (Matched.DATE, "20260131", Between("20260131", "20260131")),
        (Matched.DATE, "20260101-20261231", Between("20260101", "20261231")),
        (Matched.DATE, "20260101 - ", Between("20260101", "")),
        (Matched.DATE, "-20260101", Between("", "20260101")),
        (Matched.DATE, "2026.01.31", Between("20260131", "20260131")),
        (Matched.TIME, "0930", Between("0930", "093059.999999")),
        (Matched.TIME, "08-1730", Between("08", "173059.999999")),
        (Matched.TIME, "-12", Between("", "125959.999999")),
        (Matched.NUMBER, "7", Numbers((7,))),
        (Matched.NUMBER, " 007 \\ 8", Numbers((7, 8))),
        (Matched.CODE, "CT\\MR", OneOf(("CT", "MR"))),
        (Matched.CODE, "C*", Patterns(("C*",))),
        (Matched.IDENTIFIER, "P1", OneOf(("P1",))),
        (Matched.TEXT, "Head*", Patterns(("Head*",))),
        (Matched.NAME, "WANG*", Patterns(("wang*",))),
        (Matched.CODE, "", None),
        (Matched.UID, "*", None),
        (Matched.DATE, "  ", None),
        (Matched.NAME, "**", None),
    ],
)
def test_key_means(matched: Matched, text: str, meaning: object) -> None:
    assert parse("Key", matched, text) == meaning


@pytest.mark.parametrize(
    ("matched", "text"),
    [
        (Matched.UID, "1.2.*"),
        (Matched.UID, "1" * 65),
        (Matched.DATE, "2026"),
        (Matched.DATE, "2026-01-31"),
        (Matched.DATE, "20260101-20260201-20260301"),
        (Matched.TIME, "9"),
        (Matched.NUMBER, "one"),
        (Matched.NEVER, "1"),
        (Matched.UID, "\\".join(f"1.{n}" for n in range(1001))),
    ],
)
def test_key_that_means_nothing_is_explained(matched: Matched, text: str) -> None:
    with pytest.raises(BadQuery, match="Key"):
        parse("Key", matched, text)


@given(st.sampled_from(list(Matched)), st.text(max_size=40))
def test_any_text_is_a_matching_or_explained(matched: Matched, text: str) -> None:
    with suppress(BadQuery):
        parse("Key", matched, text)


def test_what_like_takes_for_special_is_escaped() -> None:
    assert like(r"100%_\*?") == r"100\%\_\\%_"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5), st.text(max_size=5))
def test_everything_that_begins_alike_comes_before_what_is_after(start: str, rest: str) -> None:
    assert start <= start + rest < after(start)


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("Wang^XiaoDong=王^小东", "=wang^xiaodong=王^小东", ("wang", "xiaodong", "小东", "王")),
        (
            "MÜLLER-Lüdenscheidt^Jörg^^Dr.",
            "=müller-lüdenscheidt^jörg^^dr.",
            ("dr", "jörg", "lüdenscheidt", "müller"),
        ),
        ("ＷＡＮＧ^^^^", "=wang", ("wang",)),
        ("=王^小东", "=王^小东", ("小东", "王")),
        ("", "", ()),
        ("^^=", "", ()),
    ],
)
def test_name_is_kept_as_it_is_searched(name: str, key: str, words: tuple[str, ...]) -> None:
    assert name_key(name) == key
    assert name_words(name) == words


def test_parts_of_a_word_are_its_endings() -> None:
    assert word_parts("dong") == ("dong", "ong", "ng", "g")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("WANG*", [Piece("wang", Place.START)]),
        ("WANG", [Piece("wang", Place.WHOLE)]),
        ("WANG^XIAO*", [Piece("wang", Place.WHOLE), Piece("xiao", Place.START)]),
        ("*IAO*", [Piece("iao", Place.INSIDE)]),
        ("*DONG", [Piece("dong", Place.END)]),
        ("*^X*", [Piece("x", Place.START)]),
        ("王*", [Piece("王", Place.START)]),
        ("??", []),
    ],
)
def test_index_is_asked_for_the_letters_of_a_pattern(text: str, pieces: list[Piece]) -> None:
    found = [piece for alternatives in NameMatching(text, fuzzy=False).pieces for piece in alternatives]
    assert sorted(found, key=str) == sorted(pieces, key=str)


def test_chinese_name_typed_as_one_word_is_looked_for_as_two() -> None:
    ((*pieces,),) = NameMatching("王小东", fuzzy=True).pieces
    assert {piece.text for piece in pieces} == {"王小东", "小东", "东"}
