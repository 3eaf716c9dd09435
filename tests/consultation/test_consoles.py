"""Consoles on air: found in the engine's listing, kept current by its webhooks, pushed to every page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from hypothesis import given
from hypothesis import strategies as st
from livekit.api import AccessToken
from livekit.protocol.models import ParticipantInfo, Room, TrackInfo
from livekit.protocol.webhook import WebhookEvent

from consultation.consoles import ConsoleDirectory
from core.consoles import console_in
from tests.consultation.conftest import Application
from tests.consultation.event_stream import EventStream
from tests.consultation.fake_engine import console, viewer

ROOM = "console-0a"
PATH = "/api/webhooks/livekit"


def test_console_is_on_air_while_it_shows_a_picture() -> None:
    found = console_in(ROOM, [console(ROOM, width=800)])
    assert found is not None
    assert found.as_json() == {
        "room": ROOM,
        "identity": ROOM,
        "name": "超声 1",
        "organisation": "县人民医院",
        "modality": "US",
        "since": 1_700_000_000,
        "viewers": 0,
        "width": 800,
        "height": 480,
        "withheld": False,
    }


def test_a_console_whose_picture_is_withheld_is_on_air_and_says_so() -> None:
    found = console_in(ROOM, [console(ROOM, track="picture-withheld")])
    assert found is not None
    assert found.withheld


@pytest.mark.parametrize(
    "present",
    [
        [],
        [viewer("user-1")],
        [console(ROOM, muted=True)],
        [console(ROOM, track="camera")],
        [console("console-0b")],
        [ParticipantInfo(identity=ROOM, tracks=[TrackInfo(name="picture", type=1)])],
    ],
)
def test_what_is_no_console_with_a_picture_is_not_on_air(present: list[ParticipantInfo]) -> None:
    assert console_in(ROOM, present) is None


def test_viewers_are_people_who_can_be_seen() -> None:
    seen = [viewer("user-1"), viewer("user-2")]
    unseen = [viewer("user-3", hidden=True), ParticipantInfo(identity="worker")]
    found = console_in(ROOM, [*seen, *unseen, console(ROOM)])
    assert found is not None
    assert found.viewers == 2


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans())))
def test_directory_reports_a_change_exactly_when_there_is_one(steps: list[tuple[str, bool]]) -> None:
    directory, on_air = ConsoleDirectory(), set[str]()
    for room, is_on_air in steps:
        before = set(on_air)
        (on_air.add if is_on_air else on_air.discard)(room)
        found = console_in(room, [console(room)]) if is_on_air else None
        assert directory.put(room, found) == (before != on_air)
    assert {one.room for one in directory.on_air()} == on_air


class Events(EventStream):
    """The consoles as the event stream tells them."""

    async def next(self) -> list[dict[str, Any]]:
        consoles: list[dict[str, Any]] = (await self.told("consoles"))["consoles"]
        return consoles

    async def until_on_air(self, *rooms: str) -> list[dict[str, Any]]:
        while True:
            consoles = await self.next()
            if [one["room"] for one in consoles] == list(rooms):
                return consoles


@pytest.fixture
async def events(signed_in: Application) -> AsyncIterator[Events]:
    async with signed_in.client.get("/api/events") as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Events(response)


def signed_webhook(application: Application, event: WebhookEvent) -> tuple[bytes, dict[str, str]]:
    body = MessageToJson(event).encode()
    livekit = application.services.settings.livekit
    token = AccessToken(livekit.api_key, livekit.api_secret.get_secret_value())
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    headers = {
        "Authorization": token.with_sha256(digest).to_jwt(),
        "Content-Type": "application/webhook+json",
    }
    return body, headers


async def notify(
    application: Application,
    room: str = ROOM,
    name: str = "track_published",
    who: ParticipantInfo | None = None,
) -> None:
    event = WebhookEvent(event=name, room=Room(name=room), participant=who)
    body, headers = signed_webhook(application, event)
    answer = await application.client.post(PATH, data=body, headers=headers)
    assert answer.status == 200


async def test_stream_tells_the_state_at_once_and_every_change(
    signed_in: Application, events: Events
) -> None:
    assert await events.next() == []
    signed_in.engine.rooms[ROOM] = [console(ROOM)]
    await notify(signed_in)
    (found,) = await events.until_on_air(ROOM)
    assert found["viewers"] == 0
    signed_in.engine.rooms[ROOM].append(viewer("user-1"))
    await notify(signed_in, name="participant_joined")
    (found,) = await events.next()
    assert found["viewers"] == 1
    del signed_in.engine.rooms[ROOM]
    await notify(signed_in, name="room_finished")
    assert await events.next() == []


async def test_list_is_the_same_as_the_stream(signed_in: Application, events: Events) -> None:
    signed_in.engine.rooms[ROOM] = [console(ROOM)]
    await notify(signed_in)
    told = await events.until_on_air(ROOM)
    assert await (await signed_in.client.get("/api/consoles")).json() == {"consoles": told}


async def test_streams_end_when_the_server_stops(signed_in: Application, events: Events) -> None:
    await events.next()
    signed_in.services.feed.close()
    with pytest.raises(EOFError):
        await events.until_on_air("console-that-never-comes")


async def test_stream_ends_with_the_session(signed_in: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consultation.event_routes.KEEP_ALIVE_S", 0.05)
    async with signed_in.client.get("/api/events") as response:
        events = Events(response)
        await events.next()
        await signed_in.client.delete("/api/session", json={})
        with pytest.raises(EOFError):
            await events.next()


async def test_stream_ends_with_the_session_even_amid_changes(
    signed_in: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consultation.event_routes.KEEP_ALIVE_S", 0.01)
    async with signed_in.client.get("/api/events") as response:
        events = Events(response)
        await events.next()
        await signed_in.client.delete("/api/session", json={})
        signed_in.services.feed.publish()
        with pytest.raises(EOFError):
            await events.until_on_air("console-that-never-comes")


@pytest.mark.parametrize("path", ["/api/consoles", "/api/events"])
async def test_strangers_learn_nothing(application: Application, path: str) -> None:
    answer = await application.client.get(path)
    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "not_signed_in"


async def refused(application: Application, body: bytes, headers: dict[str, str]) -> int:
    answer = await application.client.post(PATH, data=body, headers=headers)
    assert "error" in await answer.json()
    return answer.status


async def test_webhooks_are_believed_only_when_signed_by_our_engine(application: Application) -> None:
    event = WebhookEvent(event="room_started", room=Room(name=ROOM))
    body, headers = signed_webhook(application, event)
    livekit = application.services.settings.livekit
    secret = livekit.api_secret.get_secret_value()
    forged = AccessToken(livekit.api_key, "x" * 40).with_sha256("AAAA").to_jwt()
    expired = AccessToken(livekit.api_key, secret).with_ttl(timedelta(hours=-1)).to_jwt()
    unsigned_body = AccessToken(livekit.api_key, secret).to_jwt()
    not_base64 = AccessToken(livekit.api_key, secret).with_sha256("$$$").to_jwt()
    assert await refused(application, body + b" ", headers) == 401
    for token in ("", "nonsense", forged, expired, unsigned_body, not_base64):
        assert await refused(application, body, {**headers, "Authorization": token}) == 401


async def test_signed_garbage_is_refused(application: Application) -> None:
    livekit = application.services.settings.livekit
    for body in (b"", b"{", b"[1]", b"\xff\xfe", b'{"room": 3}'):
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        token = AccessToken(livekit.api_key, livekit.api_secret.get_secret_value()).with_sha256(digest)
        assert await refused(application, body, {"Authorization": token.to_jwt()}) == 400
