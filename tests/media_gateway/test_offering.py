"""Offers as LiveKit clients need them, checked on the text that goes over the wire."""

from __future__ import annotations

import pytest

from media_gateway import Gateway, GatewayError, Peer, SdpError
from media_gateway.offerer import PayloadTypes
from media_gateway.sdp import PayloadFormat, write_session
from media_gateway.sdp_parser import parse_session

from .descriptions import OFFER, accept_all, answer_for
from .fixtures import recorded_sdp
from .peers import Recorder


def test_offer_begins_with_the_data_channels_and_names_every_track(gateway: Gateway, publisher: Peer) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    viewer = gateway.create_peer(Recorder(), label="viewer")
    viewer.open_channel("_reliable")
    first = parse_session(viewer.offer())
    assert [media.kind for media in first.media] == ["application"]
    viewer.receive_answer(answer_for(write_session(first)))
    for track in tracks:
        viewer.subscribe(track, stream=f"PA|{track.id}", track_id=track.id)
    second = parse_session(viewer.offer())
    assert [media.kind for media in second.media] == ["application", "video", "audio"] or (
        [media.kind for media in second.media] == ["application", "audio", "video"]
    )
    assert {media.stream for media in second.media[1:]} == {"PA|TR_audio", "PA|TR_video"}
    assert len(second.bundle) == 3
    viewer.receive_answer(answer_for(write_session(second)))
    assert viewer.unbound_subscriptions() == (0, 0)


def test_offered_numbers_are_the_same_for_every_subscriber(gateway: Gateway, publisher: Peer) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    seen = set()
    for name in ("one", "two"):
        viewer = gateway.create_peer(Recorder(), label=name)
        for track in tracks:
            viewer.subscribe(track, stream=f"PA|{track.id}", track_id=track.id)
        session = parse_session(viewer.offer())
        seen.add(tuple((m.formats, m.extensions) for m in session.media))
    assert len(seen) == 1


def test_freed_section_is_offered_inactive_and_then_used_again(gateway: Gateway, publisher: Peer) -> None:
    audio = next(track for track in accept_all(publisher) if track.kind == "audio")
    publisher.answer()
    viewer = gateway.create_peer(Recorder(), label="viewer")
    first = viewer.subscribe(audio, stream="PA|1", track_id="1")
    viewer.receive_answer(answer_for(viewer.offer()))
    first.close()
    second = viewer.subscribe(audio, stream="PA|2", track_id="2")
    offer = parse_session(viewer.offer())
    assert [media.direction for media in offer.media] == ["inactive", "sendonly"]
    viewer.receive_answer(answer_for(write_session(offer)))
    third = viewer.subscribe(audio, stream="PA|3", track_id="3")
    offer = parse_session(viewer.offer())
    assert [media.track for media in offer.media] == ["3", "2"]
    assert (second.mid, third.mid) == ("1", "0")


def test_answers_that_do_not_fit_are_refused(gateway: Gateway) -> None:
    viewer = gateway.create_peer(Recorder(), label="viewer")
    with pytest.raises(SdpError, match="without an offer"):
        viewer.receive_answer(recorded_sdp("chromium_answer"))
    viewer.open_channel("x")
    offer = viewer.offer()
    with pytest.raises(SdpError, match="not those of the offer"):
        viewer.receive_answer(recorded_sdp("chromium_answer"))
    viewer.receive_answer(answer_for(offer))
    with pytest.raises(SdpError, match="without an offer"):
        viewer.receive_answer(answer_for(offer))


def test_roles_cannot_be_mixed(gateway: Gateway, publisher: Peer) -> None:
    publisher.receive_offer(OFFER)
    with pytest.raises(GatewayError, match="offered by the peer"):
        publisher.offer()
    viewer = gateway.create_peer(Recorder(), label="viewer")
    viewer.open_channel("x")
    viewer.offer()
    with pytest.raises(SdpError, match="offered by the gateway"):
        viewer.receive_offer(OFFER)


def test_one_number_never_stands_for_two_codecs() -> None:
    types = PayloadTypes()
    formats = [PayloadFormat(0, "H264", 90_000, parameters=f"profile-level-id={i:06x}") for i in range(20)]
    numbers = [types.number("video", f) for f in formats]
    assert len(set(numbers)) == 20
    assert [types.number("video", f) for f in formats] == numbers
    assert not {96, 98, 111, 45} & set(numbers), "numbers other codecs prefer are left to them"


def test_running_out_of_numbers_is_explained() -> None:
    types = PayloadTypes()

    def take(count: int) -> None:
        for i in range(count):
            types.number("video", PayloadFormat(0, "H264", 90_000, parameters=str(i)))

    take(40)
    with pytest.raises(GatewayError, match="too many different codecs"):
        take(200)
