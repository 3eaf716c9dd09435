"""Data packets: who gets them, what the server adds, and what it refuses."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol.models import (
    ActiveSpeakerUpdate,
    ChatMessage,
    DataPacket,
    DataStream,
    RpcRequest,
    UserPacket,
)

from signaling import upkeep
from signaling.settings import Limits
from tests.signaling.fakes import Member, World


def user(payload: bytes = b"x", **fields: Any) -> bytes:
    return DataPacket(user=UserPacket(payload=payload), **fields).SerializeToString()


def heard(member: Member) -> list[DataPacket]:
    return [DataPacket.FromString(payload) for _, payload in member.down.sent]


def test_everybody_else_gets_a_packet_with_its_sender(world: World) -> None:
    ann, bob, eve = (world.join(name).connect() for name in ("ann", "bob", "eve"))
    ann.say(user(participant_identity="forged", participant_sid="forged"))
    assert heard(ann) == []
    for member in (bob, eve):
        (packet,) = heard(member)
        assert (packet.participant_identity, packet.participant_sid) == ("ann", ann.p.sid)
        assert (packet.user.participant_identity, packet.user.participant_sid) == ("ann", ann.p.sid)


def test_lossy_packets_stay_lossy(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    ann.say(user(), "_lossy")
    assert [label for label, _ in bob.down.sent] == ["_lossy"]


def test_named_receivers_only(world: World) -> None:
    ann, bob, eve = (world.join(name).connect() for name in ("ann", "bob", "eve"))
    ann.say(user(destination_identities=["eve", "nobody"]))
    packet = DataPacket(user=UserPacket(payload=b"y", destination_identities=["eve"]))
    ann.say(packet.SerializeToString())
    assert heard(bob) == []
    assert [list(p.destination_identities) for p in heard(eve)] == [["eve", "nobody"], ["eve"]]


@pytest.mark.parametrize(
    "packet",
    [
        DataPacket(stream_header=DataStream.Header(stream_id="s", topic="t", inline_content=b"i")),
        DataPacket(stream_chunk=DataStream.Chunk(stream_id="s", content=b"c")),
        DataPacket(stream_trailer=DataStream.Trailer(stream_id="s")),
        DataPacket(rpc_request=RpcRequest(id="1", method="m", payload="p")),
        DataPacket(chat_message=ChatMessage(id="1", message="hello")),
    ],
)
def test_every_kind_is_forwarded_unchanged(packet: DataPacket) -> None:
    world = World()
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    ann.say(packet.SerializeToString())
    (copy,) = heard(bob)
    assert copy.participant_identity == "ann"
    copy.participant_identity = copy.participant_sid = ""
    assert copy == packet


def test_hidden_senders_stay_nameless(world: World) -> None:
    world.join("viewer", hidden=True).connect()
    bob = world.join("bob").connect()
    world.rooms.get("room").participants["viewer"]  # type: ignore[union-attr]
    viewer = world.join("viewer2", hidden=True).connect()
    viewer.say(user())
    assert heard(bob)[0].participant_identity == ""


@pytest.mark.parametrize(
    "payload",
    [b"\xff\xff\xff", b"", DataPacket(speaker=ActiveSpeakerUpdate()).SerializeToString(), user(b"x" * 200)],
)
def test_what_is_malformed_reserved_or_too_large_is_dropped(payload: bytes) -> None:
    world = World(limits=Limits(data_bytes=100))
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    ann.say(payload)
    assert bob.down.sent == []
    assert world.services.counters.malformed + world.services.counters.data_refused == 1


def test_without_the_grant_nothing_is_forwarded(world: World) -> None:
    ann, bob = world.join("ann", canPublishData=False).connect(), world.join("bob").connect()
    ann.say(user())
    assert bob.down.sent == []
    assert world.services.counters.data_refused == 1


def test_reliable_packets_wait_for_the_channel_in_order(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob")
    for payload in (b"1", b"2"):
        ann.say(user(payload))
    ann.say(user(b"lossy"), "_lossy")
    assert bob.down.sent == []
    bob.connect()
    ann.say(user(b"3"))
    upkeep.flush(world.rooms)
    assert [p.user.payload for p in heard(bob)] == [b"1", b"2", b"3"]


def test_a_receiver_that_never_reads_costs_bounded_memory() -> None:
    world = World(limits=Limits(backlog_bytes=1000))
    ann, bob = world.join("ann").connect(), world.join("bob")
    for _ in range(100):
        ann.say(user(b"x" * 100))
    assert bob.p.transport.dropped_packets > 90


@given(st.binary(max_size=300))
def test_no_bytes_break_the_room(payload: bytes) -> None:
    world = World()
    ann = world.join("ann").connect()
    world.join("bob").connect()
    ann.say(payload)
    assert not ann.p.gone
