"""Answers as LiveKit clients need them, checked on the text that goes over the wire."""

from __future__ import annotations

import pytest

from media_gateway import Gateway, GatewayError, GatewaySettings, Peer, SdpError
from media_gateway.sdp import Session, write_session
from media_gateway.sdp_parser import parse_session

from .descriptions import OFFER, accept_all, redirected, sections
from .peers import Recorder


def test_offer_tells_what_the_peer_wants_to_send(publisher: Peer) -> None:
    offer = publisher.receive_offer(OFFER)
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
    assert parse_session(text).bundle == parse_session(OFFER).bundle


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
    publisher.receive_offer(OFFER)
    for mid, media in sections(publisher.answer()).items():
        if media.kind == "application":
            continue
        assert media.direction == "inactive"
        assert not media.rejected
        assert media.formats
        offered = {e.id: e.uri for e in sections(OFFER)[mid].extensions}
        assert media.extensions
        assert all(offered[e.id] == e.uri for e in media.extensions)


def test_codecs_can_be_restricted(publisher: Peer) -> None:
    offer = publisher.receive_offer(OFFER)
    video = next(track for track in offer.tracks if track.kind == "video")
    publisher.accept(video.mid, "TR", mimes=("video/av1", "video/vp8"))
    formats = sections(publisher.answer())[video.mid].formats
    assert [f.name for f in formats] == ["VP8", "rtx"]


def test_subscriptions_are_bound_to_receiving_sections(gateway: Gateway, publisher: Peer) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    viewer = gateway.create_peer(Recorder(), label="viewer")
    viewer.receive_offer(OFFER)
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
    viewer.receive_offer(OFFER)
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
    viewer.receive_offer(OFFER)
    first = viewer.subscribe(audio, stream="PA|1", track_id="1")
    viewer.answer()
    mid = first.mid
    assert mid is not None
    first.close()
    second = viewer.subscribe(audio, stream="PA|2", track_id="2")
    viewer.receive_offer(OFFER)
    assert sections(viewer.answer())[mid].direction == "inactive", "the browser must see the track end"
    assert second.mid is None
    viewer.receive_offer(OFFER)
    viewer.answer()
    assert second.mid == mid


def test_unpublishing_ends_the_track(publisher: Peer) -> None:
    tracks = accept_all(publisher)
    publisher.answer()
    mid = next(m.mid for m in parse_session(OFFER).media if m.simulcast_send)
    offer = publisher.receive_offer(redirected(OFFER, mid, "inactive"))
    assert offer.ended == ("TR_video",)
    assert next(track for track in tracks if track.kind == "video").closed
    assert sections(publisher.answer())[mid].direction == "inactive"


def test_track_may_be_published_again_in_the_same_section(publisher: Peer) -> None:
    accept_all(publisher)
    publisher.answer()
    mid = next(m.mid for m in parse_session(OFFER).media if m.simulcast_send)
    publisher.receive_offer(redirected(OFFER, mid, "inactive"))
    publisher.answer()
    offer = publisher.receive_offer(OFFER)
    assert [track.mid for track in offer.tracks] == [mid]
    publisher.accept(mid, "TR_again")
    assert sections(publisher.answer())[mid].direction == "recvonly"


def test_ice_restart_gets_new_credentials_and_keeps_the_rest(publisher: Peer) -> None:
    accept_all(publisher)
    before = parse_session(publisher.answer()).media[0]
    ufrag = parse_session(OFFER).media[0].ice_ufrag
    publisher.receive_offer(OFFER.replace(ufrag, "newfrag"))
    after = parse_session(publisher.answer()).media[0]
    assert after.ice_ufrag != before.ice_ufrag
    assert after.fingerprints == before.fingerprints
    publisher.receive_offer(OFFER.replace(ufrag, "newfrag"))
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
        publisher.receive_offer(damage(OFFER))


def test_offers_that_forget_sections_or_change_certificates_are_refused(publisher: Peer) -> None:
    publisher.receive_offer(OFFER)
    session = parse_session(OFFER)
    with pytest.raises(SdpError, match="drops"):
        publisher.receive_offer(write_session(Session(session.media[:2], session.bundle[:2])))
    fingerprint = session.media[0].fingerprints[0].value
    with pytest.raises(SdpError, match="certificate"):
        publisher.receive_offer(OFFER.replace(fingerprint, "AA" + fingerprint[2:]))


def test_wrong_sections_cannot_be_accepted(publisher: Peer) -> None:
    with pytest.raises(GatewayError, match="no offer"):
        publisher.accept("0", "TR")
    offer = publisher.receive_offer(OFFER)
    with pytest.raises(GatewayError, match="no track"):
        publisher.accept("nonsense", "TR")
    publisher.accept(offer.tracks[0].mid, "TR")
    with pytest.raises(GatewayError, match="already"):
        publisher.accept(offer.tracks[0].mid, "TR")


async def test_number_of_tracks_and_peers_is_limited() -> None:
    small = await Gateway.open(GatewaySettings(port=0, max_tracks=1, max_peers=1))
    peer = small.create_peer(Recorder(), label="one")
    offer = peer.receive_offer(OFFER)
    peer.accept(offer.tracks[0].mid, "TR")
    with pytest.raises(GatewayError, match="at most 1"):
        peer.accept(offer.tracks[1].mid, "TR2")
    with pytest.raises(GatewayError, match="at most 1"):
        small.create_peer(Recorder(), label="two")
    await small.close()


def test_closed_peer_refuses_everything(publisher: Peer) -> None:
    publisher.close()
    publisher.close()
    for call in (publisher.offer, publisher.answer, lambda: publisher.receive_offer(OFFER)):
        with pytest.raises(GatewayError, match="closed"):
            call()
