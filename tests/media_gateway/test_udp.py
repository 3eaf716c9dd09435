"""Bursts leave in one system call and arrive whole; where the kernel refuses, datagrams go one by one."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from media_gateway import GatewayError
from media_gateway.counters import Counters
from media_gateway.ice import Address
from media_gateway.udp import UdpSocket


class Receiver:
    """Collects what a socket hands over."""

    def __init__(self) -> None:
        self.datagrams: list[bytes] = []
        self.drains = 0
        self.arrived = asyncio.Event()
        self.expected = 1

    def take(self, source: UdpSocket, data: bytes, address: Address) -> None:
        self.datagrams.append(data)

    def drained(self) -> None:
        self.drains += 1
        if len(self.datagrams) >= self.expected:
            self.arrived.set()

    async def wait(self, count: int) -> None:
        self.expected = count
        if len(self.datagrams) < count:
            self.arrived.clear()
            await asyncio.wait_for(self.arrived.wait(), 5)


class Pair:
    def __init__(self) -> None:
        self.counters, self.received = Counters(), Receiver()
        self.sender = UdpSocket("127.0.0.1", 0, self.counters, Receiver().take, lambda: None)
        self.target = UdpSocket("127.0.0.1", 0, Counters(), self.received.take, self.received.drained)
        self.address: Address = ("127.0.0.1", self.target.port)


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    made = Pair()
    yield made
    made.sender.close()
    made.target.close()


async def test_burst_takes_one_system_call(pair: Pair) -> None:
    burst = b"".join(bytes((n,)) * 1000 for n in range(13))[:-400]
    pair.sender.send_segments(memoryview(bytearray(burst)), 1000, pair.address)
    await pair.received.wait(13)
    assert b"".join(pair.received.datagrams) == burst
    assert [len(datagram) for datagram in pair.received.datagrams] == [1000] * 12 + [600]
    assert (pair.counters.sends, pair.counters.segmented_sends, pair.counters.packets_out) == (1, 1, 13)


class Refusing:
    """A socket on which some calls fail, passing everything else on."""

    def __init__(self, inner: socket.socket, code: int, *, plain_failures: int = 0) -> None:
        self._inner = inner
        self._code = code
        self._plain_failures = plain_failures
        self.segmented = 0

    def sendmsg(self, *arguments: Any) -> int:
        self.segmented += 1
        raise OSError(self._code, "refused")

    def sendto(self, data: bytes, address: Address) -> int:
        if self._plain_failures:
            self._plain_failures -= 1
            raise BlockingIOError(errno.EAGAIN, "full")
        return self._inner.sendto(data, address)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.mark.parametrize("code", [errno.EINVAL, errno.EIO, errno.EMSGSIZE])
async def test_refused_offload_falls_back_and_is_not_tried_again(pair: Pair, code: int) -> None:
    refusing = Refusing(pair.sender._socket, code)
    pair.sender._socket = refusing  # type: ignore[assignment]
    for _ in range(2):
        pair.sender.send_segments(bytes(2500), 1000, pair.address)
    await pair.received.wait(6)
    assert [len(datagram) for datagram in pair.received.datagrams] == [1000, 1000, 500] * 2
    assert refusing.segmented == 1


async def test_full_send_buffer_delays_but_keeps_order(pair: Pair) -> None:
    pair.sender._socket = Refusing(pair.sender._socket, errno.EAGAIN, plain_failures=1)  # type: ignore[assignment]
    pair.sender.send(b"first", pair.address)
    pair.sender.send(b"second", pair.address)
    await pair.received.wait(2)
    assert pair.received.datagrams == [b"first", b"second"]


async def test_backlog_is_bounded(pair: Pair) -> None:
    pair.sender._socket = Refusing(pair.sender._socket, errno.EAGAIN, plain_failures=1_000_000)  # type: ignore[assignment]
    for _ in range(100):
        pair.sender.send(bytes(60_000), pair.address)
    assert pair.counters.dropped["send_buffer_full"] > 0
    assert pair.sender._backlog_bytes <= 4_000_000


async def test_refused_destination_is_counted_and_survived(pair: Pair) -> None:
    pair.sender.send(b"nowhere", ("255.255.255.255", 9))
    assert pair.counters.dropped["send_error"] == 1
    pair.sender.send(b"still works", pair.address)
    await pair.received.wait(1)


async def test_taken_port_is_explained(pair: Pair) -> None:
    with pytest.raises(GatewayError, match=r"cannot listen on UDP 127\.0\.0\.1 port"):
        UdpSocket("127.0.0.1", pair.target.port, Counters(), Receiver().take, lambda: None)


@pytest.mark.parametrize("address", ["not-an-address", "203.0.113.1", "0.0.0.0", "::"])
async def test_address_that_cannot_be_bound_is_explained(address: str) -> None:
    with pytest.raises(GatewayError, match=address):
        UdpSocket(address, 0, Counters(), Receiver().take, lambda: None)
