"""The whole gateway over loopback UDP: aiortc publishes, subscribes, talks, loses packets and leaves."""

from __future__ import annotations

import os
import random
import time

import pytest

from media_gateway import Gateway, GatewaySettings
from media_gateway.ice import Address
from media_gateway.udp import UdpSocket

from .clients import Client, MakeClient, Picture, Tone, until


async def test_audio_and_video_reach_a_subscriber(gateway: Gateway, client: MakeClient) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    tracks = await publisher.publish(Picture(), Tone())
    subscriptions = await viewer.subscribe(*tracks)
    await until(lambda: viewer.frames["video"] > 15 and viewer.frames["audio"] > 15)
    assert publisher.recorder.connected == [publisher.peer.id]
    assert publisher.peer.connected
    assert all(track.live for track in tracks)
    assert subscriptions[0].current_quality == 2
    metrics = gateway.metrics()
    assert (metrics.peers, metrics.tracks, metrics.subscriptions) == (2, 2, 2)
    assert metrics.packets_out > 30
    assert metrics.dropped.get("srtp_refused", 0) == 0


async def test_second_viewer_gets_a_picture_at_once(client: MakeClient) -> None:
    publisher, first, second = client("publisher"), client("first"), client("second")
    tracks = await publisher.publish(Picture())
    await first.subscribe(*tracks)
    await until(lambda: first.frames["video"] > 5)
    started = time.monotonic()
    await second.subscribe(*tracks)
    await until(lambda: second.frames["video"] > 0)
    assert time.monotonic() - started < 3.0, "aiortc repeats key frames every 30 s only, so one was asked for"
    assert first.recorder.closed == []


async def test_quality_is_measured_in_both_directions(client: MakeClient) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    tracks = await publisher.publish(Picture())
    await viewer.subscribe(*tracks)
    await until(lambda: viewer.peer.quality(time.monotonic()).rtt_s is not None)
    quality = viewer.peer.quality(time.monotonic())
    assert quality.rtt_s is not None
    assert 0 <= quality.rtt_s < 1.0
    assert quality.loss_down == 0.0
    stats = tracks[0].stats()
    assert stats.packets > 0
    assert stats.lost == 0


class Loss:
    """Drops a share of the datagrams that carry media, always the same ones for the same seed."""

    def __init__(self, share: float) -> None:
        self._random = random.Random(7)
        self._share = share
        self.dropped = 0

    def strikes(self, data: bytes | memoryview) -> bool:
        is_media = 128 <= data[0] <= 191 and not 192 <= data[1] <= 223
        if is_media and self._random.random() < self._share:
            self.dropped += 1
            return True
        return False


async def test_losses_toward_the_subscriber_are_repaired(
    gateway: Gateway, client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    tracks = await publisher.publish(Picture())
    loss, send = Loss(0.1), UdpSocket.send_segments

    def lossy_send(self: UdpSocket, data: bytes | memoryview, segment: int, address: Address) -> None:
        for start in range(0, len(data), segment):
            piece = data[start : start + segment]
            if not loss.strikes(piece):
                send(self, piece, segment, address)

    monkeypatch.setattr(UdpSocket, "send_segments", lossy_send)
    await viewer.subscribe(*tracks)
    await until(lambda: loss.dropped > 10 and viewer.frames["video"] > 120)
    metrics = gateway.metrics()
    assert metrics.nacks_in > 0
    assert metrics.retransmitted > 0


async def test_losses_from_the_publisher_are_repaired(
    gateway: Gateway, client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    loss = Loss(0.1)
    inner = gateway._on_datagram
    lossy_socket = gateway._sockets[0]

    def lossy_receive(source: UdpSocket, data: bytes, address: Address) -> None:
        if not loss.strikes(data):
            inner(source, data, address)

    monkeypatch.setattr(lossy_socket, "_on_datagram", lossy_receive)
    tracks = await publisher.publish(Picture())
    await viewer.subscribe(*tracks)
    await until(lambda: loss.dropped > 10 and viewer.frames["video"] > 120)
    assert gateway.metrics().nacks_out > 0
    assert tracks[0].stats().lost <= loss.dropped // 4, "most of what was lost came again"


async def test_data_channels_carry_messages_both_ways(client: MakeClient) -> None:
    talker = client("talker")
    reliable = talker.watch(talker.connection.createDataChannel("_reliable"))
    lossy = talker.watch(talker.connection.createDataChannel("_lossy", ordered=False, maxRetransmits=0))
    await talker.publish(Tone())
    await until(
        lambda: len(talker.recorder.channels) == 2 and reliable.readyState == lossy.readyState == "open"
    )
    assert not talker.peer.send("nowhere", b"x")
    large = os.urandom(60_000)
    reliable.send(large)
    lossy.send("text")
    await until(lambda: len(talker.recorder.messages) == 2)
    assert dict(talker.recorder.messages) == {"_reliable": large, "_lossy": b"text"}
    assert talker.peer.send("_reliable", large)
    assert talker.peer.send("_lossy", b"short")
    await until(lambda: len(talker.messages) == 2)
    assert set(talker.messages) == {large, b"short"}
    await until(lambda: talker.peer.buffered("_reliable") == 0)


async def test_gateway_opens_channels_toward_a_subscriber(client: MakeClient) -> None:
    viewer = client("viewer")
    viewer.peer.open_channel("_reliable")
    viewer.peer.open_channel("_lossy", ordered=False, max_retransmits=0)
    await viewer.subscribe()
    await until(lambda: len(viewer.recorder.channels) == 2)
    assert viewer.channels["_lossy"].maxRetransmits == 0
    assert not viewer.channels["_lossy"].ordered
    viewer.channels["_reliable"].send(b"hello")
    await until(lambda: viewer.recorder.messages == [("_reliable", b"hello")])


async def test_full_channel_refuses_instead_of_growing() -> None:
    gateway = await Gateway.open(GatewaySettings(port=0, channel_buffer_bytes=100_000))
    viewer = Client(gateway, "viewer")
    viewer.peer.open_channel("_reliable")
    await viewer.subscribe()
    await until(lambda: viewer.recorder.channels)
    results = [viewer.peer.send("_reliable", bytes(20_000)) for _ in range(50)]
    assert results[0]
    assert not results[-1]
    assert viewer.peer.buffered("_reliable") <= 100_000
    await viewer.close()
    await gateway.close()


async def test_departure_is_told_and_everything_is_freed(gateway: Gateway, client: MakeClient) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    tracks = await publisher.publish(Picture())
    await viewer.subscribe(*tracks)
    await until(lambda: viewer.frames["video"] > 0)
    await viewer.close()
    await until(lambda: viewer.recorder.closed)
    assert tracks[0].subscriptions == ()
    assert gateway.metrics().subscriptions == 0
    publisher.peer.close()
    assert publisher.recorder.closed == [], "the observer knows of its own close"
    assert tracks[0].closed
    assert gateway.metrics().peers == 0
