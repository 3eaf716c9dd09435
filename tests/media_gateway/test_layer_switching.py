"""Each subscriber gets the layer it wants and its path carries, without a seam between them."""

import pytest

from media_gateway.rtcp import Remb, SenderReport
from media_gateway.rtp import RtpPacket

from .stage import FRAME, Stage, assert_continuous, simulcast


def test_newcomer_is_shown_the_first_layer_that_comes_and_then_the_best() -> None:
    stage, _publishers = simulcast()
    assert stage.subscription.current_quality == 2
    packets = stage.take()
    assert len(packets) == 3, "the low one at once, then the high one twice"
    assert_continuous(packets)


def test_layers_are_ranked_by_name_in_whatever_order_they_are_listed() -> None:
    for names in (("q", "h", "f"), ("f", "h", "q")):
        assert [(la.rid, la.quality) for la in Stage(names).track.layers] == [("q", 0), ("h", 1), ("f", 2)]


def test_two_layers_are_low_and_medium() -> None:
    assert [la.quality for la in Stage(("q", "h")).track.layers] == [0, 1]
    assert Stage().track.layers[0].quality == 2


@pytest.mark.parametrize("to", [0, 1])
def test_switch_happens_at_a_key_frame_without_a_seam(to: int) -> None:
    stage, publishers = simulcast()
    stage.take()
    target = publishers["qh"[to]]
    stage.subscription.set_quality(to)
    shown: list[RtpPacket] = []
    for step in range(12):
        stage.tick(0.033)
        for publisher in publishers.values():
            publisher.send_frame(key=publisher is target and step == 6)
        shown += stage.take()
        if step < 6:
            assert stage.subscription.current_quality == 2, "the old layer goes on until the key frame"
    assert stage.subscription.current_quality == to
    assert target.layer.ssrc in stage.source.requests
    assert_continuous(shown)
    assert len(shown) == 12, "one frame at each step"


def test_switch_aligns_timestamps_by_the_senders_clocks() -> None:
    stage, publishers = simulcast()
    ntp = 4_000_000_000 << 32
    for publisher in (publishers["f"], publishers["q"]):
        assert publisher.layer.stream is not None
        report = SenderReport(publisher.layer.ssrc or 0, ntp, publisher.timestamp, 0, 0)
        publisher.layer.stream.sender_report(report, stage.clock.now)
    publishers["f"].send_frame()
    publishers["q"].frame()  # of the same instant, lost
    before = stage.take()[-1]
    stage.subscription.set_quality(0)
    stage.tick(0.09)  # the network delays the next frame, its capture time says 33 ms
    publishers["q"].send_frame(key=True)
    after = stage.take()[-1]
    assert (after.timestamp - before.timestamp) & 0xFFFFFFFF == FRAME


def test_layer_that_stops_is_replaced_by_a_lower_one() -> None:
    stage, publishers = simulcast()
    for step in range(60):
        stage.tick()
        publishers["q"].send_frame(key=step % 10 == 0)
        publishers["h"].send_frame(key=step % 10 == 5)
    assert stage.subscription.current_quality == 1
    assert_continuous(stage.take())


def test_wanted_layer_is_asked_for_until_it_comes() -> None:
    stage, publishers = simulcast()
    stage.subscription.set_quality(0)
    stage.source.requests.clear()
    for _ in range(40):
        stage.tick()
        for publisher in publishers.values():
            publisher.send_frame()
    asked = stage.source.requests.count(publishers["q"].layer.ssrc or 0)
    assert 4 <= asked <= 6, "two seconds, a request every 0.4 s"


def test_low_estimate_takes_the_layer_down() -> None:
    stage, publishers = simulcast()
    for step in range(80):
        stage.tick()
        publishers["q"].send_frame(key=step % 5 == 0)
        publishers["h"].send_frame(key=step % 5 == 1, packets=5)
        publishers["f"].send_frame(key=step % 5 == 2, packets=40)
        if step > 20 and step % 4 == 0:
            # What fits is known first, then falls: a low estimate alone may be an old one that rises.
            stage.sender.receive(Remb(1, 2_000_000 if step <= 24 else 50_000), stage.clock.now)
    assert stage.subscription.current_quality == 0
    assert_continuous(stage.take())
