"""Recent packets of a layer, kept within limits of count and bytes to answer NACKs."""

from __future__ import annotations

from collections import OrderedDict

from .packet import MediaPacket


class PacketCache:
    """Packets by number; the ones added first leave first."""

    def __init__(self, *, max_packets: int, max_bytes: int) -> None:
        self._max_packets = max_packets
        self._max_bytes = max_bytes
        self._packets: OrderedDict[int, MediaPacket] = OrderedDict()
        self._bytes = 0

    def add(self, packet: MediaPacket) -> None:
        """Keep a packet whose number is new."""
        self._packets[packet.number] = packet
        self._bytes += len(packet.payload)
        while len(self._packets) > self._max_packets or self._bytes > self._max_bytes:
            _, oldest = self._packets.popitem(last=False)
            self._bytes -= len(oldest.payload)

    def get(self, number: int) -> MediaPacket | None:
        """The packet, None when it never came or has left."""
        return self._packets.get(number)

    def clear(self) -> None:
        """Forget everything."""
        self._packets.clear()
        self._bytes = 0
