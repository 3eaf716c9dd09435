"""The agent on air: unmodified SDK on both ends, and the real engine between them."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from livekit import api, rtc
from pydicom import examples

from capture_agent import timecode
from capture_agent.errors import ExitCode
from capture_agent.geometry import Framing
from capture_agent.picture import Picture, Preparer
from capture_agent.publisher import SIGNAL_ATTRIBUTE
from capture_agent.sources.dicom import Cine, as_frame
from tests.capture_agent.camera import Camera
from tests.capture_agent.on_air import (
    IDENTITY,
    ROOM,
    Luma,
    Viewer,
    agent_token,
    best_match,
    start_agent,
    wait_ended,
    wait_on_air,
)
from tests.capture_agent.tls import tls_in_front_of
from tests.peers.livekit_engine import KEY, SECRET, Cut, RunningEngine
from tests.support.processes import Child, free_port, wait_for

pytestmark = pytest.mark.peers

ULTRASOUND = Path(str(examples.get_path("ybr_color")))


def originals(path: Path) -> list[Luma]:
    """The luma of each of a cine's frames as the agent prepares it."""
    cine, preparer = Cine.open(path), Preparer(Framing())
    lumas = []
    for index in range(cine.count):
        prepared = preparer.prepare(Picture(as_frame(cine.frame(index)), 0.0, 30.0))
        assert prepared is not None
        lumas.append(prepared.luma.copy())
    return lumas


async def test_the_cine_arrives_frame_for_frame_and_soon(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    agent = start_agent(tmp_path, engine.url, f"dicom:{ULTRASOUND}")
    started.append(agent)
    viewer = await Viewer.join(engine.url)
    frames = (await viewer.watch(75))[15:]
    cine = originals(ULTRASOUND)

    matches = [best_match(frame.luma, cine) for frame in frames]
    assert median(value for _, value in matches) > 33
    assert min(value for _, value in matches) > 28
    # The cine moves on in step with the frame ids, around its loop.
    starts = Counter(
        (index - frame.frame_id) % len(cine) for (index, _), frame in zip(matches, frames, strict=True)
    )
    assert starts.most_common(1)[0][1] >= 0.75 * len(frames)
    assert all(second.frame_id > first.frame_id for first, second in pairwise(frames))
    assert median(frame.received_s - frame.captured_us / 1e6 for frame in frames) < 0.2

    publication = next(iter(viewer.person.room.remote_participants[IDENTITY].track_publications.values()))
    assert (publication.name, publication.source) == ("picture", rtc.TrackSource.SOURCE_SCREENSHARE)
    assert f"on air: {IDENTITY} room={ROOM} 320x240 30" in agent.text
    await viewer.person.leave()


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("us_cine/echo_acuson_65f_DIRW0007.dcm", "576x456"),
        ("xa_fluoro/xa_coronary_rca_96f_HasFragmentSequence.dcm", "512x512"),
    ],
)
async def test_real_cines_arrive_as_they_are(
    engine: RunningEngine, tmp_path: Path, started: list[Child], shared_data: Path, name: str, size: str
) -> None:
    """A long echocardiogram with uneven frame times, and a coronary angiogram in grey."""
    agent = start_agent(tmp_path, engine.url, f"dicom:{shared_data / name}")
    started.append(agent)
    viewer = await Viewer.join(engine.url)
    frames = (await viewer.watch(60))[20::4]
    cine = originals(shared_data / name)
    matches = [best_match(frame.luma, cine) for frame in frames]
    assert median(value for _, value in matches) > 30
    assert len({index for index, _ in matches}) > len(matches) / 2
    assert f" {size} " in agent.text
    await viewer.person.leave()


async def test_the_burnt_in_code_says_what_the_metadata_say(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    started.append(start_agent(tmp_path, engine.url, "test:640x480@30"))
    viewer = await Viewer.join(engine.url)
    for frame in (await viewer.watch(40))[10:]:
        code = timecode.read(frame.luma)
        assert code is not None
        assert code.frame_id == frame.frame_id % 2**16
        assert code.age_ms(frame.captured_us // 1000) == 0
    await viewer.person.leave()


async def test_a_large_picture_has_layers_that_still_move(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    started.append(start_agent(tmp_path, engine.url, "test:1280x720@30"))
    viewer = await Viewer.join(engine.url)
    await viewer.picture()
    publication = next(iter(viewer.person.room.remote_participants[IDENTITY].track_publications.values()))
    assert publication.simulcasted
    await viewer.person.leave()


async def test_sigterm_leaves_the_room_and_ends_with_zero(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    agent = start_agent(tmp_path, engine.url, "test:")
    started.append(agent)
    viewer = await Viewer.join(engine.url)
    await viewer.watch(3)
    agent.process.send_signal(signal.SIGTERM)
    await viewer.person.sees(
        "participant_disconnected", lambda person: person.identity == IDENTITY, seconds=5
    )
    assert await asyncio.to_thread(wait_ended, agent) == ExitCode.STOPPED
    assert "Traceback" not in agent.text
    await viewer.person.leave()


async def test_of_two_agents_with_one_identity_the_first_stops_and_says_why(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    (tmp_path / "second").mkdir()
    first = start_agent(tmp_path, engine.url, "test:")
    started.append(first)
    await asyncio.to_thread(wait_on_air, first)
    second = start_agent(tmp_path / "second", engine.url, "test:")
    started.append(second)
    assert await asyncio.to_thread(wait_ended, first) == ExitCode.DUPLICATE
    assert f"another agent has joined as {IDENTITY}" in first.text
    viewer = await Viewer.join(engine.url)
    assert len(await viewer.watch(10)) == 10
    assert second.process.poll() is None
    await viewer.person.leave()


@pytest.mark.parametrize(
    ("secret", "grants", "told"),
    [
        (SECRET, api.VideoGrants(room_join=True, room=ROOM, can_publish=False), "does not allow publishing"),
        (SECRET, api.VideoGrants(room=ROOM), "refused the token"),
        ("s" * 40, api.VideoGrants(room_join=True, room=ROOM), "refused the token"),
    ],
    ids=["may not publish", "may not join", "signed with another secret"],
)
async def test_a_token_without_the_right_ends_the_agent(
    engine: RunningEngine,
    tmp_path: Path,
    started: list[Child],
    secret: str,
    grants: api.VideoGrants,
    told: str,
) -> None:
    file = agent_token(tmp_path)
    file.write_text(api.AccessToken(KEY, secret).with_identity(IDENTITY).with_grants(grants).to_jwt())
    agent = start_agent(tmp_path, engine.url, "test:", token_file=file)
    started.append(agent)
    assert await asyncio.to_thread(wait_ended, agent) == ExitCode.REFUSED
    assert told in agent.text


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        ("dicom:/nowhere/cine.dcm", ExitCode.SOURCE, "No such file"),
        ("file:/nowhere/video.mp4", ExitCode.SOURCE, "No such file"),
        ("tape:/dev/st0", ExitCode.CONFIGURATION, "write one of"),
    ],
)
async def test_a_source_that_cannot_work_ends_the_agent(
    engine: RunningEngine, tmp_path: Path, started: list[Child], source: str, code: ExitCode, told: str
) -> None:
    agent = start_agent(tmp_path, engine.url, source)
    started.append(agent)
    assert await asyncio.to_thread(wait_ended, agent) == code
    assert told in agent.text


async def test_a_device_that_is_not_there_yet_is_waited_for(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    agent = start_agent(tmp_path, engine.url, "v4l2:/dev/video-not-plugged-in")
    started.append(agent)
    viewer = await Viewer.join(engine.url)
    await viewer.person.sees("participant_attributes_changed", tells_signal("none"))
    assert "is the frame grabber plugged in?" in agent.text
    assert agent.process.poll() is None
    await viewer.person.leave()


def start_engine(folder: Path, port: int, udp_port: int) -> Child:
    command = [sys.executable, "-m", "tests.capture_agent.engine_process", str(port), str(udp_port)]
    return Child(command, folder / "engine.log")


@pytest.mark.parametrize(
    "told", ["connection interrupted", "off air:"], ids=["at once", "after some seconds"]
)
async def test_a_killed_and_restarted_engine_has_the_picture_back_within_ten_seconds(
    tmp_path: Path, started: list[Child], told: str
) -> None:
    """At once, the SDK finds the new engine by itself; later, the agent does."""
    port, udp_port = free_port(), free_port()
    engine = start_engine(tmp_path, port, udp_port)
    agent = start_agent(tmp_path, f"ws://127.0.0.1:{port}", "test:")
    started += [engine, agent]
    await asyncio.to_thread(wait_on_air, agent)
    engine.process.kill()
    engine.process.wait()
    await asyncio.to_thread(wait_for, told, lambda: told in agent.text, 10)
    again = start_engine(tmp_path, port, udp_port)
    started.append(again)
    began = asyncio.get_running_loop().time()
    await asyncio.to_thread(wait_for, "the engine", lambda: listens(port), 10)
    viewer = await Viewer.join(f"ws://127.0.0.1:{port}")
    await viewer.watch(5, seconds=10)
    assert asyncio.get_running_loop().time() - began < 10
    assert viewer.person.room.remote_participants[IDENTITY].attributes[SIGNAL_ATTRIBUTE] == "ok"
    await viewer.person.leave()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


async def test_viewers_are_told_when_the_signal_goes_and_comes(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    camera = Camera()
    try:
        config = tmp_path / "agent.toml"
        config.write_text('[privacy]\nunknown_layout = "send"\n')
        started.append(start_agent(tmp_path, engine.url, camera.url, "--config", str(config)))
        viewer = await Viewer.join(engine.url)
        await viewer.watch(5)
        camera.unplug()
        await viewer.person.sees("track_muted")
        await viewer.person.sees("participant_attributes_changed", tells_signal("none"))
        camera.plug_in()
        await viewer.person.sees("track_unmuted", seconds=15)
        await viewer.person.sees("participant_attributes_changed", tells_signal("ok"))
        assert len(await viewer.watch(5)) == 5
        await viewer.person.leave()
    finally:
        camera.close()


def tells_signal(state: str) -> Callable[[dict[str, str], rtc.Participant], bool]:
    return lambda changed, _: changed.get(SIGNAL_ATTRIBUTE) == state


async def test_a_broken_signal_connection_is_resumed_without_leaving_the_room(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    cut = await Cut(engine.http_port).start()
    agent = start_agent(tmp_path, cut.url, "test:")
    started.append(agent)
    viewer = await Viewer.join(engine.url)
    await viewer.watch(5)
    cut.cut()
    await asyncio.to_thread(wait_for, "the resume", lambda: "connection resumed" in agent.text, 10)
    assert len(await viewer.watch(30)) == 30
    assert not viewer.person.seen("participant_disconnected")
    assert agent.text.count("on air:") == 1
    await viewer.person.leave()
    await cut.stop()


@pytest.mark.parametrize("trusted", [True, False], ids=["with ca_file", "without"])
async def test_a_certificate_of_the_hospitals_own_needs_its_ca_file(
    engine: RunningEngine, tmp_path: Path, started: list[Child], *, trusted: bool
) -> None:
    async with tls_in_front_of(engine.http_port, tmp_path) as (url, certificate):
        more = ("--ca-file", str(certificate)) if trusted else ()
        agent = start_agent(tmp_path, url, "test:", *more)
        started.append(agent)
        if trusted:
            await asyncio.to_thread(wait_on_air, agent)
        else:
            told = "is not trusted"
            await asyncio.to_thread(wait_for, told, lambda: told in agent.text, 15)
            assert "set `ca_file`" in agent.text
            assert agent.process.poll() is None


async def test_an_agent_that_is_removed_keeps_away_for_a_while(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    agent = start_agent(tmp_path, engine.url, "test:")
    started.append(agent)
    await asyncio.to_thread(wait_on_air, agent)
    async with engine.api() as server:
        await server.room.remove_participant(api.RoomParticipantIdentity(room=ROOM, identity=IDENTITY))
    told = "removed from the room; asking to join again in 30 s"
    await asyncio.to_thread(wait_for, told, lambda: told in agent.text, 10)
    assert agent.process.poll() is None
