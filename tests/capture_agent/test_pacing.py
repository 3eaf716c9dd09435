"""When frames are due, and which ones the rate cap lets through."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture_agent.pacing import LagGuard, RateCap, Timeline
from capture_agent.sources.base import play

durations = st.lists(st.floats(0.005, 0.5), min_size=1, max_size=20)


def test_each_frame_is_due_after_the_ones_before_it_in_every_loop() -> None:
    timeline = Timeline([0.1, 0.2, 0.3])
    assert [round(timeline.due(number), 9) for number in range(5)] == [0.0, 0.1, 0.3, 0.6, 0.7]


@given(durations, st.integers(0, 10_000), st.floats(0.01, 0.99))
def test_the_latest_frame_is_the_one_whose_time_it_is(lasting: list[float], number: int, part: float) -> None:
    timeline = Timeline(lasting)
    within = timeline.due(number) + part * lasting[number % len(lasting)]
    assert timeline.latest(within) == number


def test_a_late_player_skips_to_the_newest_frame() -> None:
    timeline = Timeline([0.1] * 10)
    assert timeline.following(3, elapsed_s=0.35) == 4
    assert timeline.following(3, elapsed_s=2.56) == 25


@pytest.mark.parametrize("lasting", [[], [0.1, 0.0], [-1.0]])
def test_a_timeline_without_time_is_refused(lasting: list[float]) -> None:
    with pytest.raises(ValueError, match="longer than 0 s"):
        Timeline(lasting)


@pytest.mark.parametrize(
    ("source_fps", "limit", "passed"),
    [(30, 30, 30), (60, 30, 30), (50, 30, 30), (30.01, 30, 30), (25, 30, 25), (30, None, 30)],
)
def test_the_cap_holds_on_average_and_drops_no_more_than_it_must(
    source_fps: float, limit: float | None, passed: float
) -> None:
    cap = RateCap(limit)
    seconds = 20
    accepted = sum(cap.accepts(number / source_fps) for number in range(int(source_fps * seconds)))
    assert accepted / seconds == pytest.approx(passed, rel=0.02)


def test_jitter_of_the_capture_clock_costs_no_frame() -> None:
    cap = RateCap(30)
    assert all(cap.accepts(number / 30 + (0.006 if number % 2 else 0.0)) for number in range(300))


def test_a_pause_is_not_made_up_by_a_burst() -> None:
    cap = RateCap(30)
    assert cap.accepts(0.0)
    assert cap.accepts(10.0)
    assert [cap.accepts(10.0 + number / 240) for number in range(1, 9)].count(True) == 1


class FakeTime:
    """A clock that only waiting moves on, and an event that is never set until `end_s`."""

    def __init__(self, end_s: float) -> None:
        self.now_s = 100.0
        self._end_s = 100.0 + end_s

    def clock(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> bool:
        self.now_s += seconds
        return self.now_s >= self._end_s


def test_playing_loops_at_the_cines_own_times() -> None:
    fake = FakeTime(end_s=0.75)
    event = threading.Event()
    event.wait = fake.wait  # type: ignore[method-assign,assignment]
    shown = [
        (index, round(now - 100.0, 6)) for index, now in play(Timeline([0.1, 0.2, 0.3]), event, fake.clock)
    ]
    assert shown == [(0, 0.0), (1, 0.1), (2, 0.3), (0, 0.6), (1, 0.7)]


def test_a_held_up_player_shows_the_newest_frame_and_no_burst() -> None:
    fake = FakeTime(end_s=2.0)
    event = threading.Event()
    event.wait = fake.wait  # type: ignore[method-assign,assignment]
    player = play(Timeline([0.1] * 10), event, fake.clock)
    assert next(player)[0] == 0
    fake.now_s += 0.57
    assert next(player)[0] == 5
    assert next(player)[0] == 6


def lateness(delays: list[float], every_s: float = 0.04) -> list[bool]:
    """What the guard says of packets that come with these delays, one each `every_s`."""
    guard = LagGuard()
    return [
        guard.late(number * every_s, 1000.0 + number * every_s + delay) for number, delay in enumerate(delays)
    ]


def test_jitter_on_the_line_is_not_lag() -> None:
    assert not any(lateness([0.1, 0.0, 0.3, 0.05, 0.4] * 50))


def test_a_backlog_is_lag_until_it_has_been_caught_up() -> None:
    assert lateness([0.0, 0.3, 0.6, 0.9, 0.5, 0.1]) == [False, False, True, True, False, False]


def test_a_camera_whose_clock_runs_slow_never_becomes_late() -> None:
    """100 parts per million for three hours, a packet every second."""
    assert not any(lateness([100e-6 * second for second in range(3 * 3600)], every_s=1.0))


def test_a_camera_that_sets_its_clock_is_not_late() -> None:
    assert not any(lateness([0.0, 0.0, 3600.0, 3600.0, 0.0, 0.0]))
