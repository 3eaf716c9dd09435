"""Colours of people: distinct among those who are there, theirs for as long as they stay, alike for all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from consultation.consultations.attendance import entered, left
from consultation.consultations.colours import COLOURS, Stay, colours
from tests.consultation.consultations.conftest import EXPERT, HOST, STUDENT, House
from tests.consultation.consultations.test_help_now import entry

BEGAN = datetime(2026, 11, 21, 8, tzinfo=UTC)
PALETTE = Path(__file__).parents[3] / "web/src/app/palette.ts"


def stay(attendee: str, entered_min: int, left_min: int) -> Stay:
    return attendee, BEGAN + timedelta(minutes=entered_min), BEGAN + timedelta(minutes=left_min)


def test_there_are_as_many_as_the_page_has() -> None:
    listed = re.search(r"personColours = \[(.*?)\]", PALETTE.read_text(), re.DOTALL)
    assert listed is not None
    assert len(re.findall(r"'#[0-9a-f]{6}'", listed[1])) == COLOURS


def test_whoever_comes_back_has_their_colour_again() -> None:
    assert colours([stay("a", 0, 5), stay("b", 1, 9), stay("c", 6, 9), stay("a", 7, 9)]) == {
        "a": 0,
        "b": 1,
        "c": 2,
    }


def test_whoever_comes_back_to_find_it_taken_gets_another() -> None:
    crowd = [stay(str(number), 10, 60) for number in range(COLOURS)]
    told = colours([stay("early", 0, 5), *crowd, stay("late", 61, 90), stay("early", 62, 90)])
    assert told["late"] != told["early"]


def test_more_people_than_colours_share_them_evenly() -> None:
    told = colours([stay(str(number), number, 99) for number in range(2 * COLOURS)])
    assert sorted(told.values()) == sorted([*range(COLOURS)] * 2)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 50), st.integers(1, 30)), max_size=40))
def test_those_who_are_there_together_are_told_apart(comings: list[tuple[int, int, int]]) -> None:
    """Eight people and eight colours, whoever comes and goes when."""
    stays = sorted((stay(str(who), at, at + span) for who, at, span in comings), key=lambda one: one[1])
    before: dict[str, int] = {}
    for number, (_, now, _) in enumerate(stays, 1):
        told = colours(stays[:number])
        there = {who for who, _, until in stays[:number] if until > now}
        assert len({told[who] for who in there}) == len(there)
        stayed = {who for who, _, until in stays[: number - 1] if until > now}
        assert all(told[who] == before[who] for who in stayed)
        before = dict(told)


async def test_everybody_is_told_the_same_colours_of_all_who_came(house: House) -> None:
    path = await house.with_everybody()
    shared = house.application.services
    assert (await house.told(path, HOST))["colours"] == {}
    stays = [await entered(shared, await entry(house, name, path)) for name in (EXPERT, HOST, EXPERT)]
    for one in stays:
        await left(shared, one)
    await entered(shared, await entry(house, STUDENT, path))
    wanted = {house.ids[EXPERT]: 0, house.ids[HOST]: 1, house.ids[STUDENT]: 2}
    for name in (HOST, EXPERT, STUDENT):
        assert (await house.told(path, name))["colours"] == wanted
