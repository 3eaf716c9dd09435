"""Rooms as the unmodified python SDK sees them: who is there, what they say of themselves, who may enter."""

from __future__ import annotations

import asyncio

import pytest
from livekit import api, rtc

from tests.peers.conftest import Joining
from tests.peers.livekit_engine import (
    KEY,
    SECRET,
    Cut,
    Person,
    RunningEngine,
    first_frames,
    running_engine,
    token,
    within,
)


async def test_people_see_each_other_come_and_go(join: Joining) -> None:
    ann = await join("ann", attributes={"consilium.kind": "person"}, metadata="m")
    bob = await join("bob")
    seen = bob.room.remote_participants["ann"]
    assert (seen.name, seen.metadata, dict(seen.attributes)) == ("Ann", "m", {"consilium.kind": "person"})
    await ann.sees("participant_connected", lambda participant: participant.identity == "bob")
    await bob.leave()
    (gone,) = await ann.sees("participant_disconnected")
    assert gone.identity == "bob"
    assert gone.disconnect_reason == rtc.DisconnectReason.CLIENT_INITIATED


async def test_hidden_viewers_watch_unseen(join: Joining) -> None:
    ann = await join("ann")
    await ann.show()
    viewer = await join("viewer", hidden=True, can_publish=False)
    track, *_ = await viewer.sees("track_subscribed")
    assert await first_frames(track, 3)
    bob = await join("bob")
    assert set(bob.room.remote_participants) == {"ann"}
    assert [p.identity for (p,) in ann.seen("participant_connected")] == ["bob"]


async def test_the_older_of_one_identity_has_to_go(join: Joining) -> None:
    watcher, old = await join("watcher"), await join("ann")
    await join("ann")
    assert await old.sees("disconnected") == (rtc.DisconnectReason.DUPLICATE_IDENTITY,)
    await watcher.sees("participant_disconnected")
    await asyncio.sleep(0)
    assert "ann" in watcher.room.remote_participants


async def test_name_metadata_and_attributes_change_for_everybody(join: Joining) -> None:
    ann, bob = await join("ann", can_update_own_metadata=True), await join("bob")
    me = ann.room.local_participant
    await within(5, me.set_metadata("reading"))
    await within(5, me.set_name("Dr Ann"))
    await within(5, me.set_attributes({"hand": "raised"}))
    await bob.sees("participant_metadata_changed", lambda who, *_: who.metadata == "reading")
    await bob.sees("participant_name_changed", lambda who, *_: who.name == "Dr Ann")
    await bob.sees("participant_attributes_changed", lambda _, who: who.attributes.get("hand") == "raised")


async def test_quality_of_the_connection_is_told(join: Joining) -> None:
    ann = await join("ann")
    await join("bob")
    await ann.sees("connection_quality_changed", lambda who, _: who.identity == "bob", seconds=15)


@pytest.mark.parametrize(
    "bad",
    [
        token("ann", "r", ttl_s=-120),
        token("ann", "r", room_create=True).rsplit(".", 1)[0] + ".Zm9yZ2Vk",
        api.AccessToken("peers", "not the secret of this key, but long enough").with_identity("ann").to_jwt(),
        api.AccessToken(KEY, SECRET).with_identity("ann").to_jwt(),
    ],
    ids=["expired", "forged", "wrong secret", "no grant"],
)
async def test_bad_tokens_do_not_enter(engine: RunningEngine, bad: str) -> None:
    with pytest.raises(rtc.ConnectError, match=r"401|403"):
        await within(15, rtc.Room().connect(engine.url, bad))


@pytest.mark.parametrize("single", [False, True], ids=["dual", "single"])
async def test_a_cut_signal_connection_resumes_and_media_goes_on(
    engine: RunningEngine, join: Joining, *, single: bool
) -> None:
    cut = await Cut(engine.http_port).start()
    ann = await join("ann")
    await ann.show()
    bob = await join("bob", single=single, url=cut.url)
    track, *_ = await bob.sees("track_subscribed")
    await first_frames(track, 3)
    cut.cut()
    await bob.sees("reconnecting", seconds=15)
    await bob.sees("reconnected", seconds=20)
    assert await first_frames(track, 10)
    assert len(bob.seen("track_subscribed")) == 1, "media must not be renegotiated from nothing"
    assert ann.seen("participant_disconnected") == []
    await bob.room.local_participant.publish_data(b"still here")
    await ann.sees("data_received", lambda packet: packet.data == b"still here")
    await cut.stop()


async def test_a_restarted_engine_gets_its_people_and_pictures_back() -> None:
    ann, bob = Person("ann"), Person("bob")
    with running_engine() as engine:
        port = engine.http_port
        for person in (ann, bob):
            await within(15, person.room.connect(engine.url, token(person.identity, "r")))
        await ann.show()
        await bob.sees("track_subscribed")
    with running_engine(port=port):
        for person in (ann, bob):
            await person.sees("reconnected", seconds=20)
        old = bob.seen("track_subscribed")[0][0].sid
        track, *_ = await bob.sees("track_subscribed", lambda track, *_: track.sid != old, seconds=20)
        assert await first_frames(track, 5)
        await ann.leave()
        await bob.leave()
