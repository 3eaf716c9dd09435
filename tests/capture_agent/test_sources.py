"""Files, screens, frame grabbers and the phantom: pictures when all is well, clear words when not."""

from __future__ import annotations

import os
import stat
import struct
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from capture_agent.errors import ConfigError, SourceError
from capture_agent.pacing import LagGuard
from capture_agent.picture import Picture
from capture_agent.sources import create_source, media
from capture_agent.sources import v4l2 as v4l2_source
from capture_agent.sources.phantom import draw_beat, draw_clock
from capture_agent.sources.spec import parse_spec
from tests.conftest import require

LOADED_MACHINE = 5
"""How much longer a player may take whose machine is busy; it must never be quicker than its source."""


def first(source: str, count: int) -> list[Picture]:
    return list(islice(create_source(source).pictures(threading.Event()), count))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("camera", "write one of dicom:…, file:…"),
        ("tape:/dev/st0", "write one of"),
        ("rtsps:x", "looks like rtsps://"),
        ("rtsp:http://camera/x", "write the camera's address"),
        ("rtsp://camera/x?rtsp_transport=smoke", "one of tcp, udp"),
        ("v4l2:", "name the device"),
        ("v4l2:/dev/video0?size=big", "write WIDTHxHEIGHT"),
        ("v4l2:/dev/video0?rate=0", "a number above 0"),
        ("v4l2:/dev/video0?colour=1", "unknown source option 'colour=1'; known here: format, rate"),
        ("test:12x9", "even sides"),
        ("test:641x480", "even sides"),
        ("test:640x480@1000", "frames a second"),
        ("test:?timecode=yes", "timecode=1 or timecode=0"),
        ("screen::0+10,10", "write screen:DISPLAY"),
    ],
)
def test_a_wrong_description_is_explained(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        create_source(text)
    assert told in str(caught.value)


def test_a_screen_needs_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(ConfigError, match="DISPLAY is not set"):
        create_source("screen:")


def test_a_cameras_own_query_stays_in_its_address() -> None:
    spec = parse_spec("rtsp://user:pass@camera/live?channel=1&timecode=1&sub=2")
    assert (spec.where, spec.options) == ("rtsp://user:pass@camera/live?channel=1&sub=2", {"timecode": "1"})


def test_a_cameras_password_stays_out_of_the_log() -> None:
    source = create_source("rtsp://user:secret@camera:8554/live")
    assert source.label == "rtsp://camera:8554/live"
    with pytest.raises(SourceError) as caught:
        next(create_source("rtsp://user:secret@127.0.0.1:9/live").pictures(threading.Event()))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "on"),
    [("test:", True), ("test:?timecode=0", False), ("file:x.mp4", False), ("file:x.mp4?timecode=1", True)],
)
def test_the_time_code_is_on_where_asked(text: str, *, on: bool) -> None:
    assert create_source(text).timecode is on


# -- the phantom


def test_the_phantom_moves_and_loops() -> None:
    beat = draw_beat(160, 120)
    assert all(not np.array_equal(one, other) for one, other in pairwise(beat[1:15]))
    assert min(frame.min() for frame in beat) >= 16
    assert max(frame.max() for frame in beat) <= 235


def test_the_phantoms_clock_changes_every_millisecond() -> None:
    one, other = (np.full((480, 640), 16, np.uint8) for _ in range(2))
    draw_clock(one, datetime(2026, 1, 2, 3, 4, 5, 678_000))
    draw_clock(other, datetime(2026, 1, 2, 3, 4, 5, 679_000))
    assert one[440:].max() == 235
    assert not np.array_equal(one, other)


def test_the_phantom_comes_in_the_size_and_rate_asked_for() -> None:
    pictures = first("test:320x240@100", 20)
    assert {(picture.frame.width, picture.frame.height, picture.fps) for picture in pictures} == {
        (320, 240, 100.0)
    }
    assert 0.18 < pictures[-1].captured_s - pictures[0].captured_s < LOADED_MACHINE * 0.19


def test_a_source_ends_when_it_is_told_to() -> None:
    stop = threading.Event()
    pictures = create_source("test:320x240@100").pictures(stop)
    next(pictures)
    stop.set()
    assert list(pictures) == []


# -- video files


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight frames at 40 frames/s whose brightness is 20 times their number."""
    file = tmp_path_factory.mktemp("video") / "steps.mkv"
    with av.open(str(file), "w") as container:
        stream = container.add_stream("ffv1", rate=40)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = 64, 48, "yuv420p", Fraction(1, 1000)
        for number in range(8):
            frame = av.VideoFrame.from_ndarray(np.full((72, 64), 20 * number, np.uint8), format="yuv420p")
            frame.pts, frame.time_base = 25 * number, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file


def test_a_video_is_played_at_its_own_times_and_looped(video: Path) -> None:
    pictures = first(f"file:{video}", 20)
    shown = [int(picture.frame.to_ndarray()[0, 0]) // 20 for picture in pictures]
    assert shown == [number % 8 for number in range(20)]
    assert 0.45 < pictures[-1].captured_s - pictures[0].captured_s < LOADED_MACHINE * 19 / 40
    assert pictures[0].fps == pytest.approx(40)


def test_what_is_no_video_is_refused_for_good(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no video in here")
    with pytest.raises(SourceError, match="is it a video file") as caught:
        first(f"file:{file}", 1)
    assert caught.value.permanent


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("butterfly-ocular-phantom.mp4", (776, 1080)),
        ("clarius-ocular-short.mp4", (1280, 960)),
        ("sonosite-anon-eye1-video.mp4", (960, 720)),
    ],
)
def test_real_ultrasound_videos_play(shared_data: Path, name: str, size: tuple[int, int]) -> None:
    pictures = first(f"file:{shared_data / 'us_cine' / name}", 4)
    assert {(picture.frame.width, picture.frame.height) for picture in pictures} == {size}


class LateBetween(LagGuard):
    """A guard that finds the packets stamped from 0.1 to 0.3 s late."""

    def late(self, stamped_s: float, now_s: float) -> bool:
        return 0.1 <= stamped_s < 0.3


def test_a_decoder_that_falls_behind_goes_on_at_the_next_key_frame(tmp_path: Path) -> None:
    """25 frames/s with a key frame every tenth: late ones are skipped, and those that build on them."""
    file = tmp_path / "live.mkv"
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"tune": "zerolatency", "g": "10"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(25):
            frame = av.VideoFrame.from_ndarray(np.full((72, 64), 60, np.uint8), format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with media.opened(str(file), label="live") as (opened, video):
        times = [frame.time for frame in media.decoded(opened, video, label="live", guard=LateBetween())]
    assert [round(time * 25) for time in times] == [0, 1, 2, *range(10, 25)]


# -- the screen


class Screen:
    """An X server without a monitor, and its picture as an array (rows, columns, BGRX)."""

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        self._process = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(writing), "-screen", "0", "320x240x24"),
                *("-fbdir", str(folder), "-nolisten", "tcp", "-noreset"),
            ],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.display = f":{pipe.readline().strip()}"
        # The frame buffer is an XWD file: a header of big-endian words (its own length first, the number of
        # colours twentieth), twelve bytes a colour, then the rows.
        file = folder / "Xvfb_screen0"
        header = struct.unpack(">25I", file.read_bytes()[:100])
        self.pixels: NDArray[np.uint8] = np.memmap(
            file, np.uint8, "r+", offset=header[0] + 12 * header[19], shape=(240, 320, 4)
        )

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    require(any((Path(folder) / "Xvfb").exists() for folder in os.get_exec_path()), "Xvfb is not installed")
    screen = Screen(tmp_path_factory.mktemp("screen"))
    yield screen
    screen.close()


def rgb(picture: Picture) -> NDArray[np.uint8]:
    return np.asarray(picture.frame.to_ndarray(format="rgb24"), np.uint8)


def test_a_screen_is_seen_whole_and_as_it_changes(screen: Screen) -> None:
    screen.pixels[...] = 0
    screen.pixels[40:80, 100:150] = (10, 20, 250, 0)
    pictures = create_source(f"screen:{screen.display}?pointer=0&rate=60").pictures(threading.Event())
    before = rgb(next(pictures))
    assert before.shape == (240, 320, 3)
    assert before[60, 120].tolist() == [250, 20, 10]
    assert before[0, 0].tolist() == [0, 0, 0]
    screen.pixels[40:80, 100:150] = (255, 255, 255, 0)
    later = [rgb(picture) for picture in islice(pictures, 5)][-1]
    assert later[60, 120].tolist() == [255, 255, 255]
    pictures.close()


def test_only_the_rectangle_asked_for_is_seen(screen: Screen) -> None:
    screen.pixels[...] = 0
    screen.pixels[100:200, 60:160] = (0, 255, 0, 0)
    picture = rgb(first(f"screen:{screen.display}+60,100,100x80?pointer=0", 1)[0])
    assert picture.shape == (80, 100, 3)
    assert (picture == (0, 255, 0)).all()


@pytest.mark.parametrize(
    "where", [":4711", "{display}+300,0,200x100"], ids=["no such display", "off the screen"]
)
def test_a_screen_that_cannot_be_read_says_what_to_look_at(screen: Screen, where: str) -> None:
    with pytest.raises(SourceError, match="is the display running") as caught:
        first(f"screen:{where.format(display=screen.display)}", 1)
    assert not caught.value.permanent


# -- the frame grabber


def test_a_missing_device_is_worth_waiting_for() -> None:
    with pytest.raises(SourceError, match="is the frame grabber plugged in") as caught:
        first("v4l2:/dev/video-none", 1)
    assert not caught.value.permanent


def test_a_device_without_permission_names_the_group() -> None:
    with pytest.raises(SourceError, match="group `video`"):
        v4l2_source.check_device(os.devnull, lambda _path, _mode: False)


def test_a_file_is_no_device(tmp_path: Path) -> None:
    file = tmp_path / "video0"
    file.touch()
    with pytest.raises(SourceError, match="not a video device") as caught:
        first(f"v4l2:{file}", 1)
    assert caught.value.permanent


def test_a_device_that_is_no_grabber_gives_the_kernels_reason() -> None:
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    with pytest.raises(SourceError, match=r"with video_size 640x480: Inappropriate ioctl"):
        first(f"v4l2:{os.devnull}?size=640x480", 1)


def test_the_mode_asked_for_reaches_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """FFmpeg's test pattern in the grabber's place."""
    asked: dict[str, Any] = {}

    @contextmanager
    def grabber(device: str, *, options: Mapping[str, str], format_name: str, label: str) -> Iterator[Any]:
        asked.update(options, device=device, format_name=format_name)
        with media.opened("testsrc=size=128x96:rate=50", label=label, format_name="lavfi") as opened:
            yield opened

    monkeypatch.setattr(v4l2_source, "opened", grabber)
    monkeypatch.setattr(v4l2_source, "check_device", lambda _device: None)
    pictures = first("v4l2:/dev/video7?size=128x96&rate=50&format=yuyv422", 3)
    assert asked == {
        **media.LIVE,
        "device": "/dev/video7",
        "format_name": "v4l2",
        "video_size": "128x96",
        "framerate": "50",
        "input_format": "yuyv422",
    }
    assert [(picture.frame.width, picture.fps) for picture in pictures] == [(128, 50.0)] * 3


@pytest.mark.parametrize(
    ("buffer_s", "captured_s"), [(99.97, 99.97), (None, 100.0), (101.0, 100.0), (12.0, 100.0)]
)
def test_the_kernels_time_is_believed_when_it_is_plausible(buffer_s: float | None, captured_s: float) -> None:
    assert v4l2_source.captured_at(buffer_s, 100.0) == captured_s
