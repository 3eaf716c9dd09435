"""Sign-in throttling: guesses are slowed by name and by address, and everybody else goes on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.throttle import (
    ADDRESS_LIMIT,
    FIRST_WAIT_S,
    LONGEST_WAIT_S,
    MAX_KEYS,
    NAME_LIMIT,
    WINDOW_S,
    SignInThrottle,
)


def fail(throttle: SignInThrottle, times: int, now: float = 0.0, name: str = "a") -> None:
    for _ in range(times):
        assert throttle.attempt(name, "1.1.1.1", now) == 0


def test_name_waits_after_its_limit_from_any_address() -> None:
    throttle = SignInThrottle()
    fail(throttle, NAME_LIMIT)
    assert throttle.attempt("a", "2.2.2.2", 0) == FIRST_WAIT_S
    assert throttle.attempt("b", "2.2.2.2", 0) == 0


def test_address_waits_after_its_limit_under_any_name() -> None:
    throttle = SignInThrottle()
    for number in range(ADDRESS_LIMIT):
        assert throttle.attempt(f"name {number}", "1.1.1.1", 0) == 0
    assert throttle.attempt("another", "1.1.1.1", 0) > 0
    assert throttle.attempt("another", "2.2.2.2", 0) == 0


def test_wait_doubles_up_to_a_limit() -> None:
    throttle = SignInThrottle()
    fail(throttle, NAME_LIMIT)
    now, waits = 0.0, []
    for _ in range(12):
        wait = throttle.attempt("a", "1.1.1.1", now)
        waits.append(wait)
        now += wait
        assert throttle.attempt("a", "1.1.1.1", now) == 0
    assert waits[:3] == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S]
    assert max(waits) == LONGEST_WAIT_S


def test_tries_at_the_same_moment_do_not_slip_through_together() -> None:
    throttle = SignInThrottle()
    allowed = sum(throttle.attempt("a", f"10.0.0.{number}", 0) == 0 for number in range(100))
    assert allowed == NAME_LIMIT


def test_success_forgets_the_failures_of_the_name() -> None:
    throttle = SignInThrottle()
    fail(throttle, NAME_LIMIT - 1)
    fail(throttle, 1)
    throttle.succeeded("a", "1.1.1.1")
    fail(throttle, NAME_LIMIT)


def test_many_people_who_sign_in_from_one_address_do_not_lock_it() -> None:
    throttle = SignInThrottle()
    for number in range(10 * ADDRESS_LIMIT):
        assert throttle.attempt(f"name {number}", "1.1.1.1", 0) == 0
        throttle.succeeded(f"name {number}", "1.1.1.1")


def test_old_failures_are_forgotten() -> None:
    throttle = SignInThrottle()
    fail(throttle, NAME_LIMIT - 1)
    fail(throttle, NAME_LIMIT, now=WINDOW_S + 1)


def test_memory_is_bounded_under_ever_new_names() -> None:
    throttle = SignInThrottle()
    for number in range(MAX_KEYS + 500):
        throttle.attempt(f"name {number}", f"address {number}", 0)
    assert len(throttle._records) == MAX_KEYS


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.floats(0, 1e6), st.booleans())))
def test_wait_is_never_negative_nor_longer_than_the_limit(
    tries: list[tuple[str, str, float, bool]],
) -> None:
    throttle = SignInThrottle()
    for name, address, now, right in sorted(tries, key=lambda one: one[2]):
        assert 0 <= throttle.attempt(name, address, now) <= LONGEST_WAIT_S
        if right:
            throttle.succeeded(name, address)
