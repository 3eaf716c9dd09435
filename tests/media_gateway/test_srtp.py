"""SRTP: what one side protects the other accepts, once; everything else is refused."""

import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_gateway.errors import SrtpError
from media_gateway.rtcp import KeyFrameRequest, write_pli
from media_gateway.rtp import RtpPacket, write_rtp
from media_gateway.srtp import PROFILES, Scratch, SrtpContext, SrtpKeys, SrtpProfile, raw_protect

pytestmark = pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name.decode())


def pair(profile: SrtpProfile, *, max_streams: int = 8) -> tuple[SrtpContext, SrtpContext]:
    size = profile.key_size + profile.salt_size
    one, other = os.urandom(size), os.urandom(size)
    return (
        SrtpContext(SrtpKeys(profile, one, other), max_streams=max_streams),
        SrtpContext(SrtpKeys(profile, other, one), max_streams=max_streams),
    )


def packet(sequence: int = 1, ssrc: int = 5) -> bytes:
    return write_rtp(RtpPacket(96, True, sequence, 1000, ssrc, b"payload" * 20, {4: b"0"}))


def test_round_trip(profile: SrtpProfile) -> None:
    sender, receiver = pair(profile)
    protected = sender.protect_rtp(packet())
    assert len(protected) == len(packet()) + sender.tag_size
    assert receiver.unprotect_rtp(protected) == packet()
    pli = write_pli(KeyFrameRequest(1, 2))
    assert receiver.unprotect_rtcp(sender.protect_rtcp(pli)) == pli


def test_replayed_packets_are_refused(profile: SrtpProfile) -> None:
    sender, receiver = pair(profile)
    media, control = sender.protect_rtp(packet()), sender.protect_rtcp(write_pli(KeyFrameRequest(1, 2)))
    receiver.unprotect_rtp(media)
    receiver.unprotect_rtcp(control)
    with pytest.raises(SrtpError):
        receiver.unprotect_rtp(media)
    with pytest.raises(SrtpError):
        receiver.unprotect_rtcp(control)


@given(st.data())
def test_forged_packets_are_refused(profile: SrtpProfile, data: st.DataObject) -> None:
    sender, receiver = pair(profile)
    forged = bytearray(sender.protect_rtp(packet()))
    forged[data.draw(st.integers(0, len(forged) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SrtpError):
        receiver.unprotect_rtp(bytes(forged))
    with pytest.raises(SrtpError):
        receiver.unprotect_rtp(data.draw(st.binary(max_size=1600)))
    with pytest.raises(SrtpError):
        receiver.unprotect_rtcp(data.draw(st.binary(max_size=1600)))


def test_number_of_streams_is_limited(profile: SrtpProfile) -> None:
    sender, receiver = pair(profile, max_streams=2)
    for ssrc in (1, 2):
        receiver.unprotect_rtp(sender.protect_rtp(packet(ssrc=ssrc)))
    with pytest.raises(SrtpError):
        receiver.unprotect_rtp(sender.protect_rtp(packet(ssrc=3)))
    assert receiver.unprotect_rtp(sender.protect_rtp(packet(2, ssrc=1)))


def test_protecting_in_place_gives_what_pylibsrtp_gives(profile: SrtpProfile) -> None:
    """Guards the private parts of pylibsrtp that the hot path uses."""
    sender, receiver = pair(profile)
    scratch = Scratch(4096, 2)
    plain = packet(7)
    scratch.view[100 : 100 + len(plain)] = plain
    scratch.lengths[4:8] = struct.pack("=i", len(plain))
    assert raw_protect(sender.handle, scratch.pointer(100), scratch.cells[1]) == 0
    (length,) = struct.unpack_from("=i", scratch.lengths, 4)
    assert length == len(plain) + sender.tag_size
    protected = bytes(scratch.view[100 : 100 + length])
    assert receiver.unprotect_rtp(protected) == plain


def test_same_packet_may_be_sent_twice_but_is_identical(profile: SrtpProfile) -> None:
    sender, _ = pair(profile)
    assert sender.protect_rtp(packet()) == sender.protect_rtp(packet())


def test_ended_streams_free_their_state(profile: SrtpProfile) -> None:
    sender, _ = pair(profile)
    sender.protect_rtp(packet(ssrc=9))
    sender.forget_outbound(9)
    sender.forget_outbound(9)
    assert sender.protect_rtp(packet(ssrc=9))


def test_keys_do_not_show_in_logs(profile: SrtpProfile) -> None:
    key = os.urandom(profile.key_size + profile.salt_size)
    assert "local" not in repr(SrtpKeys(profile, key, key))
