"""Data of the unmodified python SDK: packets, text and byte streams, remote procedure calls."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from livekit import rtc

from tests.peers.conftest import Joining
from tests.peers.livekit_engine import within


@pytest.mark.parametrize("single", [False, True], ids=["dual", "single"])
async def test_packets_to_everybody_and_to_one(join: Joining, *, single: bool) -> None:
    ann, bob, eve = await join("ann", single=single), await join("bob", single=single), await join("eve")
    send = ann.room.local_participant.publish_data
    await send(b"all", topic="t")
    for member in (bob, eve):
        (packet,) = await member.sees("data_received", lambda packet: packet.data == b"all")
        assert (packet.topic, packet.participant.identity) == ("t", "ann")
    await send(b"one", destination_identities=["eve"])
    await send(b"end")
    await eve.sees("data_received", lambda packet: packet.data == b"one")
    await bob.sees("data_received", lambda packet: packet.data == b"end")
    assert [packet.data for (packet,) in bob.seen("data_received")] == [b"all", b"end"]


@pytest.mark.parametrize("single", [False, True], ids=["dual", "single"])
async def test_lossy_packets(join: Joining, *, single: bool) -> None:
    ann, bob = await join("ann", single=single), await join("bob", single=single)

    async def point() -> None:
        while True:  # as a pointer does: what is lost is followed by newer ones
            await ann.room.local_participant.publish_data(b"here", reliable=False, topic="pointer")
            await asyncio.sleep(0.05)

    ann.tasks.append(asyncio.create_task(point()))
    (packet,) = await bob.sees("data_received")
    assert (packet.data, packet.kind, packet.topic) == (b"here", rtc.DataPacketKind.KIND_LOSSY, "pointer")


async def test_many_reliable_packets_arrive_in_order(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")
    for number in range(300):
        await ann.room.local_participant.publish_data(b"%d" % number + bytes(1_000))
    await bob.sees("data_received", lambda packet: packet.data.startswith(b"299\0"))
    numbers = [int(packet.data.split(b"\0")[0]) for (packet,) in bob.seen("data_received")]
    assert numbers == list(range(300))


async def test_without_the_grant_no_data_arrives(join: Joining) -> None:
    ann, bob, eve = await join("ann", can_publish_data=False), await join("bob"), await join("eve")
    # The SDK may refuse by itself, which is as good.
    with contextlib.suppress(Exception):
        await within(5, ann.room.local_participant.publish_data(b"silent"))
    await eve.room.local_participant.publish_data(b"heard")
    await bob.sees("data_received", lambda packet: packet.data == b"heard")
    assert [packet.data for (packet,) in bob.seen("data_received")] == [b"heard"]


async def test_text_streams(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")
    received: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    def handler(reader: rtc.TextStreamReader, identity: str) -> None:
        async def read() -> None:
            await received.put((identity, await reader.read_all()))

        bob.tasks.append(asyncio.create_task(read()))

    bob.room.register_text_stream_handler("notes", handler)
    text = "病灶 lesion " * 5_000
    await ann.room.local_participant.send_text(text, topic="notes")
    assert await within(10, received.get()) == ("ann", text)


async def test_byte_streams(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")
    received: asyncio.Queue[tuple[str | None, bytes]] = asyncio.Queue()

    def handler(reader: rtc.ByteStreamReader, identity: str) -> None:
        async def read() -> None:
            await received.put((reader.info.name, b"".join([chunk async for chunk in reader])))

        bob.tasks.append(asyncio.create_task(read()))

    bob.room.register_byte_stream_handler("files", handler)
    payload = bytes(range(256)) * 2_000
    writer = await ann.room.local_participant.stream_bytes("scan.dcm", topic="files", total_size=len(payload))
    await writer.write(payload)
    await writer.aclose()
    assert await within(20, received.get()) == ("scan.dcm", payload)


async def test_remote_procedure_calls(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")

    async def freeze(call: rtc.RpcInvocationData) -> str:
        if call.payload == "bad":
            raise rtc.RpcError(1234, "cannot freeze", "because")
        return f"{call.caller_identity} froze {call.payload}"

    bob.room.local_participant.register_rpc_method("freeze", freeze)
    perform = ann.room.local_participant.perform_rpc
    assert (
        await perform(destination_identity="bob", method="freeze", payload="frame 7") == "ann froze frame 7"
    )
    long_text = "x" * 10_000
    assert (await perform(destination_identity="bob", method="freeze", payload=long_text)).endswith(long_text)
    with pytest.raises(rtc.RpcError) as refused:
        await perform(destination_identity="bob", method="freeze", payload="bad")
    assert (refused.value.code, refused.value.message) == (1234, "cannot freeze")
    with pytest.raises(rtc.RpcError):
        await perform(destination_identity="bob", method="nothing", payload="")
