"""Who may reach the gateway and where it answers: addresses, consent, ICE restarts, and garbage."""

from __future__ import annotations

import asyncio
import random
import socket

import pytest
from aioice import stun

from media_gateway import Gateway, GatewayError, GatewaySettings
from media_gateway.sdp_parser import parse_session

from .clients import Client, MakeClient, Picture, until
from .fixtures import recorded


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
