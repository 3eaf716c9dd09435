"""Data channels between two gateways' SCTP ends, without DTLS between them; and what garbage does to one."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace

from aiortc.rtcsctptransport import (
    Chunk,
    DataChunk,
    ForwardTsnChunk,
    HeartbeatChunk,
    InitAckChunk,
    InitChunk,
    ReconfigChunk,
    SackChunk,
    serialize_packet,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from media_gateway import GatewaySettings
from media_gateway.channels import SCTP_PORT, Channels
from media_gateway.counters import Counters

from .clients import until


class End:
    """One side of an association."""

    def __init__(self, *, settings: GatewaySettings | None = None) -> None:
        self.out: deque[bytes] = deque()
        self.labels: list[str] = []
        self.messages: list[tuple[str, bytes]] = []
        self.counters = Counters()
        self.channels = Channels(settings or GatewaySettings(), self.counters, self._send, self)

    def _send(self, data: bytes) -> bool:
        self.out.append(data)
        return True

    def channel_ready(self, label: str) -> None:
        self.labels.append(label)

    def channel_message(self, label: str, payload: bytes) -> None:
        self.messages.append((label, payload))


class Pair:
    """Two ends whose packets a task carries to and fro."""

    def __init__(self, *, settings: GatewaySettings | None = None) -> None:
        self.ends = (End(), End(settings=settings))
        # The role decides who numbers channels evenly; both ends of this pair are gateways.
        self.ends[0].channels._sctp.transport._role = "client"
        for end in self.ends:
            end.channels.start(SCTP_PORT, 262_144)
        self._task = asyncio.create_task(self._carry())

    async def _carry(self) -> None:
        while True:
            for one, other in (self.ends, self.ends[::-1]):
                while one.out:
                    other.channels.receive(one.out.popleft())
            await asyncio.sleep(0.001)

    def close(self) -> None:
        self._task.cancel()
        for end in self.ends:
            end.channels.close()


async def test_messages_of_every_size_arrive_whole_and_in_order() -> None:
    pair = Pair()
    near, far = pair.ends
    near.channels.open("_reliable", ordered=True, max_retransmits=None)
    await until(lambda: near.labels and far.labels)
    sizes = [1, 1160, 1161, 5000, 200_000, 0]
    for size in sizes:
        assert near.channels.send("_reliable", bytes(size))
    await until(lambda: len(far.messages) == len(sizes))
    assert [len(payload) for _, payload in far.messages] == sizes
    pair.close()


async def test_too_many_channels_are_refused() -> None:
    pair = Pair(settings=replace(GatewaySettings(), max_channels=2))
    near, far = pair.ends
    for number in range(5):
        near.channels.open(str(number), ordered=True, max_retransmits=None)
    await until(lambda: len(near.labels) == 5)
    assert far.labels == ["0", "1"]
    pair.close()


async def test_closed_channels_send_nothing() -> None:
    pair = Pair()
    near, _ = pair.ends
    near.channels.open("x", ordered=True, max_retransmits=None)
    await until(lambda: near.labels)
    near.channels.close()
    near.channels.close()
    assert not near.channels.send("x", b"")
    near.channels.receive(b"late")
    pair.close()


async def test_peer_that_ignores_the_window_is_cut_off() -> None:
    end = End()
    end.channels.start(SCTP_PORT, 65_536)
    sctp = end.channels._sctp
    tag = sctp._local_verification_tag
    init = InitChunk()
    init.initiate_tag, init.advertised_rwnd, init.initial_tsn = 1, 100_000, 1
    init.outbound_streams = init.inbound_streams = 10
    end.channels.receive(serialize_packet(SCTP_PORT, SCTP_PORT, 0, init))
    for tsn in range(2, 3000):  # the first never comes, so nothing can be delivered
        chunk = DataChunk(flags=2)
        chunk.tsn, chunk.stream_id, chunk.stream_seq, chunk.protocol = tsn, 1, tsn & 0xFFFF, 53
        chunk.user_data = bytes(1100)
        end.channels.receive(serialize_packet(SCTP_PORT, SCTP_PORT, tag, chunk))
        if end.counters.dropped["sctp_overdrawn"]:
            break
    assert end.counters.dropped["sctp_overdrawn"] == 1
    assert len(sctp._sack_misordered) < 1500


_CHUNKS = (
    DataChunk,
    ForwardTsnChunk,
    HeartbeatChunk,
    InitAckChunk,
    InitChunk,
    ReconfigChunk,
    SackChunk,
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(_CHUNKS), st.integers(0, 255), st.binary(max_size=80)), max_size=8))
def test_malformed_but_authentic_packets_are_survived(chunks: list[tuple[type[Chunk], int, bytes]]) -> None:
    async def feed() -> None:
        end = End()
        end.channels.start(SCTP_PORT, 65_536)
        tag = end.channels._sctp._local_verification_tag
        for kind, flags, body in chunks:
            raw = (
                bytes((kind.type, flags)) + (len(body) + 4).to_bytes(2, "big") + body + bytes(-len(body) % 4)
            )
            for expected in (0, tag):
                end.channels.receive(with_checksum(expected, raw))
            end.channels.receive(body)
        end.channels.close()

    asyncio.run(feed())


def with_checksum(tag: int, raw_chunk: bytes) -> bytes:
    """An SCTP packet around chunk bytes of any kind."""

    class Raw(Chunk):
        def __bytes__(self) -> bytes:
            return raw_chunk

    return serialize_packet(SCTP_PORT, SCTP_PORT, tag, Raw())
