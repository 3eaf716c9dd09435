"""What viewers get while a picture is withheld, and that a confirmation brings it without a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc

from capture_agent import cli
from capture_agent.publisher import SIGNAL_ATTRIBUTE, TRACK_NAME, WITHHELD_TRACK_NAME
from capture_agent.withholding import PATTERN_HEIGHT, PATTERN_WIDTH
from tests.capture_agent.console_screens import NAME, patient_list, recorded, scan_screen
from tests.capture_agent.on_air import IDENTITY, Luma, Viewer, start_agent
from tests.peers.livekit_engine import RunningEngine
from tests.support.processes import Child

pytestmark = pytest.mark.peers


async def track_named(viewer: Viewer, name: str, *, seconds: float = 20) -> rtc.RemoteVideoTrack:
    track, _, _ = await viewer.person.sees(
        "track_subscribed", lambda _, publication, __: publication.name == name, seconds=seconds
    )
    assert isinstance(track, rtc.RemoteVideoTrack)
    return track


async def lumas_of(track: rtc.Track, count: int) -> list[Luma]:
    """The luma of the next frames, whatever they carry."""
    stream = rtc.VideoStream(track, format=rtc.VideoBufferType.I420)
    seen: list[Luma] = []
    try:
        async with asyncio.timeout(20):
            async for event in stream:
                frame = event.frame
                luma = np.frombuffer(frame.data, np.uint8)[: frame.width * frame.height]
                seen.append(luma.reshape(frame.height, frame.width))
                if len(seen) == count:
                    return seen
    finally:
        await stream.aclose()
    raise AssertionError(f"the track ended after {len(seen)} frames")


async def test_only_a_pattern_is_on_air_until_somebody_confirms(
    engine: RunningEngine, tmp_path: Path, started: list[Child]
) -> None:
    """The console shows the scan for three seconds, then its list of patients for two, again and again."""
    scan = [scan_screen(number) for number in range(90)]
    video = recorded(tmp_path / "console.mkv", [*scan, *[patient_list()] * 60])
    config = tmp_path / "agent.toml"
    config.write_text(f'source = "file:{video}"\n[privacy]\nprofiles = "profiles"\n')
    agent = start_agent(tmp_path, engine.url, f"file:{video}", "--config", str(config))
    started.append(agent)
    viewer = await Viewer.join(engine.url)
    (luma,) = await lumas_of(await track_named(viewer, WITHHELD_TRACK_NAME), 1)
    assert luma.shape == (PATTERN_HEIGHT, PATTERN_WIDTH)
    assert 40 <= luma.min() <= luma.max() <= 60
    names = {one.name for one in viewer.person.room.remote_participants[IDENTITY].track_publications.values()}
    assert names == {WITHHELD_TRACK_NAME}
    assert viewer.person.room.remote_participants[IDENTITY].attributes[SIGNAL_ATTRIBUTE] == "withheld"

    for command in (
        ("learn", "echo", "--seconds", "1", "--mask", f"{NAME.x},{NAME.y},{NAME.width}x{NAME.height}"),
        ("confirm", "echo", "--by", "Li"),
    ):
        told = ["profile", *command, "--config", str(config.with_name("learning.toml"))]
        config.with_name("learning.toml").write_text(
            f'url = "http://localhost"\ncredential_file = "x"\n{config.read_text()}'
        )
        assert await asyncio.to_thread(cli.main, told) == 0
    lumas = await lumas_of(await track_named(viewer, TRACK_NAME), 30)
    lowest = np.stack([luma[460:, :160] for luma in lumas])
    # There the list writes names, and the scan is black but for what the codec adds.
    assert lowest.max() < 60
    name = np.stack([luma[NAME.y + 4 : NAME.bottom - 4, NAME.x + 4 : NAME.right - 4] for luma in lumas])
    assert name.max() < 40
    await viewer.person.sees("track_unpublished", lambda one, _: one.name == TRACK_NAME, seconds=15)
    await viewer.person.leave()
