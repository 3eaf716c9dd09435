"""The hot path: copies a prepared burst, writes one subscriber's numbers, encrypts in place, sends."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import repeat
from weakref import WeakValueDictionary

from .burst import Burst, EgressFormat
from .counters import Counters
from .srtp import Scratch, SrtpContext, raw_protect
from .transport import Route
from .udp import MAX_SEGMENTS, MAX_SEND
from .vp8 import patch_counters

#: Sequence number, timestamp and SSRC of an RTP header (RFC 3550 section 5.1).
_NUMBERS = struct.Struct("!HII")
#: libsrtp may touch this much after a packet although the tag is shorter.
_MARGIN = 256


@dataclass(frozen=True, slots=True)
class Shifts:
    """What one subscriber's numbers differ by from the layer's."""

    ssrc: int
    sequence: int = 0
    timestamp: int = 0
    picture_id: int = 0
    tl0: int = 0


class Egress:
    """Owns the memory in which packets are encrypted; one for a whole gateway."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._scratch = Scratch(MAX_SEND + _MARGIN, MAX_SEGMENTS)
        self._formats: WeakValueDictionary[EgressFormat, EgressFormat] = WeakValueDictionary()

    def intern(self, egress_format: EgressFormat) -> EgressFormat:
        """The one object that stands for equal formats, so that bursts are prepared once for all of them."""
        return self._formats.setdefault(egress_format, egress_format)

    def send(
        self, burst: Burst, egress_format: EgressFormat, context: SrtpContext, route: Route, shifts: Shifts
    ) -> tuple[int, int]:
        """Send a burst to one subscriber; returns the number of packets and of payload octets sent."""
        scratch, write = self._scratch, _NUMBERS.pack_into
        view, handle = scratch.view, context.handle
        ssrc, sequence_shift, timestamp_shift = shifts.ssrc, shifts.sequence, shifts.timestamp
        socket, address = route
        sent = octets = 0
        for run in burst.runs(egress_format, scratch):
            size = len(run.data)
            view[:size] = run.data
            for offset, number, timestamp in run.numbers:
                sequence = number + sequence_shift & 0xFFFF
                write(view, offset, sequence, timestamp + timestamp_shift & 0xFFFFFFFF, ssrc)
            if shifts.picture_id or shifts.tl0:
                for payload, vp8 in run.counters:
                    if vp8 is not None:
                        patch_counters(view, payload, vp8, shifts.picture_id, shifts.tl0)
            scratch.lengths[: len(run.lengths)] = run.lengths
            if any(map(raw_protect, repeat(handle), run.pointers, run.cells)):
                # Never send a run of which a packet stayed in the clear.
                self._counters.dropped["srtp_protect"] += len(run.pointers)
                continue
            socket.send_segments(view[:size], run.segment, address)
            sent += len(run.pointers)
            octets += run.octets
        return sent, octets
