"""Packets of one layer that came together, prepared once for all subscribers of one format.

Video arrives in bursts: a frame is a dozen packets at once. Everything but sequence number, timestamp and
SSRC is the same for every subscriber that negotiated the same numbers, so it is written once and copied.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .extensions import PLAYOUT_DELAY_VALUE, SentIds, abs_send_time
from .packet import MediaPacket
from .rtp import HEADER_SIZE, write_extensions
from .srtp import Scratch
from .udp import MAX_SEGMENTS, MAX_SEND
from .vp8 import Vp8Descriptor

_FIRST_BYTES = struct.Struct("!BB")
_UNSET = bytes(HEADER_SIZE - 2)  # sequence number, timestamp and SSRC, written for each subscriber


@dataclass(frozen=True, slots=True, weakref_slot=True)
class EgressFormat:
    """What one subscription negotiated, as far as it shows in packets."""

    payload_types: tuple[tuple[int, int], ...]  # (publisher's, subscriber's)
    mid: bytes
    ids: SentIds
    video: bool
    tag_size: int  # of the subscriber's SRTP profile


@dataclass(frozen=True, slots=True)
class Run:
    """Packets that one segmented send can carry: all as long as the first, the last may be shorter.

    The tuples have one item for each packet and are shaped for the loops that run for every packet sent.
    """

    data: bytes  # whole packets, each followed by room for its authentication tag
    segment: int
    #: Offset of the numbers in a header, sequence number and timestamp before each subscriber's shift.
    numbers: tuple[tuple[int, int, int], ...]
    #: Offset of the payload, and the VP8 counters in it.
    counters: tuple[tuple[int, Vp8Descriptor | None], ...]
    #: C addresses of the packets and of their lengths, in the memory where they are encrypted.
    pointers: tuple[Any, ...]
    cells: tuple[Any, ...]
    lengths: bytes  # of the plain packets, as C holds an array of int
    octets: int  # of payload


class Burst:
    """Media packets in the order of arrival, and their runs by format."""

    __slots__ = ("_from_key_frame", "_runs", "highest", "key_index", "lowest", "packets")

    def __init__(self, packets: Sequence[MediaPacket], now: float) -> None:
        self.packets = packets
        self.lowest = min(packet.number for packet in packets)
        self.highest = max(packets, key=_number)
        self.key_index = next((i for i, packet in enumerate(packets) if packet.key_frame), -1)
        self._runs: dict[int, tuple[EgressFormat, list[Run]]] = {}
        self._from_key_frame: Burst | None = None
        stamp = abs_send_time(now)
        for packet in packets:
            if not packet.stamp:
                packet.stamp = stamp

    def from_key_frame(self, now: float) -> Burst | None:
        """The part that begins with a key frame, None without one."""
        if self.key_index <= 0:
            return self if self.key_index == 0 else None
        if self._from_key_frame is None:
            self._from_key_frame = Burst(self.packets[self.key_index :], now)
        return self._from_key_frame

    def since(self, number: int, now: float) -> Burst | None:
        """The packets numbered `number` and later, None when there are none."""
        rest = [packet for packet in self.packets if packet.number >= number]
        return Burst(rest, now) if rest else None

    def runs(self, egress_format: EgressFormat, scratch: Scratch) -> list[Run]:
        """The prepared packets; formats are interned, so identity decides."""
        entry = self._runs.get(id(egress_format))
        if entry is None:
            # The format is kept with its runs: while it lives, no other can have its id.
            entry = (egress_format, build_runs(self.packets, egress_format, scratch))
            self._runs[id(egress_format)] = entry
        return entry[1]


def _number(packet: MediaPacket) -> int:
    return packet.number


def extension_block(packet: MediaPacket, egress_format: EgressFormat) -> bytes:
    """The header extensions a subscriber gets with a packet."""
    ids = egress_format.ids
    elements: list[tuple[int, bytes]] = []
    if ids.mid:
        elements.append((ids.mid, egress_format.mid))
    if egress_format.video:
        if ids.abs_send_time:
            elements.append((ids.abs_send_time, packet.stamp))
        if ids.playout_delay:
            elements.append((ids.playout_delay, PLAYOUT_DELAY_VALUE))
        if ids.orientation and packet.orientation:
            elements.append((ids.orientation, packet.orientation))
        if ids.dependency_descriptor and packet.dependency:
            elements.append((ids.dependency_descriptor, packet.dependency))
    elif ids.audio_level and packet.audio_level:
        elements.append((ids.audio_level, packet.audio_level))
    return write_extensions(elements)


def build_runs(packets: Sequence[MediaPacket], egress_format: EgressFormat, scratch: Scratch) -> list[Run]:
    """Write the packets for a format, leaving out those whose codec the subscriber did not take."""
    payload_types = dict(egress_format.payload_types)
    runs: list[Run] = []
    draft = _RunDraft(scratch)
    blocks: dict[tuple[bytes, bytes, bytes], bytes] = {}
    for packet in packets:
        payload_type = payload_types.get(packet.payload_type)
        if payload_type is None:
            continue
        variant = (packet.stamp, packet.orientation, packet.dependency)
        block = blocks.get(variant) if egress_format.video else None
        if block is None:
            block = blocks[variant] = extension_block(packet, egress_format)
        header = _FIRST_BYTES.pack(0x90 if block else 0x80, payload_type | (0x80 if packet.marker else 0))
        head = header + _UNSET + block
        if not draft.fits(len(head) + len(packet.payload) + egress_format.tag_size):
            runs.append(draft.finish())
            draft = _RunDraft(scratch)
        draft.add(head, packet, egress_format.tag_size)
    if draft.packets:
        runs.append(draft.finish())
    return runs


class _RunDraft:
    """A run being filled."""

    def __init__(self, scratch: Scratch) -> None:
        self.packets: list[MediaPacket] = []
        self._scratch = scratch
        self._parts: list[bytes] = []
        self._offsets: list[int] = []  # of packets
        self._heads: list[int] = []  # sizes of headers with extensions
        self._segment = 0
        self._size = 0
        self._closed = False  # a shorter packet was the last

    def fits(self, size: int) -> bool:
        if not self.packets:
            return True
        if self._closed or size > self._segment or len(self.packets) >= MAX_SEGMENTS:
            return False
        return self._size + size <= MAX_SEND

    def add(self, head: bytes, packet: MediaPacket, tag_size: int) -> None:
        size = len(head) + len(packet.payload) + tag_size
        self._segment = self._segment or size
        self._closed = size < self._segment
        self.packets.append(packet)
        self._offsets.append(self._size)
        self._heads.append(len(head))
        self._parts += (head, packet.payload, bytes(tag_size))
        self._size += size

    def finish(self) -> Run:
        octets = [len(packet.payload) for packet in self.packets]
        sizes = [head + payload for head, payload in zip(self._heads, octets, strict=True)]
        placed = list(zip(self._offsets, self.packets, strict=True))
        payloads = [offset + head for offset, head in zip(self._offsets, self._heads, strict=True)]
        return Run(
            data=b"".join(self._parts),
            segment=self._segment,
            numbers=tuple((at + _FIRST_BYTES.size, p.number, p.timestamp) for at, p in placed),
            counters=tuple((at, p.vp8) for at, p in zip(payloads, self.packets, strict=True)),
            pointers=tuple(map(self._scratch.pointer, self._offsets)),
            cells=self._scratch.cells[: len(sizes)],
            lengths=struct.pack(f"={len(sizes)}i", *sizes),
            octets=sum(octets),
        )
