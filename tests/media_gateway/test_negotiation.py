"""Offers and answers as LiveKit clients need them, checked on the text that goes over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from media_gateway import Gateway, GatewayError, GatewaySettings, InboundTrack, Peer, SdpError
from media_gateway.offerer import PayloadTypes
from media_gateway.sdp import Media, PayloadFormat, Session, write_session
from media_gateway.sdp_parser import parse_session

from .fixtures import recorded_sdp
from .peers import Recorder

_OFFER = recorded_sdp("chromium_simulcast_offer")


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    opened = await Gateway.open(GatewaySettings(port=0))
    yield opened
    await opened.close()


@pytest.fixture
def publisher(gateway: Gateway) -> Peer:
    return gateway.create_peer(Recorder(), label="publisher")


def sections(sdp: str) -> dict[str, Media]:
    return {media.mid: media for media in parse_session(sdp).media}


def accept_all(peer: Peer) -> list[InboundTrack]:
    return [peer.accept(t.mid, f"TR_{t.kind}") for t in peer.receive_offer(_OFFER).tracks]


def redirected(sdp: str, mid: str, direction: str) -> str:
    """The description with the direction of one section replaced."""
    session = parse_session(sdp)
    media = tuple(replace(m, direction=direction) if m.mid == mid else m for m in session.media)
    return write_session(replace(session, media=media))


def test_offer_tells_what_the_peer_wants_to_send(publisher: Peer) -> None:
    offer = publisher.receive_offer(_OFFER)
    video = next(track for track in offer.tracks if track.kind == "video")
    assert video.rids == ("q", "h", "f")
    assert video.mimes == ("video/vp8",)
    assert video.cid
    assert {track.kind for track in offer.tracks} == {"audio", "video"}
    assert offer.ended == ()


def test_answer_is_ice_lite_passive_and_has_one_candidate(gateway: Gateway, publisher: Peer) -> None:
    accept_all(publisher)
    text = publisher.answer()
    assert "a=ice-lite\r\n" in text
    assert "a=setup:passive\r\n" in text
    assert f"127.0.0.1 {gateway.port} typ host" in text
    assert parse_session(text).bundle == parse_session(_OFFER).bundle


def test_accepted_simulcast_is_answered_with_its_layers(publisher: Peer) -> None:
    accept_all(publisher)
    video = next(m for m in sections(publisher.answer()).values() if m.simulcast_recv)
    assert video.simulcast_recv == ("q", "h", "f")
    assert video.rids == (("q", "recv"), ("h", "recv"), ("f", "recv"))
    assert video.direction == "recvonly"
    assert "transport-cc" in video.formats[0].feedback
    assert video.extmap_allow_mixed


def test_unused_sections_are_answered_inactive_with_their_extensions(publisher: Peer) -> None:
    """Else Chromium refuses simulcast in a later negotiation."""
    publisher.receive_offer(_OFFER)
    for mid, media in sections(publisher.answer()).items():
        if media.kind == "application":
            continue
        assert media.direction == "inactive"
        assert not media.rejected
        assert media.formats
        offered = {e.id: e.uri for e in sections(_OFFER)[mid].extensions}
        assert media.extensions
        assert all(offered[e.id] == e.uri for e in media.extensions)


def test_codecs_can_be_restricted(publisher: Peer) -> None:
    offer = publisher.receive_offer(_OFFER)
    video = next(track for track in offer.tracks if track.kind == "video")
    publisher.accept(video.mid, "TR", mimes=("video/av1", "video/vp8"))
    formats = sections(publisher.answer())[video.mid].formats
    assert [f.name for f in formats] == ["VP8", "rtx"]


def test_subscriptions_are_bound_to_receiving_sections(gateway: Gateway, publisher: Peer) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    viewer = gateway.create_peer(Recorder(), label="viewer")
    viewer.receive_offer(_OFFER)
    for track in tracks:
        viewer.subscribe(track, stream=f"PA|{track.id}", track_id=track.id)
    assert viewer.unbound_subscriptions() == (1, 1)
    answer = sections(viewer.answer())
    assert viewer.unbound_subscriptions() == (0, 0)
    bound = viewer.section_tracks()
    assert sorted(bound.values()) == ["TR_audio", "TR_video"]
    for mid, track_id in bound.items():
        assert answer[mid].direction == "sendonly"
        assert (answer[mid].stream, answer[mid].track) == (f"PA|{track_id}", track_id)
        assert answer[mid].sources
    video = next(m for m in answer.values() if m.kind == "video" and m.sends)
    assert "goog-remb" in video.formats[0].feedback
    assert "transport-cc" not in video.formats[0].feedback
    assert video.groups[0].semantics == "FID"


def test_more_subscriptions_than_sections_wait(gateway: Gateway, publisher: Peer) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    viewer = gateway.create_peer(Recorder(), label="viewer")
    viewer.receive_offer(_OFFER)
    video = next(track for track in tracks if track.kind == "video")
    for number in range(3):
        viewer.subscribe(video, stream=f"PA|{number}", track_id=str(number))
    viewer.answer()
    assert viewer.unbound_subscriptions() == (0, 2)


def test_section_of_a_closed_subscription_rests_once_and_is_used_again(
    gateway: Gateway, publisher: Peer
) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    audio = next(track for track in tracks if track.kind == "audio")
    viewer = gateway.create_peer(Recorder(), label="viewer")
    viewer.receive_offer(_OFFER)
    first = viewer.subscribe(audio, stream="PA|1", track_id="1")
    viewer.answer()
    mid = first.mid
    assert mid is not None
    first.close()
    second = viewer.subscribe(audio, stream="PA|2", track_id="2")
    viewer.receive_offer(_OFFER)
    assert sections(viewer.answer())[mid].direction == "inactive", "the browser must see the track end"
    assert second.mid is None
    viewer.receive_offer(_OFFER)
    viewer.answer()
    assert second.mid == mid


def test_unpublishing_ends_the_track(publisher: Peer) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    mid = next(m.mid for m in parse_session(_OFFER).media if m.simulcast_send)
    offer = publisher.receive_offer(redirected(_OFFER, mid, "inactive"))
    assert offer.ended == ("TR_video",)
    assert next(track for track in tracks if track.kind == "video").closed
    assert sections(publisher.answer())[mid].direction == "inactive"


def test_track_may_be_published_again_in_the_same_section(publisher: Peer) -> None:
    accept_all(publisher)
    publisher.answer()
    mid = next(m.mid for m in parse_session(_OFFER).media if m.simulcast_send)
    publisher.receive_offer(redirected(_OFFER, mid, "inactive"))
    publisher.answer()
    offer = publisher.receive_offer(_OFFER)
    assert [track.mid for track in offer.tracks] == [mid]
    publisher.accept(mid, "TR_again")
    assert sections(publisher.answer())[mid].direction == "recvonly"


def test_ice_restart_gets_new_credentials_and_keeps_the_rest(publisher: Peer) -> None:
    accept_all(publisher)
    before = parse_session(publisher.answer()).media[0]
    ufrag = parse_session(_OFFER).media[0].ice_ufrag
    publisher.receive_offer(_OFFER.replace(ufrag, "newfrag"))
    after = parse_session(publisher.answer()).media[0]
    assert after.ice_ufrag != before.ice_ufrag
    assert after.fingerprints == before.fingerprints
    publisher.receive_offer(_OFFER.replace(ufrag, "newfrag"))
    assert parse_session(publisher.answer()).media[0].ice_ufrag == after.ice_ufrag


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda s: s.replace("a=ice-ufrag", "a=x-ufrag"), "ICE credentials"),
        (lambda s: s.replace("a=fingerprint", "a=x-fingerprint"), "fingerprint"),
        (lambda s: s.replace("a=setup:actpass", "a=setup:passive"), "DTLS server"),
        (lambda s: s.replace("a=group:BUNDLE", "a=group:OTHER"), "BUNDLE"),
        (lambda s: "v=0\r\n", "no usable media section"),
    ],
)
def test_unusable_offers_are_refused_with_the_reason(publisher: Peer, damage: object, message: str) -> None:
    assert callable(damage)
    with pytest.raises(SdpError, match=message):
        publisher.receive_offer(damage(_OFFER))


def test_offers_that_forget_sections_or_change_certificates_are_refused(publisher: Peer) -> None:
    publisher.receive_offer(_OFFER)
    session = parse_session(_OFFER)
    with pytest.raises(SdpError, match="drops"):
        publisher.receive_offer(write_session(Session(session.media[:2], session.bundle[:2])))
    fingerprint = session.media[0].fingerprints[0].value
    with pytest.raises(SdpError, match="certificate"):
        publisher.receive_offer(_OFFER.replace(fingerprint, "AA" + fingerprint[2:]))


def test_wrong_sections_cannot_be_accepted(publisher: Peer) -> None:
    with pytest.raises(GatewayError, match="no offer"):
        publisher.accept("0", "TR")
    offer = publisher.receive_offer(_OFFER)
    with pytest.raises(GatewayError, match="no track"):
        publisher.accept("nonsense", "TR")
    publisher.accept(offer.tracks[0].mid, "TR")
    with pytest.raises(GatewayError, match="already"):
        publisher.accept(offer.tracks[0].mid, "TR")


async def test_number_of_tracks_and_peers_is_limited() -> None:
    small = await Gateway.open(GatewaySettings(port=0, max_tracks=1, max_peers=1))
    peer = small.create_peer(Recorder(), label="one")
    offer = peer.receive_offer(_OFFER)
    peer.accept(offer.tracks[0].mid, "TR")
    with pytest.raises(GatewayError, match="at most 1"):
        peer.accept(offer.tracks[1].mid, "TR2")
    with pytest.raises(GatewayError, match="at most 1"):
        small.create_peer(Recorder(), label="two")
    await small.close()


def answer_for(offer: str) -> str:
    """What a browser would answer: everything taken, its own transport parameters."""
    mine = parse_session(recorded_sdp("chromium_answer")).media[0]
    text = offer.replace("a=sendonly", "a=recvonly").replace("a=setup:actpass", "a=setup:active")
    theirs = parse_session(offer).media[0]
    for old, new in (
        (theirs.ice_ufrag, mine.ice_ufrag),
        (theirs.ice_pwd, mine.ice_pwd),
        (theirs.fingerprints[0].value, mine.fingerprints[0].value),
        ("a=ice-lite\r\n", ""),
    ):
        text = text.replace(old, new)
    return text


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
    publisher.receive_offer(_OFFER)
    with pytest.raises(GatewayError, match="offered by the peer"):
        publisher.offer()
    viewer = gateway.create_peer(Recorder(), label="viewer")
    viewer.open_channel("x")
    viewer.offer()
    with pytest.raises(SdpError, match="offered by the gateway"):
        viewer.receive_offer(_OFFER)


def test_closed_peer_refuses_everything(publisher: Peer) -> None:
    publisher.close()
    publisher.close()
    for call in (publisher.offer, publisher.answer, lambda: publisher.receive_offer(_OFFER)):
        with pytest.raises(GatewayError, match="closed"):
            call()


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
