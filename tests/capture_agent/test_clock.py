"""The estimate of the server's clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture_agent.clock import ClockFilter, ClockSample

OFFSET_US = 1_790_000_000_000_000


def sample(at_s: float, out_s: float, back_s: float, offset_us: int = OFFSET_US) -> ClockSample:
    """An exchange that took `out_s` to the server and `back_s` back."""
    return ClockSample(at_s, at_s + out_s + back_s, round((at_s + out_s) * 1_000_000) + offset_us)


def test_even_ways_give_the_exact_offset() -> None:
    clock = ClockFilter()
    clock.add(sample(10.0, 0.05, 0.05))
    assert clock.server_us(20.0) == OFFSET_US + 20_000_000


def test_the_quickest_exchange_is_believed() -> None:
    clock = ClockFilter()
    for out_s, back_s in [(0.2, 0.01), (0.004, 0.004), (0.01, 0.3)]:
        clock.add(sample(10.0, out_s, back_s))
    assert clock.server_us(11.0) == OFFSET_US + 11_000_000


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_the_error_never_exceeds_the_stated_uncertainty(ways: list[tuple[float, float]]) -> None:
    clock = ClockFilter()
    now_s = 5.0
    for out_s, back_s in ways:
        clock.add(sample(now_s, out_s, back_s))
        now_s += out_s + back_s
    error_us = abs(clock.server_us(now_s) - round(now_s * 1_000_000) - OFFSET_US)
    assert error_us <= 1_000_000 * clock.best(now_s).uncertainty_s(now_s) + 2


def test_an_old_exchange_gives_way_to_a_slower_recent_one() -> None:
    clock = ClockFilter()
    clock.add(sample(0.0, 0.001, 0.001))
    recent = sample(600.0, 0.02, 0.02)
    clock.add(recent)
    assert clock.best(601.0) is recent


def test_a_clock_that_was_set_is_followed_at_once() -> None:
    clock = ClockFilter()
    for second in range(5):
        clock.add(sample(float(second), 0.001, 0.001))
    clock.add(sample(6.0, 0.02, 0.02, OFFSET_US + 3_000_000))
    assert clock.server_us(7.0) == OFFSET_US + 10_000_000


def test_nothing_is_claimed_before_the_first_measurement() -> None:
    clock = ClockFilter()
    assert not clock.measured
    with pytest.raises(LookupError):
        clock.server_us(1.0)
