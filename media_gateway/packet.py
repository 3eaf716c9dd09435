"""A received media packet on its way to subscribers."""

from __future__ import annotations

from dataclasses import dataclass

from .vp8 import Vp8Descriptor


@dataclass(slots=True)
class MediaPacket:
    """What every subscriber needs of a packet. Not frozen: one is made for every packet."""

    number: int  # extended, without holes (see `numbering`)
    payload_type: int  # as the publisher numbers it
    marker: bool
    timestamp: int
    payload: bytes
    key_frame: bool = False  # the first packet of one
    vp8: Vp8Descriptor | None = None
    # Header extension values passed on, b"" when absent.
    audio_level: bytes = b""
    orientation: bytes = b""
    dependency: bytes = b""
    #: abs-send-time written when first forwarded. A packet resent under its old number must be the same to
    #: the bit, as AES-GCM gives its key away when two plaintexts share a nonce (RFC 7714 section 8.2).
    stamp: bytes = b""
