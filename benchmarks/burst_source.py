"""One track in bursts: 13 packets of 1.2 kB each 33 ms, as an encoder at 4 Mbit/s and 30 frames/s makes them.

The payload is VP8 in form only (RFC 7741): descriptor, frame header and noise, with a key frame each second.
The last two bytes repeat the sequence number as sent, so that a receiver can undo the renumbering on its way.
"""

from __future__ import annotations

import os
import struct
import threading
import time
from collections.abc import Callable

BURST = 13
PERIOD_S = 1 / 30
PAYLOAD_BYTES = 1150
KEY_FRAME_EVERY = 30
RTP_HEADER = struct.Struct("!BBHII")
VP8_KEY_HEADER = bytes((0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0xE0, 0x01))
VP8_INTER_HEADER = bytes((0x11, 0x02, 0x00))
NOISE = os.urandom(PAYLOAD_BYTES)


def frame(number: int, ssrc: int, payload_type: int, first_sequence: int) -> list[bytes]:
    """The RTP packets of one frame."""
    packets = []
    for index in range(BURST):
        start = index == 0
        descriptor = bytes((0x90 if start else 0x80, 0x80)) + struct.pack("!H", 0x8000 | number & 0x7FFF)
        header = b""
        if start:
            header = VP8_INTER_HEADER if number % KEY_FRAME_EVERY else VP8_KEY_HEADER
        marker = 0x80 if index == BURST - 1 else 0
        rtp = RTP_HEADER.pack(
            0x80, marker | payload_type, (first_sequence + index) & 0xFFFF, number * 3000 & 0xFFFFFFFF, ssrc
        )
        mark = struct.pack("!H", (first_sequence + index) & 0xFFFF)
        packets.append(rtp + descriptor + header + NOISE[len(header) :] + mark)
    return packets


class BurstSource:
    """A thread that sends frames on time, and keeps when (ns since the epoch) each sequence number left.

    A frame is encrypted first and then sent at once, so that its packets follow each other as on a fast link.
    """

    def __init__(
        self,
        protect: Callable[[bytes], bytes],
        send: Callable[[bytes], object],
        ssrc: int,
        payload_type: int,
    ) -> None:
        self.left: dict[int, int] = {}
        self._protect = protect
        self._send = send
        self._ssrc = ssrc
        self._payload_type = payload_type
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        number = 0
        while not self._stopping:
            time.sleep(max(0.0, due - time.monotonic()))
            first = number * BURST
            packets = [self._protect(p) for p in frame(number, self._ssrc, self._payload_type, first)]
            for index, packet in enumerate(packets):
                self.left[(first + index) & 0xFFFF] = time.time_ns()
                self._send(packet)
            number += 1
            due += PERIOD_S
