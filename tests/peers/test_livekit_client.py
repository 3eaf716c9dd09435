"""The unmodified livekit-client in a real Chromium against the engine, alone and beside the python SDK."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from livekit import api, rtc
from playwright.async_api import Browser, Page

from tests.conftest import ROOT, require
from tests.peers.conftest import Joining
from tests.peers.livekit_engine import Cut, RunningEngine, first_frames, running_engine, token, within
from tests.support.chromium import PROGRAM, chromium

SDK = ROOT / "web" / "node_modules" / "livekit-client" / "dist" / "livekit-client.umd.js"
BOTH_FORMS = pytest.mark.parametrize("single", [True, False], ids=["single", "dual"])


@dataclass
class Visitor:
    """One page of a browser context of its own."""

    page: Page

    async def enter(self, url: str, access: str, **options: Any) -> str:
        call = "([url, token, options]) => enter(url, token, options)"
        return str(await self.page.evaluate(call, [url, access, options]))

    async def does(self, script: str) -> Any:
        return await self.page.evaluate(script)

    async def until(self, condition: str, *, seconds: float = 15) -> None:
        """Waits for a JavaScript condition; says what happened instead."""
        try:
            await self.page.wait_for_function(condition, timeout=seconds * 1000, polling=50)
        except Exception as error:
            happened = await self.page.evaluate("happened")
            raise AssertionError(f"{condition}: {happened}") from error

    async def sees(self, event: str, *, seconds: float = 15) -> None:
        await self.until(f"happened.some(([name]) => name === '{event}')", seconds=seconds)

    async def sees_pictures(self, count: int, *, more: int = 10) -> None:
        """So many tracks go on being painted."""
        await self.page.evaluate("window.before = structuredClone(frames)")
        painting = f"([sid, {{ painted }}]) => painted >= (before[sid]?.painted ?? 0) + {more}"
        await self.until(f"Object.entries(frames).filter({painting}).length >= {count}")


Opening = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    require(PROGRAM.exists(), f"no Chromium at {PROGRAM}")
    require(SDK.exists(), "livekit-client is not installed: make setup installs it")
    async with chromium() as running:
        yield running


def _file(path: Path) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    async def serve(_: web.Request) -> web.FileResponse:
        return web.FileResponse(path)

    return serve


@pytest.fixture
async def open_page(browser: Browser) -> AsyncIterator[Opening]:
    app = web.Application()
    app.router.add_get("/livekit-client.umd.js", _file(SDK))
    app.router.add_get("/", _file(Path(__file__).with_name("livekit_client.html")))
    async with TestServer(app) as server:

        async def open_page() -> Visitor:
            page = await (await browser.new_context()).new_page()
            await page.goto(f"http://localhost:{server.port}/")
            return Visitor(page)

        yield open_page


@BOTH_FORMS
async def test_two_pages_see_and_hear_each_other(
    engine: RunningEngine, room_name: str, open_page: Opening, *, single: bool
) -> None:
    ann, bob = await open_page(), await open_page()
    for visitor, identity in ((ann, "ann"), (bob, "bob")):
        assert await visitor.enter(engine.url, token(identity, room_name), singlePeerConnection=single) == ""
        await visitor.does("room.localParticipant.enableCameraAndMicrophone()")
    for visitor, other in ((ann, "bob"), (bob, "ann")):
        await visitor.sees_pictures(1)
        hears = f"happened.some(([name, who]) => name === 'activeSpeakersChanged' && who.includes('{other}'))"
        await visitor.until(hears)
    assert await ann.does("room.engine.pcManager.mode") == (
        "publisher-only" if single else "subscriber-primary"
    )


async def test_more_cameras_than_sections_offered_at_first(
    engine: RunningEngine, room_name: str, open_page: Opening, join: Joining
) -> None:
    page = await open_page()
    assert await page.enter(engine.url, token("page", room_name)) == ""
    people = [await join(f"person-{number}", auto_subscribe=False) for number in range(5)]
    for person in people:
        await person.show(fps=10, simulcast=False)
    await page.sees_pictures(5, more=5)
    await people[0].leave()
    await page.until("happened.filter(([name]) => name === 'trackUnsubscribed').length === 1")
    late = await join("late", auto_subscribe=False)
    await late.show(fps=10, simulcast=False)
    await page.sees_pictures(5, more=5)


@BOTH_FORMS
async def test_a_cut_signal_connection_resumes_without_new_media(
    engine: RunningEngine, room_name: str, open_page: Opening, join: Joining, *, single: bool
) -> None:
    cut = await Cut(engine.http_port).start()
    page, ann = await open_page(), await join("ann")
    await ann.show(simulcast=False)
    assert await page.enter(cut.url, token("page", room_name), singlePeerConnection=single) == ""
    await page.does("room.localParticipant.setCameraEnabled(true)")
    await page.sees_pictures(1)
    await ann.sees("track_subscribed")
    cut.cut()
    await page.sees("signalReconnecting")
    await page.sees("reconnected", seconds=20)
    await page.sees_pictures(1)
    assert await page.does("happened.filter(([name]) => name === 'trackSubscribed').length") == 1
    assert await page.does("happened.filter(([name]) => name === 'localTrackPublished').length") == 1
    assert ann.seen("track_unpublished") == []
    await page.does("room.localParticipant.setMicrophoneEnabled(true)")
    await ann.sees("track_subscribed", lambda track, *_: track.kind == rtc.TrackKind.KIND_AUDIO)
    await cut.stop()


async def test_a_killed_engine_is_joined_afresh(open_page: Opening) -> None:
    page, other = await open_page(), await open_page()
    with running_engine() as engine:
        for visitor, identity in ((page, "page"), (other, "other")):
            assert await visitor.enter(engine.url, token(identity, "r")) == ""
        await page.does("room.localParticipant.setCameraEnabled(true)")
        await other.sees_pictures(1)
    await page.does("happened.length = 0")
    with running_engine(port=engine.http_port):
        await page.sees("reconnected", seconds=20)
        await other.sees_pictures(1)


async def test_publishing_unpublishing_and_muting(
    engine: RunningEngine, room_name: str, open_page: Opening, join: Joining
) -> None:
    page, ann = await open_page(), await join("ann")
    await page.enter(engine.url, token("page", room_name))
    await page.does("room.localParticipant.setCameraEnabled(true)")
    track, publication, _ = await ann.sees("track_subscribed")
    assert await first_frames(track, 5)
    await page.does("room.localParticipant.setCameraEnabled(false)")
    await ann.sees("track_muted", lambda _, muted: muted.sid == publication.sid)
    await page.does("room.localParticipant.setCameraEnabled(true)")
    await ann.sees("track_unmuted")
    assert await first_frames(track, 5)
    me = "room.localParticipant"
    unpublish = f"{me}.unpublishTracks({me}.getTrackPublications().map((publication) => publication.track))"
    await page.does(unpublish)
    await ann.sees("track_unpublished", lambda gone, _: gone.sid == publication.sid)
    await page.does("room.localParticipant.setCameraEnabled(true)")
    track, *_ = await ann.sees("track_subscribed", lambda track, *_: track.sid != publication.sid)
    assert await first_frames(track, 5)


async def test_subscribing_by_hand_and_choosing_the_layer(
    engine: RunningEngine, room_name: str, open_page: Opening, join: Joining
) -> None:
    page, ann = await open_page(), await join("ann")
    sid = (await ann.show(simulcast=True)).sid
    await page.enter(engine.url, token("page", room_name))
    await page.until(f"frames['{sid}']?.width === 640")
    publication = f"room.remoteParticipants.get('ann').trackPublications.get('{sid}')"
    await page.does(f"{publication}.setVideoQuality(LivekitClient.VideoQuality.LOW)")
    await page.until(f"frames['{sid}'].width === 480")
    await page.does(f"{publication}.setVideoDimensions({{ width: 640, height: 480 }})")
    await page.until(f"frames['{sid}'].width === 640")
    await page.does(f"{publication}.setSubscribed(false)")
    await page.sees("trackUnsubscribed")
    await page.does(f"{publication}.setSubscribed(true)")
    await page.until("happened.filter(([name]) => name === 'trackSubscribed').length === 2")
    await page.sees_pictures(1)


async def test_the_layer_follows_the_size_of_the_picture_and_the_publisher_spares_the_rest(
    engine: RunningEngine, room_name: str, open_page: Opening
) -> None:
    watcher, camera = await open_page(), await open_page()
    for visitor, identity in ((watcher, "watcher"), (camera, "camera")):
        access = token(identity, room_name)
        assert await visitor.enter(engine.url, access, adaptiveStream=True, dynacast=True) == ""
    await camera.does("room.localParticipant.setCameraEnabled(true)")
    await watcher.sees_pictures(1)

    async def resize(width: int) -> None:
        await watcher.does(f"document.querySelector('video').style.width = '{width}px'")

    width = "Object.values(frames)[0].width"
    await resize(160)
    await watcher.until(f"{width} === 320")
    senders = "[...room.engine.pcManager.publisher.getSenders()].find((s) => s.track?.kind === 'video')"
    active = f"{senders}.getParameters().encodings.filter(({{ active }}) => active).length"
    await camera.until(f"{active} === 1")
    await resize(1280)
    await watcher.until(f"{width} >= 640")
    await camera.until(f"{active} === 3")
    await watcher.sees_pictures(1, more=60)
    assert await watcher.does(width) >= 640, "nothing is congested here"


@pytest.mark.parametrize(
    ("bad", "answer"),
    [
        (token("ann", "r", ttl_s=-120), "token is expired"),
        (token("ann", "r")[:-6] + "forged", "invalid token"),
        (token("ann", "r").replace(".", "", 1), "invalid token"),
    ],
    ids=["expired", "forged", "damaged"],
)
async def test_the_page_learns_why_it_may_not_enter(
    engine: RunningEngine, open_page: Opening, bad: str, answer: str
) -> None:
    page = await open_page()
    refusal = await page.enter(engine.url, bad)
    assert refusal.startswith("401 NotAllowed")
    assert answer in refusal


async def test_data_streams_and_calls_between_page_and_python(
    engine: RunningEngine, room_name: str, open_page: Opening, join: Joining
) -> None:
    page, ann = await open_page(), await join("ann")
    await page.enter(engine.url, token("page", room_name))
    await page.does("room.registerRpcMethod('twice', async ({ payload }) => payload + payload)")
    reply = ann.room.local_participant.perform_rpc(destination_identity="page", method="twice", payload="ab")
    assert await within(10, reply) == "abab"

    async def shout(call: rtc.RpcInvocationData) -> str:
        return call.payload.upper()

    ann.room.local_participant.register_rpc_method("shout", shout)
    call = (
        "room.localParticipant.performRpc({ destinationIdentity: 'ann', method: 'shout', payload: 'look' })"
    )
    assert await page.does(call) == "LOOK"
    await page.does(
        "room.registerTextStreamHandler('notes', async (reader, { identity }) =>"
        " happened.push(['notes', identity, (await reader.readAll()).length]))"
    )
    await ann.room.local_participant.send_text("病灶" * 20_000, topic="notes")
    await page.until(
        "happened.some(([name, who, size]) => name === 'notes' && who === 'ann' && size === 40000)"
    )
    received: asyncio.Queue[str] = asyncio.Queue()

    def handler(reader: rtc.TextStreamReader, identity: str) -> None:
        async def read() -> None:
            await received.put(await reader.read_all())

        ann.tasks.append(asyncio.create_task(read()))

    ann.room.register_text_stream_handler("back", handler)
    await page.does("room.localParticipant.sendText('y'.repeat(50000), { topic: 'back' })")
    assert await within(10, received.get()) == "y" * 50_000
    await page.does(
        "room.localParticipant.publishData(new TextEncoder().encode('hi'), { topic: 't', reliable: false })"
    )
    await page.does(
        "room.localParticipant.publishData(new TextEncoder().encode('there'), { reliable: true })"
    )
    await ann.sees("data_received", lambda packet: packet.data == b"there")


async def test_what_the_server_changes_reaches_the_page(
    engine: RunningEngine, room_name: str, open_page: Opening
) -> None:
    page = await open_page()
    await page.enter(engine.url, token("page", room_name))
    await page.does("room.localParticipant.setMicrophoneEnabled(true)")
    await page.sees("localTrackPublished")
    async with engine.api() as livekit:
        who = api.RoomParticipantIdentity(room=room_name, identity="page")
        (track,) = (await livekit.room.get_participant(who)).tracks
        for muted, event in ((True, "trackMuted"), (False, "trackUnmuted")):
            request = api.MuteRoomTrackRequest(
                room=room_name, identity="page", track_sid=track.sid, muted=muted
            )
            await livekit.room.mute_published_track(request)
            await page.sees(event)
            state = f"room.localParticipant.isMicrophoneEnabled === {str(not muted).lower()}"
            await page.until(state)
        await livekit.room.update_participant(
            api.UpdateParticipantRequest(
                room=room_name,
                identity="page",
                name="Dr Page",
                permission=api.ParticipantPermission(can_subscribe=True, can_publish=False),
            )
        )
        await page.until("room.localParticipant.name === 'Dr Page'")
        await page.sees("localTrackUnpublished")
        await page.until("room.localParticipant.permissions.canPublish === false")
        await livekit.room.remove_participant(who)
    await page.until("happened.some(([name, reason]) => name === 'disconnected' && reason === 4)")


@BOTH_FORMS
async def test_a_page_is_moved_to_another_room(
    engine: RunningEngine, room_name: str, open_page: Opening, join: Joining, *, single: bool
) -> None:
    page, ann = await open_page(), await join("ann")
    other = f"{room_name}-side"
    await page.enter(engine.url, token("page", other), singlePeerConnection=single)
    await page.does("room.localParticipant.setCameraEnabled(true)")
    await page.sees("localTrackPublished")
    await ann.show(simulcast=False)
    async with engine.api() as livekit:
        move = api.MoveParticipantRequest(room=other, identity="page", destination_room=room_name)
        await livekit.room.move_participant(move)
    await page.sees("moved")
    await page.sees_pictures(1)
    assert await page.does("room.name") == room_name
    track, *_ = await ann.sees("track_subscribed")
    assert await first_frames(track, 5)


async def test_own_metadata_needs_the_grant(
    engine: RunningEngine, room_name: str, open_page: Opening
) -> None:
    page = await open_page()
    await page.enter(engine.url, token("page", room_name))
    refused = await page.does("room.localParticipant.setMetadata('x').then(() => 'done', (e) => e.message)")
    assert "not allowed" in refused
    allowed = await open_page()
    await allowed.enter(engine.url, token("other", room_name, can_update_own_metadata=True))
    assert (
        await allowed.does("room.localParticipant.setAttributes({ hand: 'up' }).then(() => 'done')") == "done"
    )
    await page.until("room.remoteParticipants.get('other')?.attributes.hand === 'up'")
