"""How long the agent waits before it tries again."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from capture_agent.backoff import Backoff, BackoffPolicy

MIDDLE = 0.5  # a chance without jitter


def test_tries_are_dense_enough_to_find_a_restarted_server_within_ten_seconds() -> None:
    backoff = Backoff()
    tries, now = [], 0.0
    while now < 10.0:
        now += backoff.failed(MIDDLE)
        tries.append(now)
    assert tries[0] == 0.3
    assert len(tries) >= 7
    assert max(later - earlier for earlier, later in pairwise(tries) if earlier < 5) < 2.5


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True))
def test_delays_stay_within_the_limit_and_its_jitter(failures: int, chance: float) -> None:
    policy = BackoffPolicy()
    delay = policy.delay(failures, chance)
    assert policy.first_s * (1 - policy.jitter) <= delay <= policy.limit_s * (1 + policy.jitter)


def test_jitter_spreads_the_agents_of_a_site() -> None:
    policy = BackoffPolicy(first_s=1.0, jitter=0.25)
    assert (policy.delay(1, 0.0), policy.delay(1, 0.5)) == (0.75, 1.0)


def test_success_starts_from_the_shortest_delay_again() -> None:
    backoff = Backoff()
    first = backoff.failed(MIDDLE)
    backoff.failed(MIDDLE)
    backoff.succeeded()
    assert backoff.failed(MIDDLE) == first
