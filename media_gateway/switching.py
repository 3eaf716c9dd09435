"""Renumbering across a layer switch, so that the subscriber sees one continuous stream.

Layers have different timestamp bases and colliding VP8 picture ids: sequence number, timestamp, picture id
and TL0PICIDX are all rewritten.
"""

from __future__ import annotations

import secrets

from .egress import Shifts
from .packet import MediaPacket
from .stream import ClockReference
from .vp8 import PICTURE_ID_MODULO, TL0_MODULO

_MODULO = 1 << 32
_HALF = 1 << 31
_NTP_SECOND = 1 << 32
#: How far the senders' clocks may be from the time of arrival before they are not believed.
_BELIEVABLE_S = 1.0


def start_shifts(ssrc: int, first: MediaPacket) -> Shifts:
    """For the first packet ever sent: a random sequence number below 2^15 (RFC 3711 section 3.3.1)."""
    return Shifts(ssrc, sequence=secrets.randbits(15) - first.number)


def shifts_after(
    before: Shifts,
    last: MediaPacket,
    first: MediaPacket,
    *,
    elapsed: float,
    clock_rate: int,
    same_stream: bool,
    clocks: tuple[ClockReference | None, ClockReference | None],
) -> Shifts:
    """Continue after `last` (sent with the shifts `before`) with `first`.

    `elapsed` is the time in seconds since `last` was sent, `clocks` the sender reports of the old and the new
    stream; `same_stream` when both packets have one SSRC and so one timestamp base.
    """
    if same_stream:
        timestamp = before.timestamp
    else:
        timestamp = _timestamp_shift(before, last, first, elapsed, clock_rate, clocks)
    picture_id, tl0 = before.picture_id, before.tl0
    if not same_stream and last.vp8 is not None and first.vp8 is not None:
        picture_id = (last.vp8.picture_id + before.picture_id + 1 - first.vp8.picture_id) % PICTURE_ID_MODULO
        tl0 = (last.vp8.tl0 + before.tl0 + 1 - first.vp8.tl0) % TL0_MODULO
    sequence = last.number + before.sequence + 1 - first.number
    return Shifts(before.ssrc, sequence, timestamp, picture_id, tl0)


def _timestamp_shift(
    before: Shifts,
    last: MediaPacket,
    first: MediaPacket,
    elapsed: float,
    clock_rate: int,
    clocks: tuple[ClockReference | None, ClockReference | None],
) -> int:
    """By the senders' clocks where both are known and plausible, else by the time of arrival."""
    last_out = last.timestamp + before.timestamp
    out = last_out + int(elapsed * clock_rate)
    old, new = clocks
    if old is not None and new is not None:
        seconds = _signed(first.timestamp - new.rtp) / clock_rate + (new.ntp - old.ntp) / _NTP_SECOND
        exact = old.rtp + int(seconds * clock_rate) + before.timestamp
        if abs(_signed(exact - out)) < _BELIEVABLE_S * clock_rate:
            out = last_out + _signed(exact - last_out)
    if _signed(out - last_out) <= 0:
        out = last_out + 1
    return (out - first.timestamp) % _MODULO


def _signed(difference: int) -> int:
    """A difference of wrapping timestamps, within half a cycle of zero."""
    return (difference + _HALF) % _MODULO - _HALF
