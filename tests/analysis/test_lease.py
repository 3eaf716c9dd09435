"""Leases: one worker a console, taken over when its holder's beat stands still, whatever the clocks say."""

from __future__ import annotations

from analysis.lease import STANDS_STILL_S, Lease, LeaseWatch

ROOM, OTHER = "console-a", "console-b"


def test_a_console_that_nobody_watches_is_claimed() -> None:
    assert LeaseWatch("one", 4).plan([], {ROOM}, 0.0).claim == (ROOM,)


def test_workers_that_start_together_share_the_consoles() -> None:
    assert len(LeaseWatch("one", 4).plan([], {ROOM, OTHER}, 0.0).claim) == 1


def test_no_more_consoles_are_taken_than_a_worker_can_bear() -> None:
    watch = LeaseWatch("one", 1)
    plan = watch.plan([Lease(ROOM, "one", 3)], {ROOM, OTHER}, 0.0)
    assert plan.renew == (Lease(ROOM, "one", 3),)
    assert plan.claim == ()


def test_a_console_that_went_off_air_is_given_back() -> None:
    plan = LeaseWatch("one", 4).plan([Lease(ROOM, "one", 3)], set(), 0.0)
    assert plan.release == (Lease(ROOM, "one", 3),)
    assert plan.renew == ()


def test_a_holder_that_beats_keeps_its_console() -> None:
    watch = LeaseWatch("one", 4)
    for beat in range(10):
        plan = watch.plan([Lease(ROOM, "two", beat)], {ROOM}, float(beat))
        assert plan.idle


def test_a_beat_that_stands_still_is_a_dead_workers() -> None:
    watch = LeaseWatch("one", 4)
    lease = Lease(ROOM, "two", 7)
    assert watch.plan([lease], {ROOM}, 100.0).idle
    assert watch.plan([lease], {ROOM}, 100.0 + STANDS_STILL_S - 0.01).idle
    assert watch.plan([lease], {ROOM}, 100.0 + STANDS_STILL_S).take_over == (lease,)


def test_all_consoles_of_a_dead_worker_are_taken_over_at_once() -> None:
    watch = LeaseWatch("one", 4)
    leases = [Lease(ROOM, "two", 7), Lease(OTHER, "two", 9)]
    watch.plan(leases, {ROOM, OTHER}, 0.0)
    assert watch.plan(leases, {ROOM, OTHER}, STANDS_STILL_S).take_over == tuple(leases)


def test_a_worker_that_only_just_came_waits_before_it_calls_another_dead() -> None:
    assert LeaseWatch("one", 4).plan([Lease(ROOM, "two", 7)], {ROOM}, 1e9).idle


def test_its_own_lease_is_never_dead() -> None:
    watch = LeaseWatch("one", 4)
    lease = Lease(ROOM, "one", 7)
    watch.plan([lease], {ROOM}, 0.0)
    plan = watch.plan([lease], {ROOM}, 60.0)
    assert plan.take_over == ()
    assert plan.renew == (lease,)
