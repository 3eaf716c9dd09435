"""The whole gateway over loopback UDP: aiortc publishes, subscribes, loses packets, moves, and vanishes."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Callable

import pytest
from aioice import stun

from media_gateway import Gateway, GatewayError, GatewaySettings
from media_gateway.ice import Address
from media_gateway.sdp_parser import parse_session
from media_gateway.udp import UdpSocket

from .clients import Client, Picture, Tone, until
from .fixtures import recorded

MakeClient = Callable[[str], Client]


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    opened = await Gateway.open(GatewaySettings(port=0))
    yield opened
    await opened.close()


@pytest.fixture
async def client(gateway: Gateway) -> AsyncIterator[MakeClient]:
    made: list[Client] = []

    def make(label: str) -> Client:
        made.append(Client(gateway, label))
        return made[-1]

    yield make
    for one in made:
        await one.close()


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


async def test_peer_that_falls_silent_gets_nothing_more_and_is_closed() -> None:
    gateway = await Gateway.open(GatewaySettings(port=0, consent_s=0.5, expiry_s=1.5))
    publisher, viewer = Client(gateway, "publisher"), Client(gateway, "viewer")
    tracks = await publisher.publish(Picture())
    await viewer.subscribe(*tracks)
    # aiortc checks consent every five seconds, which these limits take for silence.
    await until(lambda: viewer.recorder.connected)
    await until(lambda: viewer.recorder.closed)
    assert viewer.recorder.closed[0][1] == "the peer stopped answering"
    await publisher.close()
    await viewer.close()
    await gateway.close()


async def test_peer_that_never_connects_is_closed() -> None:
    gateway = await Gateway.open(GatewaySettings(port=0, setup_s=0.2))
    silent = Client(gateway, "silent")
    await until(lambda: silent.recorder.closed)
    assert gateway.metrics().peers == 0
    await silent.close()
    await gateway.close()


def check_from(
    gateway: Gateway, client: Client, sender: socket.socket, *, password: str | None = None
) -> None:
    """A nominating connectivity check from another socket, as after a change of networks."""
    local = client.peer._transport.ice.local
    remote = parse_session(client.connection.localDescription.sdp).media[0].ice_ufrag
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{local.ufrag}:{remote}"
    message.attributes["PRIORITY"] = 1
    message.attributes["ICE-CONTROLLING"] = 1
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity((password or local.pwd).encode())
    sender.sendto(bytes(message), ("127.0.0.1", gateway.port))


async def received(sender: socket.socket) -> bytes:
    return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(sender, 2000), 5)


async def test_media_follows_an_authentic_change_of_address_only(
    gateway: Gateway, client: MakeClient
) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    tracks = await publisher.publish(Picture())
    await viewer.subscribe(*tracks)
    await until(lambda: viewer.frames["video"] > 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
        elsewhere.bind(("127.0.0.1", 0))
        elsewhere.setblocking(False)
        check_from(gateway, viewer, elsewhere, password="wrong" * 6)
        await until(lambda: gateway.metrics().dropped.get("stun_unauthentic"))
        frames = viewer.frames["video"]
        await until(lambda: viewer.frames["video"] > frames)
        check_from(gateway, viewer, elsewhere)
        assert stun.parse_message(await received(elsewhere)).message_class == stun.Class.RESPONSE
        assert 128 <= (await received(elsewhere))[0] <= 191, "media comes here now"


async def test_ice_restart_goes_on_with_the_same_keys(gateway: Gateway, client: MakeClient) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    tracks = await publisher.publish(Picture())
    await viewer.subscribe(*tracks)
    await until(lambda: viewer.frames["video"] > 0)
    before = viewer.peer._transport.ice.local
    viewer.peer.restart_ice()
    offer = parse_session(viewer.peer.offer()).media[0]
    assert offer.ice_ufrag != before.ufrag
    frames = viewer.frames["video"]
    await until(lambda: viewer.frames["video"] > frames + 10)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
        elsewhere.bind(("127.0.0.1", 0))
        elsewhere.setblocking(False)
        viewer.peer._transport.ice.remote = None  # the answer is still on its way
        check_from(gateway, viewer, elsewhere)
        await received(elsewhere)
        assert viewer.peer._transport.ice.ufrags == (offer.ice_ufrag,)
    assert viewer.recorder.closed == []


async def throw(gateway: Gateway, packets: list[bytes]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for number, packet in enumerate(packets):
            stranger.sendto(packet, ("127.0.0.1", gateway.port))
            if number % 50 == 0:
                await asyncio.sleep(0)


async def test_garbage_of_every_kind_changes_nothing(gateway: Gateway, client: MakeClient) -> None:
    publisher, viewer = client("publisher"), client("viewer")
    tracks = await publisher.publish(Picture())
    await viewer.subscribe(*tracks)
    await until(lambda: viewer.frames["video"] > 0)
    generator = random.Random(1)
    seeds = [
        recorded(name)
        for name in ("stun_binding_request", "dtls_client_hello", "rtp_audio", "rtcp_sender_report")
    ]
    packets = []
    for _ in range(3000):
        packet = bytearray(generator.choice(seeds))
        for _ in range(generator.randrange(8)):
            packet[generator.randrange(len(packet))] = generator.randrange(256)
        packets.append(bytes(packet[: generator.randrange(1, len(packet) + 1)]))
    packets += [bytes((first,)) * 30 for first in range(256)]
    before = gateway.metrics()
    await throw(gateway, packets)
    await until(lambda: sum(gateway.metrics().dropped.values()) > len(packets) * 0.9)
    frames = viewer.frames["video"]
    await until(lambda: viewer.frames["video"] > frames + 10)
    after = gateway.metrics()
    assert (after.peers, after.tracks, after.subscriptions) == (
        before.peers,
        before.tracks,
        before.subscriptions,
    )
    assert len(gateway._demux._by_address) == 2
    assert publisher.recorder.closed == viewer.recorder.closed == []


async def test_media_from_the_peers_own_address_must_still_be_authentic(
    gateway: Gateway, client: MakeClient
) -> None:
    publisher = client("publisher")
    tracks = await publisher.publish(Picture())
    await until(lambda: tracks[0].live)
    route = publisher.peer._transport.route
    assert route is not None
    packets = tracks[0].stats().packets
    for seed in ("rtp_video_vp8", "rtcp_sender_report"):
        gateway._on_datagram(route[0], recorded(seed), route[1])
    gateway._on_drained()
    assert gateway.metrics().dropped["srtp_refused"] == 2
    assert tracks[0].stats().packets == packets


@pytest.mark.parametrize("bind", [("127.0.0.1", "::1"), ("127.0.0.1", "127.0.0.2")])
async def test_every_bound_address_answers_on_the_same_port(bind: tuple[str, ...]) -> None:
    gateway = await Gateway.open(GatewaySettings(port=0, bind=bind))
    viewer = Client(gateway, "viewer")
    viewer.peer.open_channel("x")
    candidates = [line for line in viewer.peer.offer().splitlines() if line.startswith("a=candidate")]
    assert {line.split()[4] for line in candidates} == set(bind)
    assert {int(line.split()[5]) for line in candidates} == {gateway.port}
    await viewer.close()
    await gateway.close()


async def test_announced_addresses_replace_the_bound_ones() -> None:
    gateway = await Gateway.open(GatewaySettings(port=0, announce=("198.51.100.7",)))
    viewer = Client(gateway, "viewer")
    viewer.peer.open_channel("x")
    assert f"198.51.100.7 {gateway.port} typ host" in viewer.peer.offer()
    await viewer.close()
    await gateway.close()


async def test_taken_port_is_explained(gateway: Gateway) -> None:
    with pytest.raises(GatewayError, match="cannot listen"):
        await Gateway.open(GatewaySettings(port=gateway.port))
    with pytest.raises(GatewayError, match="at least one"):
        await Gateway.open(GatewaySettings(bind=()))
