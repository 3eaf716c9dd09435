"""Layers go down when the estimate says so, and up again carefully."""

from hypothesis import given
from hypothesis import strategies as st

from media_gateway.layers import Congestion, allocate

_SIMULCAST = (150_000, 500_000, 1_700_000)


def test_everybody_gets_what_is_wanted_where_it_fits() -> None:
    assert allocate(10_000_000, [_SIMULCAST, _SIMULCAST[:2], ()]) == [2, 1, 0]


def test_layers_are_raised_in_turn() -> None:
    assert allocate(1_200_000, [_SIMULCAST, _SIMULCAST]) == [1, 1]
    assert allocate(700_000, [_SIMULCAST, _SIMULCAST]) == [1, 0]


def test_nobody_gets_less_than_the_lowest() -> None:
    assert allocate(10, [_SIMULCAST, _SIMULCAST]) == [0, 0]


@given(
    st.integers(0, 10_000_000),
    st.lists(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=3).map(sorted), max_size=6),
)
def test_what_is_chosen_fits_or_is_the_lowest(limit: int, demands: list[list[int]]) -> None:
    chosen = allocate(limit, demands)
    total = sum(rates[index] for rates, index in zip(demands, chosen, strict=True))
    assert total <= limit or not any(chosen)


def feed(congestion: Congestion, remb: int, sending: int, start: float, seconds: float) -> float:
    """REMBs each 200 ms, as Chromium sends them."""
    now = start
    while now < start + seconds:
        congestion.estimate(remb, sending, now)
        now += 0.2
    return now


def test_one_low_estimate_changes_nothing() -> None:
    congestion = Congestion()
    congestion.estimate(300_000, 1_700_000, 0.0)
    congestion.estimate(2_000_000, 1_700_000, 0.2)
    assert congestion.limit_bps is None


def test_lasting_low_estimates_limit_within_a_second() -> None:
    congestion = Congestion()
    congestion.estimate(900_000, 1_700_000, 0.0)
    feed(congestion, 600_000, 1_700_000, 0.2, 1.0)
    assert congestion.limit_bps == 540_000


def test_a_low_estimate_that_rises_is_no_congestion() -> None:
    congestion = Congestion()
    remb = 250_000
    for step in range(50):  # after a switch from 150 to 1,700 kbit/s
        congestion.estimate(remb, 1_700_000, step * 0.2)
        remb = int(remb * 1.016)
    assert congestion.limit_bps is None


def test_a_higher_layer_is_tried_after_a_quiet_while_and_later_when_that_failed() -> None:
    congestion = Congestion()
    congestion.estimate(900_000, 1_700_000, 0.0)
    now = feed(congestion, 600_000, 1_700_000, 0.2, 1.0)
    now = feed(congestion, 640_000, 500_000, now, 13.0)
    assert congestion.limit_bps == 540_000
    now = feed(congestion, 640_000, 500_000, now, 3.0)
    assert congestion.limit_bps == 1_620_000, "tried"
    now = feed(congestion, 600_000, 1_700_000, now, 1.0)
    assert congestion.limit_bps == 540_000, "the path has not improved"
    now = feed(congestion, 640_000, 500_000, now, 20.0)
    assert congestion.limit_bps == 540_000, "now it waits longer"


def test_tries_that_hold_lead_to_no_limit() -> None:
    congestion = Congestion()
    congestion.estimate(900_000, 1_700_000, 0.0)
    now = feed(congestion, 600_000, 1_700_000, 0.2, 1.0)
    limits = []
    while congestion.limit_bps is not None and now < 100:
        limits.append(congestion.limit_bps)
        now = feed(congestion, 640_000, 500_000, now, 15.4)
    assert limits == [540_000, 1_620_000, 4_860_000, 14_580_000, 43_740_000]


def test_limit_follows_an_estimate_that_clearly_carries_more() -> None:
    congestion = Congestion()
    congestion.estimate(900_000, 1_700_000, 0.0)
    now = feed(congestion, 600_000, 1_700_000, 0.2, 1.0)
    feed(congestion, 2_000_000, 500_000, now, 6.0)
    assert congestion.limit_bps == 1_800_000


def test_used_up_retransmission_budget_limits_too() -> None:
    congestion = Congestion()
    congestion.starved(1_000_000, 5.0)
    limit = congestion.limit_bps
    assert limit is not None
    assert limit < 700_000
    congestion.starved(500_000, 5.1)
    assert congestion.limit_bps == limit, "one step at a time"
