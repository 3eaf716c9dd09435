"""Choosing media types and transfer syntaxes, and ranges: pure, and total for any header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.uid import (
    MPEG4HP41,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
)

from imaging.dicomweb.negotiation import (
    AS_STORED,
    Choice,
    accepts_coding,
    best_of,
    choose_frames,
    choose_instances,
    parse_accept,
)
from imaging.dicomweb.ranges import Unsatisfiable, parse_range

OCTETS = "application/octet-stream"
HEADER_TEXT = st.text(
    alphabet=st.one_of(st.sampled_from('";=,/*q. \\0123456789'), st.characters(max_codepoint=255)),
    max_size=200,
)


def anything(_: str) -> str:
    return ""


def nothing(_: str) -> str:
    return "It cannot be encoded."


def choose(accept: str, stored: str, why_not: object = anything, *, single: bool = True) -> Choice | str:
    assert callable(why_not)
    return choose_frames(parse_accept(accept), stored, why_not, single_allowed=single)


def test_the_best_quality_comes_first_and_equals_keep_their_order() -> None:
    ranges = parse_accept("text/html; q=0.2, image/png, image/jpeg;q=1.0, a/b;q=0, nonsense, image/gif;q=2")
    assert [found.media_type for found in ranges] == ["image/png", "image/jpeg", "text/html"]


def test_quoted_commas_semicolons_and_escapes_belong_to_their_value() -> None:
    (found,) = parse_accept(r'multipart/related; TYPE="a/b; c, \"d\""; q=0.5')
    assert found.parameters == {"type": 'a/b; c, "d"'}
    assert found.quality == 0.5


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("br, GZIP", True), ("gzip;q=0.1", True), ("gzip;q=0, br", False), ("gzip;q=much", False), ("", False)],
)
def test_a_coding_is_accepted_where_it_is_named_and_not_refused(header: str, *, accepted: bool) -> None:
    assert accepts_coding(header, "gzip") is accepted


@pytest.mark.parametrize(
    ("accept", "stored", "expected"),
    [
        ("*/*", JPEGBaseline8Bit, Choice("image/jpeg", JPEGBaseline8Bit, True)),
        ("*/*", ImplicitVRLittleEndian, Choice(OCTETS, ExplicitVRLittleEndian, True)),
        ("image/*", JPEGBaseline8Bit, Choice("image/jpeg", JPEGBaseline8Bit, False)),
        (OCTETS, JPEGLSLossless, Choice(OCTETS, ExplicitVRLittleEndian, False)),
        (f"{OCTETS}; transfer-syntax=*", HTJ2KLossless, Choice(OCTETS, HTJ2KLossless, False)),
        ("image/jls", ExplicitVRLittleEndian, Choice("image/jls", JPEGLSLossless, False)),
        ("image/jpeg", ExplicitVRLittleEndian, Choice("image/jpeg", JPEGLosslessSV1, False)),
        ("image/jpeg, image/jls", JPEGLSLossless, Choice("image/jls", JPEGLSLossless, False)),
        ("image/jls;q=0.1, image/jphc", JPEGLSLossless, Choice("image/jphc", HTJ2KLossless, False)),
        (
            f'multipart/related; type="{OCTETS}"; transfer-syntax={ImplicitVRLittleEndian}',
            ExplicitVRLittleEndian,
            Choice(OCTETS, ExplicitVRLittleEndian, True),
        ),
    ],
)
def test_frames_go_out_as_is_wanted_most(accept: str, stored: str, expected: Choice) -> None:
    assert choose(accept, stored) == expected


def test_what_needs_no_encoder_is_chosen_where_nothing_else_can_be_had() -> None:
    accept = f"image/jphc, {OCTETS}; transfer-syntax=*; q=0.1"
    assert choose(accept, JPEGLSLossless, nothing) == Choice(OCTETS, JPEGLSLossless, False)


@pytest.mark.parametrize(
    "accept", ["text/html", "video/mp4", "image/jphc", 'multipart/related; type="image/jls"']
)
def test_the_reason_says_what_is_stored_or_why_it_cannot_be_had(accept: str) -> None:
    answer = choose(accept, MPEG4HP41 if accept == "image/jphc" else JPEGBaseline8Bit, nothing)
    assert isinstance(answer, str)
    assert len(answer) > 10


def test_several_frames_never_go_out_as_a_single_part() -> None:
    assert isinstance(choose("image/jpeg", JPEGBaseline8Bit, single=False), str)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", Choice("application/dicom", AS_STORED, True)),
        ("application/dicom", Choice("application/dicom", ExplicitVRLittleEndian, False)),
        (
            'multipart/related; type="application/dicom"',
            Choice("application/dicom", ExplicitVRLittleEndian, True),
        ),
        ('multipart/related; type="image/jpeg"', None),
        ("image/png", None),
    ],
)
def test_instances_go_out_as_part_10_files(accept: str, expected: Choice | None) -> None:
    assert choose_instances(parse_accept(accept), single_allowed=True) == expected


def test_pictures_are_chosen_by_type_or_family() -> None:
    offered = ("image/jpeg", "image/png")
    assert best_of(parse_accept("image/*"), offered) == "image/jpeg"
    assert best_of(parse_accept("image/webp, image/png;q=0.8, */*;q=0.1"), offered) == "image/png"
    assert best_of(parse_accept('multipart/related; type="image/png"'), offered) == "image/png"
    assert best_of(parse_accept("text/html"), offered) is None


@given(HEADER_TEXT)
def test_any_accept_header_is_read(text: str) -> None:
    ranges = parse_accept(text)
    assert all(0 < found.quality <= 1 and "/" in found.media_type for found in ranges)
    assert isinstance(choose_frames(ranges, JPEGBaseline8Bit, anything, single_allowed=True), Choice | str)


@given(st.text(alphabet="bytes=-, 0123456789x", max_size=30), st.integers(0, 10_000))
def test_any_range_lies_within_the_body(text: str, size: int) -> None:
    try:
        found = parse_range(text, size)
    except Unsatisfiable:
        return
    assert found is None or 0 <= found.first <= found.last < size


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=5-", (5, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-30", (0, 9)),
        ("bytes=2-100", (2, 9)),
        ("bytes=3-2", None),
        ("bytes=0-1,4-5", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=99999999999999999999999-", None),
        (None, None),
    ],
)
def test_ranges_are_read_as_http_defines_them(header: str | None, expected: tuple[int, int] | None) -> None:
    found = parse_range(header, 10)
    assert (None if found is None else (found.first, found.last)) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_ranges_beyond_the_body_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, 10)
