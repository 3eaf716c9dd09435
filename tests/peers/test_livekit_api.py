"""RoomService and webhooks through the unmodified livekit-api."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from livekit import api, rtc
from livekit.protocol.models import ParticipantPermission
from livekit.protocol.webhook import WebhookEvent

from tests.peers.conftest import Joining
from tests.peers.livekit_engine import (
    KEY,
    SECRET,
    Person,
    RunningEngine,
    first_frames,
    running_engine,
    token,
    within,
)


@pytest.fixture
async def livekit(engine: RunningEngine) -> AsyncIterator[api.LiveKitAPI]:
    async with engine.api() as livekit:
        yield livekit


async def test_rooms_are_created_listed_changed_and_deleted(
    livekit: api.LiveKitAPI, join: Joining, room_name: str
) -> None:
    create = api.CreateRoomRequest(name=room_name, empty_timeout=60, max_participants=5, metadata="m")
    room = await livekit.room.create_room(create)
    assert (room.name, room.empty_timeout, room.max_participants, room.metadata) == (room_name, 60, 5, "m")
    ann = await join("ann")
    assert ann.room.metadata == "m"
    listed = (await livekit.room.list_rooms(api.ListRoomsRequest(names=[room_name]))).rooms
    assert [(room.name, room.num_participants) for room in listed] == [(room_name, 1)]
    await livekit.room.update_room_metadata(api.UpdateRoomMetadataRequest(room=room_name, metadata="changed"))
    await ann.sees("room_metadata_changed", lambda *_: ann.room.metadata == "changed")
    await livekit.room.delete_room(api.DeleteRoomRequest(room=room_name))
    assert await ann.sees("disconnected") == (rtc.DisconnectReason.ROOM_DELETED,)
    assert (await livekit.room.list_rooms(api.ListRoomsRequest(names=[room_name]))).rooms == []


async def test_participants_are_listed_found_and_removed(
    livekit: api.LiveKitAPI, join: Joining, room_name: str
) -> None:
    ann = await join("ann")
    await join("viewer", hidden=True)
    people = (await livekit.room.list_participants(api.ListParticipantsRequest(room=room_name))).participants
    assert {p.identity: p.permission.hidden for p in people} == {"ann": False, "viewer": True}
    who = api.RoomParticipantIdentity(room=room_name, identity="ann")
    assert (await livekit.room.get_participant(who)).name == "Ann"
    await livekit.room.remove_participant(who)
    assert await ann.sees("disconnected") == (rtc.DisconnectReason.PARTICIPANT_REMOVED,)
    with pytest.raises(api.TwirpError) as missing:
        await livekit.room.get_participant(who)
    assert (missing.value.code, missing.value.status) == ("not_found", 404)


async def test_who_was_removed_with_revocation_comes_in_with_a_newer_token_only(
    livekit: api.LiveKitAPI, engine: RunningEngine, join: Joining, room_name: str
) -> None:
    older = token("ann", room_name)
    ann = await join("ann")
    now = int(time.time())
    await livekit.room.remove_participant(
        api.RoomParticipantIdentity(room=room_name, identity="ann", revoke_token_ts=now)
    )
    await ann.sees("disconnected")
    with pytest.raises(rtc.ConnectError, match="401"):
        await rtc.Room().connect(engine.url, older)
    await asyncio.sleep(now + 1 - time.time())  # tokens are dated in whole seconds
    await join("ann")


async def test_a_track_is_muted_and_unmuted(livekit: api.LiveKitAPI, join: Joining, room_name: str) -> None:
    ann, bob = await join("ann"), await join("bob")
    sid = (await ann.show()).sid
    track, *_ = await bob.sees("track_subscribed")
    for muted, event in ((True, "track_muted"), (False, "track_unmuted")):
        request = api.MuteRoomTrackRequest(room=room_name, identity="ann", track_sid=sid, muted=muted)
        assert (await livekit.room.mute_published_track(request)).track.muted == muted
        await bob.sees(event, lambda _, publication: publication.sid == sid)
        await ann.sees(event, lambda _, publication: publication.sid == sid)
    assert await first_frames(track, 3)


async def test_a_participant_is_updated(livekit: api.LiveKitAPI, join: Joining, room_name: str) -> None:
    ann, bob = await join("ann"), await join("bob")
    sid = (await ann.show()).sid
    await bob.sees("track_subscribed")
    update = api.UpdateParticipantRequest(
        room=room_name,
        identity="ann",
        name="Dr Ann",
        metadata="m",
        attributes={"k": "v"},
        permission=ParticipantPermission(can_subscribe=True, can_publish=False, can_publish_data=True),
    )
    info = await livekit.room.update_participant(update)
    assert (info.name, info.metadata, dict(info.attributes)) == ("Dr Ann", "m", {"k": "v"})
    await bob.sees("participant_name_changed", lambda who, *_: who.name == "Dr Ann")
    await bob.sees("track_unpublished", lambda publication, _: publication.sid == sid)
    await ann.sees("participant_permissions_changed")


async def test_subscriptions_are_changed_from_outside(
    livekit: api.LiveKitAPI, join: Joining, room_name: str
) -> None:
    ann, bob = await join("ann"), await join("bob", auto_subscribe=False)
    sid = (await ann.show()).sid
    await bob.sees("track_published")
    update = api.UpdateSubscriptionsRequest(room=room_name, identity="bob", track_sids=[sid], subscribe=True)
    await livekit.room.update_subscriptions(update)
    track, *_ = await bob.sees("track_subscribed")
    assert await first_frames(track, 3)


async def test_data_is_sent_from_outside(livekit: api.LiveKitAPI, join: Joining, room_name: str) -> None:
    ann, bob = await join("ann"), await join("bob")
    send = api.SendDataRequest(room=room_name, data=b"x", topic="t", destination_identities=["bob"])
    await livekit.room.send_data(send)
    (packet,) = await bob.sees("data_received")
    assert (packet.data, packet.topic, packet.participant) == (b"x", "t", None)
    assert ann.seen("data_received") == []


async def test_a_participant_is_moved_with_its_picture(
    livekit: api.LiveKitAPI, engine: RunningEngine, join: Joining, room_name: str
) -> None:
    ann, bob, eve = await join("ann"), await join("bob"), Person("eve")
    other = f"{room_name}-side"
    await within(15, eve.room.connect(engine.url, token("eve", other)))
    sid = (await ann.show()).sid
    await bob.sees("track_subscribed")
    hers = (await eve.show()).sid
    move = api.MoveParticipantRequest(room=room_name, identity="ann", destination_room=other)
    await livekit.room.move_participant(move)
    await bob.sees("participant_disconnected", lambda who: who.identity == "ann")
    track, *_ = await eve.sees("track_subscribed", lambda track, *_: track.sid == sid)
    assert await first_frames(track, 5)
    track, *_ = await ann.sees("track_subscribed", lambda track, *_: track.sid == hers)
    assert await first_frames(track, 5)
    assert ann.room.name == other
    await eve.leave()


async def test_what_is_not_served_says_so(livekit: api.LiveKitAPI, room_name: str) -> None:
    await livekit.room.create_room(api.CreateRoomRequest(name=room_name))
    forward = api.ForwardParticipantRequest(room=room_name, identity="ann", destination_room="other")
    with pytest.raises(api.TwirpError) as refused:
        await livekit.room.forward_participant(forward)
    assert (refused.value.code, refused.value.status) == ("unimplemented", 501)
    assert "forward" in refused.value.message


async def test_a_wrong_secret_is_refused(engine: RunningEngine) -> None:
    async with api.LiveKitAPI(engine.http_url, KEY, "x" * 64) as livekit:
        with pytest.raises(api.TwirpError) as refused:
            await livekit.room.list_rooms(api.ListRoomsRequest())
    assert (refused.value.code, refused.value.status) == ("unauthenticated", 401)


async def test_webhooks_tell_the_life_of_a_room() -> None:
    events: list[WebhookEvent] = []
    published, finished = asyncio.Event(), asyncio.Event()
    awaited = {"track_published": published, "room_finished": finished}
    receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))

    async def hook(request: web.Request) -> web.Response:
        events.append(receiver.receive(await request.text(), request.headers["Authorization"]))
        if events[-1].event in awaited:
            awaited[events[-1].event].set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app) as server:
        urls = (str(server.make_url("/hook")),)
        with running_engine(webhook_urls=urls, departure_timeout_s=1) as engine:
            ann = Person("ann")
            await within(15, ann.room.connect(engine.url, token("ann", "r")))
            publication = await ann.show()
            await within(10, published.wait())
            await ann.room.local_participant.unpublish_track(publication.sid)
            await ann.leave()
            await within(10, finished.wait())
    assert [event.event for event in events] == [
        "room_started",
        "participant_joined",
        "track_published",
        "track_unpublished",
        "participant_left",
        "room_finished",
    ]
    assert {event.room.name for event in events} == {"r"}
    assert events[2].track.sid == publication.sid
    assert events[1].participant.identity == "ann"
