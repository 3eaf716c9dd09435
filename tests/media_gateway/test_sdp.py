"""Descriptions keep what simulcast needs; malformed ones are refused with one exception."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media_gateway.errors import SdpError
from media_gateway.sdp import Session, write_session
from media_gateway.sdp_parser import MAX_TEXT, parse_session

from .fixtures import recorded_sdp

_OFFER = recorded_sdp("chromium_simulcast_offer")


def test_chromium_simulcast_offer() -> None:
    session = parse_session(_OFFER)
    assert {media.kind for media in session.media} == {"application", "audio", "video"}
    video = next(media for media in session.media if media.simulcast_send)
    assert video.simulcast_send == ("q", "h", "f")
    assert video.rids == (("q", "send"), ("h", "send"), ("f", "send"))
    assert video.extmap_allow_mixed
    assert video.sends
    assert not video.receives
    assert video.stream
    assert video.track
    vp8 = next(f for f in video.formats if f.name == "VP8")
    assert vp8.clock_rate == 90_000
    assert "nack pli" in vp8.feedback
    assert any(f.parameter("apt") == str(vp8.payload_type) for f in video.formats)
    assert set(session.bundle) == {media.mid for media in session.media}
    assert video.ice_ufrag
    assert video.fingerprints[0].algorithm == "sha-256"
    application = next(media for media in session.media if media.kind == "application")
    assert application.sctp_port == 5000
    assert application.max_message_size == 262_144


def _comparable(session: Session) -> list[tuple[object, ...]]:
    return [
        (m.kind, m.mid, m.direction, m.formats, m.extensions, m.rids, m.simulcast_send, m.stream, m.track)
        for m in session.media
    ]


@pytest.mark.parametrize("name", ["chromium_simulcast_offer", "chromium_answer"])
def test_written_descriptions_parse_to_the_same(name: str) -> None:
    session = parse_session(recorded_sdp(name))
    again = parse_session(write_session(session))
    assert _comparable(again) == _comparable(session)
    assert again.bundle == session.bundle


def test_session_level_attributes_reach_every_section() -> None:
    session = parse_session(
        "v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 AB:CD\r\n"
        "a=setup:active\r\na=extmap-allow-mixed\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        "a=rtpmap:111 opus/48000/2\r\n"
    )
    media = session.media[0]
    assert (media.ice_ufrag, media.setup, media.extmap_allow_mixed) == ("abcd", "active", True)
    assert media.formats[0].channels == 2


def test_legacy_msid_of_ssrc_lines_is_understood() -> None:
    session = parse_session(
        "v=0\nm=video 9 X 96\na=rtpmap:96 VP8/90000\na=ssrc:5 cname:c\na=ssrc:5 msid:s t\n"
    )
    assert (session.media[0].stream, session.media[0].track) == ("s", "t")
    assert session.media[0].sources == {5: "c"}


def test_first_of_simulcast_alternatives_is_taken() -> None:
    session = parse_session("v=0\nm=video 9 X 96\na=simulcast:send ~q,x;h recv f\n")
    assert session.media[0].simulcast_send == ("q", "h")
    assert session.media[0].simulcast_recv == ("f",)


@pytest.mark.parametrize(
    "line",
    [
        "m=audio",
        "m=audio 99999 X 0",
        "m=audio 9 X 128",
        "a=rtpmap:96 VP8",
        "a=rtpmap:96 VP8/0",
        "a=rtpmap:x VP8/90000",
        "a=extmap:0 urn:x",
        "a=extmap:1/sideways urn:x",
        "a=extmap:1",
        "a=rid:q",
        "a=rid:q sideways",
        "a=simulcast:send",
        "a=ssrc:99999999999 cname:x",
        "a=ssrc-group:FID one two",
        "a=ice-ufrag:x",
        "a=ice-pwd:short",
        "a=fingerprint:sha-256",
        "a=setup:maybe",
        "a=sctp-port:-1",
        "a=mid:two words",
    ],
)
def test_malformed_lines_are_refused_by_name(line: str) -> None:
    with pytest.raises(SdpError, match="line 3"):
        parse_session(f"v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n{line}\r\n")


def test_limits_are_enforced() -> None:
    with pytest.raises(SdpError, match="longer"):
        parse_session("v=0\n" + "x" * MAX_TEXT)
    with pytest.raises(SdpError, match="lines"):
        parse_session("v=0\n" + "\n" * 30_000)
    with pytest.raises(SdpError, match="sections"):
        parse_session("v=0\n" + "m=audio 9 X 0\n" * 5, max_sections=4)
    with pytest.raises(SdpError, match="one mid"):
        parse_session("v=0\nm=audio 9 X 0\na=mid:a\nm=audio 9 X 0\na=mid:a\n")
    with pytest.raises(SdpError, match="v=0"):
        parse_session("")


@given(st.text(max_size=300))
def test_text_of_any_kind_fails_only_in_the_documented_way(text: str) -> None:
    for candidate in (text, "v=0\n" + text, "v=0\nm=video 9 X 96\na=" + text):
        with contextlib.suppress(SdpError):
            parse_session(candidate)


@settings(max_examples=150)
@given(st.data())
def test_damaged_offers_fail_only_in_the_documented_way(data: st.DataObject) -> None:
    lines = _OFFER.splitlines()
    for _ in range(data.draw(st.integers(1, 5))):
        index = data.draw(st.integers(0, len(lines) - 1))
        line = lines[index]
        cut = data.draw(st.integers(0, len(line)))
        lines[index] = (
            line[:cut] + data.draw(st.text(max_size=6)) + line[cut + data.draw(st.integers(0, 3)) :]
        )
    try:
        session = parse_session("\r\n".join(lines))
    except SdpError:
        return
    write_session(session)
