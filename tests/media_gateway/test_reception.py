"""Packets find their layer by SSRC, RID or section; the sender gets the feedback it needs."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_gateway import GatewaySettings, InboundTrack
from media_gateway.counters import Counters
from media_gateway.extensions import (
    ABS_SEND_TIME,
    MID,
    REPAIRED_RID,
    RID,
    TRANSPORT_SEQUENCE,
    abs_send_time,
)
from media_gateway.reception import Reception
from media_gateway.rtcp import (
    KeyFrameRequest,
    Nack,
    ReceiverReport,
    Remb,
    RtcpPacket,
    SenderReport,
    parse_rtcp,
)
from media_gateway.rtp import RtpPacket, write_rtp
from media_gateway.sdp import HeaderExtension, Media, PayloadFormat, SourceGroup

from .peers import Clock

_VP8 = PayloadFormat(96, "VP8", 90_000, feedback=("nack", "nack pli"))
_EXTENSIONS = (HeaderExtension(4, MID), HeaderExtension(10, RID), HeaderExtension(11, REPAIRED_RID))
_PAYLOAD = b"\x10\x00" + bytes(50)


class Publisher:
    """A peer's receiving side with one track, and what is sent back to it."""

    def __init__(
        self,
        *,
        rids: tuple[str, ...] = (),
        sources: Sequence[int] = (),
        groups: tuple[SourceGroup, ...] = (),
        extensions: tuple[HeaderExtension, ...] = _EXTENSIONS,
        settings: GatewaySettings | None = None,
    ) -> None:
        self.clock = Clock()
        self.counters = Counters()
        self.feedback: list[RtcpPacket] = []
        self.raw: list[bytes] = []
        self.settings = settings or GatewaySettings()
        self.reception = Reception(self.settings, self.counters, self._note)
        self.media = Media(
            "video",
            "v",
            formats=(_VP8,),
            simulcast_send=rids,
            sources=dict.fromkeys(sources, "c"),
            groups=groups,
        )
        self.track = InboundTrack("TR", self.media, [_VP8], self.reception, self.settings, self.clock)
        self.reception.add_track(self.media, self.track, frozenset({96}), {97: 96})
        self.reception.set_extensions(extensions)

    def _note(self, packets: Sequence[bytes]) -> None:
        self.raw += packets
        for packet in packets:
            self.feedback += parse_rtcp(packet)

    def send(
        self,
        ssrc: int,
        sequence: int,
        *,
        extensions: dict[int, bytes] | None = None,
        payload: bytes = _PAYLOAD,
        kind: int = 96,
    ) -> None:
        packet = RtpPacket(kind, True, sequence, sequence * 3000, ssrc, payload, extensions or {})
        self.reception.receive_rtp(write_rtp(packet), self.clock.now)

    def packets(self, rid: str = "") -> int:
        return next(layer for layer in self.track.stats().layers if layer.rid == rid).packets

    def tick(self, seconds: float) -> None:
        self.clock.now += seconds
        self.reception.tick(self.clock.now)


def test_stream_named_in_the_description_is_received() -> None:
    publisher = Publisher(sources=(500, 501), groups=(SourceGroup("FID", (500, 501)),))
    publisher.send(500, 1)
    assert publisher.track.live
    assert publisher.track.stats().packets == 1


def test_layers_are_learnt_from_their_rids_and_then_known_by_ssrc() -> None:
    publisher = Publisher(rids=("q", "h", "f"))
    for ssrc, rid in ((1, b"h"), (2, b"q"), (3, b"f")):
        publisher.send(ssrc, 10, extensions={4: b"v", 10: rid})
        publisher.send(ssrc, 11)
    assert [publisher.packets(rid) for rid in "qhf"] == [2, 2, 2]


def test_section_is_found_by_mid_or_by_a_payload_type_of_its_own() -> None:
    publisher = Publisher()
    publisher.send(9, 1, extensions={4: b"v"})
    assert publisher.packets() == 1
    another = Publisher()
    another.send(9, 1)
    assert another.packets() == 1


@pytest.mark.parametrize("extensions", [{4: b"other"}, {4: b"v", 10: b"x"}, {4: b"v"}])
def test_streams_that_fit_no_layer_are_dropped(extensions: dict[int, bytes]) -> None:
    publisher = Publisher(rids=("q", "h"))
    publisher.send(9, 1, extensions=extensions)
    assert publisher.track.stats().packets == 0
    assert publisher.counters.dropped["rtp_unknown_stream"] == 1


def test_payload_type_outside_the_section_is_dropped() -> None:
    publisher = Publisher(sources=(5,))
    publisher.send(5, 1, kind=100)
    assert publisher.counters.dropped["rtp_payload_type"] == 1


def test_retransmission_fills_the_gap() -> None:
    publisher = Publisher(sources=(500, 501), groups=(SourceGroup("FID", (500, 501)),))
    publisher.send(500, 1)
    publisher.send(500, 3)
    publisher.reception.flush(publisher.clock.now)
    assert publisher.feedback == [Nack(publisher.reception.ssrc, 500, (2,))]
    publisher.send(501, 70, payload=(2).to_bytes(2, "big") + _PAYLOAD, kind=97)
    assert publisher.packets() == 3
    publisher.feedback.clear()
    publisher.tick(0.5)
    assert not any(isinstance(packet, Nack) for packet in publisher.feedback)


def test_retransmission_of_a_simulcast_layer_is_found_by_its_repaired_rid() -> None:
    publisher = Publisher(rids=("q", "h"))
    publisher.send(7, 70, payload=(2).to_bytes(2, "big") + _PAYLOAD, kind=97, extensions={4: b"v", 11: b"q"})
    assert publisher.packets("q") == 0, "nothing to repair before the layer has come"
    publisher.send(1, 1, extensions={4: b"v", 10: b"q"})
    publisher.send(1, 3)
    publisher.send(7, 71, payload=(2).to_bytes(2, "big") + _PAYLOAD, kind=97)
    assert publisher.packets("q") == 3


def test_retransmission_probe_without_content_is_ignored() -> None:
    publisher = Publisher(sources=(500, 501), groups=(SourceGroup("FID", (500, 501)),))
    publisher.send(500, 1)
    for payload in (b"", b"\0", b"\0\1"):
        publisher.send(501, 70, payload=payload, kind=97)
    assert publisher.packets() == 1


def test_nacks_are_repeated_until_the_packet_comes() -> None:
    publisher = Publisher(sources=(500,))
    publisher.send(500, 1)
    publisher.send(500, 3)
    publisher.reception.flush(publisher.clock.now)
    for _ in range(4):
        publisher.tick(0.1)
    nacks = [packet for packet in publisher.feedback if isinstance(packet, Nack)]
    assert len(nacks) >= 3
    publisher.send(500, 2)
    publisher.feedback.clear()
    publisher.tick(1.0)
    assert not any(isinstance(packet, Nack) for packet in publisher.feedback)


def test_new_ssrc_for_a_layer_takes_its_place() -> None:
    publisher = Publisher()
    publisher.send(1, 100, extensions={4: b"v"})
    publisher.send(2, 9000, extensions={4: b"v"})
    publisher.send(2, 9001)
    assert publisher.packets() == 3
    assert publisher.track.layers[0].ssrc == 2
    publisher.tick(0.0)
    assert not any(isinstance(packet, Nack) for packet in publisher.feedback)


def test_number_of_streams_is_limited() -> None:
    publisher = Publisher(rids=("q", "h"), settings=GatewaySettings(max_streams=1))
    publisher.send(1, 1, extensions={4: b"v", 10: b"q"})
    publisher.send(2, 1, extensions={4: b"v", 10: b"h"})
    assert publisher.packets("h") == 0


def test_reports_tell_losses_and_allow_a_generous_rate() -> None:
    publisher = Publisher(sources=(500,), extensions=(HeaderExtension(2, ABS_SEND_TIME),))
    for sequence in (1, 2, 5, 6):
        publisher.clock.now += 0.01
        publisher.send(500, sequence, extensions={2: abs_send_time(publisher.clock.now)})
    publisher.tick(1.0)
    report = next(packet for packet in publisher.feedback if isinstance(packet, ReceiverReport))
    assert report.reports[0].lost == 2
    estimate = next(packet for packet in publisher.feedback if isinstance(packet, Remb))
    assert estimate.bitrate == pytest.approx(publisher.settings.remb_seed_bps, rel=0.01)
    assert estimate.ssrcs == (500,)
    assert publisher.reception.loss == pytest.approx(2 / 6, abs=0.01)


def test_transport_wide_feedback_covers_all_streams_together() -> None:
    publisher = Publisher(rids=("q", "h"), extensions=(*_EXTENSIONS, HeaderExtension(3, TRANSPORT_SEQUENCE)))
    publisher.send(1, 1, extensions={4: b"v", 10: b"q", 3: b"\x00\x05"})
    publisher.send(2, 1, extensions={4: b"v", 10: b"h", 3: b"\x00\x06"})
    publisher.send(
        8, 1, extensions={3: b"\x00\x07"}
    )  # of an unknown stream: the path carried it all the same
    publisher.tick(0.05)
    feedback = [packet for packet in publisher.raw if packet[0] & 0x1F == 15 and packet[1] == 205]
    assert len(feedback) == 1
    assert feedback[0][12:16] == (5).to_bytes(2, "big") + (3).to_bytes(2, "big")


def test_key_frame_request_goes_to_the_layers_stream() -> None:
    publisher = Publisher(sources=(500,))
    publisher.track.request_key_frame(publisher.track.layers[0], publisher.clock.now)
    assert publisher.feedback == [KeyFrameRequest(publisher.reception.ssrc, 500)]


def test_sender_reports_reach_their_stream_only() -> None:
    publisher = Publisher(sources=(500,))
    publisher.reception.receive_sender_report(SenderReport(500, 1 << 32, 7, 1, 1), publisher.clock.now)
    publisher.reception.receive_sender_report(SenderReport(999, 2 << 32, 7, 1, 1), publisher.clock.now)
    stream = publisher.track.layers[0].stream
    assert stream is not None
    assert stream.clock is not None
    assert stream.clock.ntp == 1 << 32


def test_removed_track_is_closed_and_its_stream_unknown() -> None:
    publisher = Publisher(sources=(500,))
    publisher.reception.remove_track("v")
    publisher.send(500, 1)
    assert publisher.track.closed
    assert publisher.counters.dropped["rtp_unknown_stream"] == 1
    assert publisher.reception.tracks == []


@given(st.lists(st.binary(max_size=60), max_size=30))
def test_garbage_is_counted_and_survived(packets: list[bytes]) -> None:
    publisher = Publisher(rids=("q", "h"))
    for data in packets:
        publisher.reception.receive_rtp(data, publisher.clock.now)
        publisher.reception.receive_rtp(b"\x90\x60" + data, publisher.clock.now)
    publisher.reception.flush(publisher.clock.now)
    publisher.tick(1.0)


def test_random_streams_do_not_grow_memory() -> None:
    publisher = Publisher(rids=("q", "h"))
    for _ in range(3000):
        ssrc = int.from_bytes(os.urandom(4), "big")
        publisher.send(ssrc, 1, extensions={4: b"v", 10: b"q"})
    assert len(publisher.reception._targets) <= 2
