"""Session descriptions for tests, made from recorded ones."""

from __future__ import annotations

from dataclasses import replace

from media_gateway import InboundTrack, Peer
from media_gateway.sdp import Media, write_session
from media_gateway.sdp_parser import parse_session

from .fixtures import recorded_sdp

OFFER = recorded_sdp("chromium_simulcast_offer")


def sections(sdp: str) -> dict[str, Media]:
    return {media.mid: media for media in parse_session(sdp).media}


def accept_all(peer: Peer) -> list[InboundTrack]:
    return [peer.accept(t.mid, f"TR_{t.kind}") for t in peer.receive_offer(OFFER).tracks]


def redirected(sdp: str, mid: str, direction: str) -> str:
    """The description with the direction of one section replaced."""
    session = parse_session(sdp)
    media = tuple(replace(m, direction=direction) if m.mid == mid else m for m in session.media)
    return write_session(replace(session, media=media))


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
