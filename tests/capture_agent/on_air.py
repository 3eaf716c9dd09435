"""What the tests with a real engine share: the agent as a process, and a viewer who looks closely."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from capture_agent.publisher import TRACK_NAME
from tests.peers.livekit_engine import Person, token, within
from tests.support.processes import Child, wait_for

ROOM = "console-1"
IDENTITY = "console-1"
Luma = NDArray[np.uint8]


def agent_token(folder: Path) -> Path:
    """A private file with a token as a console's agent has one."""
    file = folder / "agent.token"
    file.touch(mode=0o600)
    file.write_text(token(IDENTITY, ROOM, can_publish=True, can_update_own_metadata=True))
    return file


def start_agent(folder: Path, url: str, source: str, *more: str, token_file: Path | None = None) -> Child:
    command = [sys.executable, "-m", "capture_agent", "--livekit-url", url, "--source", source]
    command += ["--token-file", str(token_file or agent_token(folder)), *more]
    return Child(command, folder / "agent.log")


def wait_on_air(agent: Child, times: int = 1, timeout_s: float = 15.0) -> None:
    try:
        wait_for("agent on air", lambda: agent.text.count("on air:") >= times, timeout_s)
    except TimeoutError as error:
        raise TimeoutError(f"{error}\n{agent.text}") from error


def wait_ended(agent: Child, timeout_s: float = 15.0) -> int:
    """The exit code of an agent that ends by itself."""
    return agent.process.wait(timeout_s)


@dataclass(frozen=True)
class Seen:
    """One received frame: its luma, what its metadata say, and when it came (unix seconds)."""

    luma: Luma
    frame_id: int
    captured_us: int
    received_s: float


class Viewer:
    """A subscriber of the console's picture."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @classmethod
    async def join(cls, url: str, identity: str = "viewer") -> Viewer:
        person = Person(identity)
        await within(15, person.room.connect(url, token(identity, ROOM)))
        return cls(person)

    async def picture(self) -> rtc.Track:
        """The console's track, past or to come."""

        def is_picture(
            _: rtc.Track, publication: rtc.RemoteTrackPublication, __: rtc.RemoteParticipant
        ) -> bool:
            return publication.name == TRACK_NAME

        track, _, _ = await self.person.sees("track_subscribed", is_picture, seconds=15)
        assert isinstance(track, rtc.RemoteVideoTrack)
        return track

    async def watch(self, count: int, *, seconds: float = 20) -> list[Seen]:
        """The next `count` frames."""
        return await frames_of(await self.picture(), count, seconds=seconds)


async def frames_of(track: rtc.Track, count: int, *, seconds: float = 20) -> list[Seen]:
    """The next frames, from the first one that tells its number.

    The SDK puts the writer and the reader of trailers beside coders that run already, so that the first
    frames of a picture may pass without; from then on each frame must have one.
    """
    stream = rtc.VideoStream(track, format=rtc.VideoBufferType.I420)
    seen: list[Seen] = []
    try:
        async with asyncio.timeout(seconds):
            async for event in stream:
                frame = event.frame
                luma = np.frombuffer(frame.data, np.uint8)[: frame.width * frame.height]
                if event.metadata is None and not seen:
                    continue
                assert event.metadata is not None, "a frame came without its metadata trailer"
                seen.append(
                    Seen(
                        luma.reshape(frame.height, frame.width),
                        event.metadata.frame_id,
                        event.metadata.user_timestamp,
                        time.time(),
                    )
                )
                if len(seen) == count:
                    return seen
    finally:
        await stream.aclose()
    raise AssertionError(f"the picture ended after {len(seen)} frames")


def psnr(one: Luma, other: Luma) -> float:
    """Peak signal-to-noise ratio of limited-range luma, in dB."""
    error = float(((one.astype(np.float32) - other) ** 2).mean())
    return 10 * float(np.log10(219**2 / max(error, 1e-6)))


def best_match(luma: Luma, originals: Sequence[Luma]) -> tuple[int, float]:
    """Index and PSNR of the original that `luma` resembles most."""
    values = [psnr(luma, original) for original in originals]
    index = int(np.argmax(values))
    return index, values[index]
