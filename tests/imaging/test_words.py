"""How the index orders and compares what headers say."""

from __future__ import annotations

import pytest

from imaging.index.words import LISTED_MAX, code, listed, moment, unlisted


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("20261121", "093015.25", "20261121093015"),
        ("20261121", "0930", "20261121093000"),
        ("20261121", "", "20261121000000"),
        ("20261121", "9", "20261121000000"),
        ("", "093015", ""),
        ("2026.11.21", "093015", ""),
    ],
)
def test_moments_order_studies(date: str, time: str, expected: str) -> None:
    assert moment(date, time) == expected


def test_codes_are_compared_in_capitals() -> None:
    assert code(" chest\0 ") == "CHEST"


def test_codes_are_listed_once_and_whole() -> None:
    assert listed(["MR", "CT", "", "CT"]) == "CT\\MR"
    assert unlisted("CT\\MR") == {"CT", "MR"}
    assert unlisted(listed([])) == frozenset()
    many = [f"BODYPART{number}" for number in range(100)]
    joined = listed(many)
    assert len(joined) <= LISTED_MAX
    assert unlisted(joined) < set(many)
