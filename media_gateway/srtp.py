"""SRTP (RFC 3711, AES-GCM of RFC 7714): the keys of one peer, protect and unprotect.

The only file that touches pylibsrtp. Besides its public classes it uses `_binding` and `Session._srtp`, so
that a burst can be encrypted where it lies instead of through a copy for every packet.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pylibsrtp
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

from .errors import SrtpError

#: Received packets this far behind the newest are still accepted once (RFC 3711, 3.3.2 asks for at least 64).
_REPLAY_WINDOW = 1024
#: Sent packets this far behind may still be repeated without RTX; libsrtp moves the whole window each packet.
_REPEAT_WINDOW = 256
#: pylibsrtp's own buffers are this large; longer datagrams are refused.
MAX_PACKET = 1500
_RTP_HEADER = 12

#: srtp_protect(session handle, pointer to the packet, pointer to its length): 0 on success.
raw_protect: Callable[[Any, Any, Any], int] = lib.srtp_protect


@dataclass(frozen=True, slots=True)
class SrtpProfile:
    """One protection profile of RFC 5764 section 4.1.2 or RFC 7714 section 14.2."""

    name: bytes  # as OpenSSL spells it
    policy: int
    key_size: int
    salt_size: int
    tag_size: int


#: In the order of preference: AES-128-GCM costs least with hardware AES.
PROFILES = (
    SrtpProfile(b"SRTP_AEAD_AES_128_GCM", Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12, 16),
    SrtpProfile(b"SRTP_AEAD_AES_256_GCM", Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12, 16),
    SrtpProfile(b"SRTP_AES128_CM_SHA1_80", Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14, 10),
)


@dataclass(frozen=True, slots=True, repr=False)
class SrtpKeys:
    """Master keys with salts; `repr` is off so that no log can show them."""

    profile: SrtpProfile
    local: bytes
    remote: bytes

    @classmethod
    def from_exporter(cls, profile: SrtpProfile, material: bytes) -> SrtpKeys:
        """Split exported DTLS material as the server sees it (RFC 5764 section 4.2)."""
        key, salt = profile.key_size, profile.salt_size
        client = material[:key] + material[2 * key : 2 * key + salt]
        server = material[key : 2 * key] + material[2 * key + salt : 2 * key + 2 * salt]
        return cls(profile, local=server, remote=client)


class SrtpContext:
    """Encrypts what goes to one peer and decrypts what comes from it."""

    __slots__ = ("_inbound", "_known", "_max_streams", "_outbound", "handle", "profile", "tag_size")

    def __init__(self, keys: SrtpKeys, *, max_streams: int) -> None:
        self.profile = keys.profile
        self.tag_size = keys.profile.tag_size
        inbound = Policy(keys.remote, Policy.SSRC_ANY_INBOUND, srtp_profile=keys.profile.policy)
        inbound.window_size = _REPLAY_WINDOW
        self._inbound = Session(inbound)
        outbound = Policy(keys.local, Policy.SSRC_ANY_OUTBOUND, srtp_profile=keys.profile.policy)
        outbound.window_size = _REPEAT_WINDOW
        # A packet resent without RTX repeats its sequence number with the very same content.
        outbound.allow_repeat_tx = True
        self._outbound = Session(outbound)
        self.handle = self._outbound._srtp[0]
        self._known: set[bytes] = set()
        self._max_streams = max_streams

    def unprotect_rtp(self, packet: bytes) -> bytes:
        """Raises SrtpError for a forged, replayed or oversized packet, or one stream too many."""
        if len(packet) < _RTP_HEADER:
            raise SrtpError("SRTP packet shorter than its header")
        ssrc = packet[8:12]
        known = ssrc in self._known
        # libsrtp keeps state for every SSRC it has authenticated, so their number is limited here.
        if not known and len(self._known) >= self._max_streams:
            raise SrtpError("too many streams")
        plain = _translate(self._inbound.unprotect, packet)
        if not known:
            self._known.add(ssrc)
        return plain

    def unprotect_rtcp(self, packet: bytes) -> bytes:
        """Raises SrtpError for a forged, replayed or oversized packet, or one sender too many."""
        if len(packet) < 8:
            raise SrtpError("SRTCP packet shorter than its header")
        ssrc = packet[4:8]
        known = ssrc in self._known
        if not known and len(self._known) >= self._max_streams:
            raise SrtpError("too many streams")
        plain = _translate(self._inbound.unprotect_rtcp, packet)
        if not known:
            self._known.add(ssrc)
        return plain

    def forget_outbound(self, ssrc: int) -> None:
        """Free what libsrtp keeps of a stream that ended; one that never began has nothing to free."""
        with suppress(pylibsrtp.Error):
            self._outbound.remove_stream(ssrc)

    def protect_rtp(self, packet: bytes) -> bytes:
        """Raises SrtpError when the packet is too long for pylibsrtp's buffer."""
        return _translate(self._outbound.protect, packet)

    def protect_rtcp(self, packet: bytes) -> bytes:
        """Raises SrtpError when the packet is too long for pylibsrtp's buffer."""
        return _translate(self._outbound.protect_rtcp, packet)


def _translate(operation: Callable[[bytes], bytes], packet: bytes) -> bytes:
    try:
        return operation(packet)
    except (pylibsrtp.Error, ValueError) as error:
        raise SrtpError(str(error)) from error


class Scratch:
    """Memory outside Python's heap in which packets are protected where they lie."""

    __slots__ = ("_lengths", "_memory", "cells", "lengths", "view")

    def __init__(self, size: int, cells: int) -> None:
        self._memory = ffi.new("unsigned char[]", size)
        self.view = memoryview(ffi.buffer(self._memory)).cast("B")
        self._lengths = ffi.new("int[]", cells)
        #: The C addresses of the lengths that srtp_protect reads and writes, one for each packet of a run.
        self.cells: tuple[Any, ...] = tuple(self._lengths + i for i in range(cells))
        #: The same lengths as bytes, to set them all at once.
        self.lengths = memoryview(ffi.buffer(self._lengths)).cast("B")

    def pointer(self, offset: int) -> Any:
        """The C address of a byte, to be kept no longer than this object."""
        return self._memory + offset
