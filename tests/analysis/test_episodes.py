"""Findings followed over time: what stays in one place is one episode; flicker is none."""

from __future__ import annotations

import pytest

from analysis.episodes import COMES_BACK_S, TELL_EVERY_S, Episode, Episodes
from analysis.findings import Finding, Kind, box

SIZE = (640, 480)
FRAME_S = 1 / 30


def cyst(x: float, score: float = 0.5) -> Finding:
    return Finding(Kind.ANECHOIC, score, box(x, 100, x + 40, 140), closed=True)


def watched(episodes: Episodes, frames: int, *findings: Finding, from_s: float = 0.0) -> float:
    """The time of the frame after the last."""
    for number in range(frames):
        episodes.add("ultrasound", findings, *SIZE, from_s + number * FRAME_S)
    return from_s + frames * FRAME_S


def one(episodes: Episodes, now: float) -> Episode:
    (episode,) = episodes.to_keep(now)
    return episode


def test_what_is_seen_again_and_again_is_one_episode() -> None:
    episodes = Episodes()
    now = watched(episodes, 30, cyst(200))
    episode = one(episodes, now)
    assert episode.frames == 30
    assert episode.first_s == 0.0


def test_it_is_kept_as_it_looked_where_it_scored_best() -> None:
    episodes = Episodes()
    now = watched(episodes, 20, cyst(200, 0.4))
    now = watched(episodes, 1, cyst(204, 0.9), from_s=now)
    now = watched(episodes, 20, cyst(200, 0.3), from_s=now)
    assert one(episodes, now).best == cyst(204, 0.9)


def test_flicker_is_not_kept() -> None:
    episodes = Episodes()
    now = watched(episodes, 10, cyst(200))
    assert episodes.to_keep(now) == []
    assert episodes.to_keep(now + 2 * COMES_BACK_S) == []


def test_single_frames_now_and_then_stay_flicker() -> None:
    episodes = Episodes()
    for second in range(100):
        watched(episodes, 1, cyst(200), from_s=second)
        watched(episodes, 20, from_s=second + FRAME_S)
    assert episodes.to_keep(100.0) == []


def test_what_comes_and_goes_is_one_episode_seen_for_so_long_in_all() -> None:
    episodes = Episodes()
    now = 0.0
    for _ in range(20):
        now = watched(episodes, 31, cyst(200), from_s=now)
        now = watched(episodes, 200, from_s=now)
    episode = one(episodes, now)
    assert episode.seen_s == pytest.approx(20.0)
    assert episode.last_s - episode.first_s > 100.0


def test_a_detector_that_looks_seldom_is_followed_too() -> None:
    episodes = Episodes()
    name = Finding(Kind.TEXT, 0.8, box(10, 10, 200, 30), closed=True, label="name")
    for look in range(4):
        episodes.add("privacy", [name], *SIZE, look * 2.5)
        watched(episodes, 60, from_s=look * 2.5)
    episode = one(episodes, 10.0)
    assert (episode.frames, episode.seen_s) == (4, 7.5)


def test_two_places_are_two_episodes() -> None:
    episodes = Episodes()
    now = watched(episodes, 30, cyst(100), cyst(400))
    assert len(episodes.to_keep(now)) == 2


def test_a_thing_that_moves_slowly_stays_the_same() -> None:
    episodes = Episodes()
    for number in range(90):
        episodes.add("ultrasound", [cyst(100 + 4 * number)], *SIZE, number * FRAME_S)
    assert len(episodes.to_keep(3.0)) == 1


def test_what_comes_back_after_a_while_is_a_new_one() -> None:
    episodes = Episodes()
    now = watched(episodes, 30, cyst(200))
    first = one(episodes, now)
    now = watched(episodes, 30, cyst(200), from_s=now + COMES_BACK_S + 0.1)
    assert one(episodes, now).id != first.id


def test_the_last_sight_of_it_is_told() -> None:
    episodes = Episodes()
    now = watched(episodes, 30, cyst(200))
    one(episodes, now)
    now = watched(episodes, 30, cyst(200), from_s=now)
    assert one(episodes, now + TELL_EVERY_S).frames == 60
    assert episodes.to_keep(now + 2 * COMES_BACK_S) == []


def test_what_goes_on_is_told_again_only_now_and_then() -> None:
    episodes = Episodes()
    now = watched(episodes, 30, cyst(200))
    first = one(episodes, now)
    now = watched(episodes, 30, cyst(200), from_s=now)
    assert episodes.to_keep(now) == []
    now = watched(episodes, int(TELL_EVERY_S / FRAME_S), cyst(200), from_s=now)
    again = one(episodes, now)
    assert again.id == first.id
    assert again.frames > first.frames


def test_what_every_usable_picture_has_is_not_kept() -> None:
    episodes = Episodes()
    sector = Finding(Kind.SECTOR, 1.0, box(10, 10, 600, 400), closed=True)
    now = watched(episodes, 60, sector)
    assert episodes.to_keep(now) == []


def test_text_of_a_sort_that_no_rule_knows_is_not_kept() -> None:
    episodes = Episodes()
    for look in range(4):
        words = Finding(Kind.TEXT, 0.2, box(10, 10, 200, 30), closed=True, label="other")
        episodes.add("privacy", [words], *SIZE, look * 2.5)
    assert episodes.to_keep(10.0) == []
