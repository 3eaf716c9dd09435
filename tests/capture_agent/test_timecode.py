"""The burnt-in time code: what is drawn can be read back, and nothing else can."""

from __future__ import annotations

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from capture_agent import timecode
from capture_agent.timecode import Timecode

NOW_MS = 1_790_000_123_456


def stamped(width: int, height: int, frame_id: int = 70_001, time_ms: int = NOW_MS) -> NDArray[np.uint8]:
    """An I420 picture of noise with a code over it."""
    i420 = np.random.default_rng(1).integers(16, 236, (height * 3 // 2, width), np.uint8)
    u, v = i420[height:].reshape(2, height // 2, width // 2)
    timecode.draw(i420[:height], (u, v), frame_id, time_ms)
    return i420


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**45))
def test_decoding_inverts_encoding(frame_id: int, time_ms: int) -> None:
    assert timecode.decode(timecode.encode(frame_id, time_ms)) == Timecode(frame_id % 2**16, time_ms % 2**32)


@given(
    st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1), st.sets(st.integers(0, 63), min_size=1, max_size=3)
)
def test_a_few_wrong_cells_are_noticed(frame_id: int, time_ms: int, wrong: set[int]) -> None:
    cells = timecode.encode(frame_id, time_ms)
    for cell in wrong:
        cells.reshape(-1)[cell] ^= True
    assert timecode.decode(cells) is None


@pytest.mark.parametrize("level", [0, 16, 128, 235, 255])
def test_an_even_picture_holds_no_code(level: int) -> None:
    assert timecode.read(np.full((480, 640), level, np.uint8)) is None


@pytest.mark.parametrize("size", [(640, 480), (576, 456), (320, 240), (1280, 776), (1920, 1080), (130, 98)])
def test_a_drawn_code_is_read_from_every_size(size: tuple[int, int]) -> None:
    picture = stamped(*size)
    assert timecode.read(picture[: size[1]]) == Timecode(70_001 % 2**16, NOW_MS % 2**32)


@pytest.mark.parametrize("scaled", [(320, 240), (480, 360), (1111, 833), (160, 120)])
def test_the_code_survives_scaling(scaled: tuple[int, int]) -> None:
    small = cv2.resize(stamped(640, 480)[:480], scaled, interpolation=cv2.INTER_LINEAR)
    assert timecode.read(np.asarray(small, np.uint8)) == Timecode(70_001 % 2**16, NOW_MS % 2**32)


@pytest.mark.parametrize("codec", ["libvpx", "libx264"])
def test_the_code_survives_a_hard_compression(codec: str) -> None:
    """300 kbit/s of moving noise: far worse than anything the agent sends."""
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt, encoder.bit_rate = 640, 480, "yuv420p", 300_000
    encoder.framerate = Fraction(30)
    encoder.options = (
        {"deadline": "realtime", "cpu-used": "8"} if codec == "libvpx" else {"tune": "zerolatency"}
    )
    decoder = av.CodecContext.create("vp8" if codec == "libvpx" else "h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    read = []
    for number in range(12):
        frame = av.VideoFrame.from_ndarray(stamped(640, 480, number, NOW_MS + 33 * number), format="yuv420p")
        frame.pts = number
        for packet in encoder.encode(frame):
            read += [
                timecode.read(np.asarray(out.to_ndarray()[:480], np.uint8)) for out in decoder.decode(packet)
            ]
    assert len(read) >= 10
    assert read == [Timecode(number, (NOW_MS + 33 * number) % 2**32) for number in range(len(read))]


def test_the_code_leaves_the_rest_of_the_picture_alone() -> None:
    width, height = 640, 480
    before = np.random.default_rng(1).integers(16, 236, (height * 3 // 2, width), np.uint8)
    after = stamped(width, height)
    strip = height // 12
    assert np.array_equal(before[strip:height], after[strip:height])
    chroma = after[height:].reshape(2, height // 2, width // 2)
    assert (chroma[:, : strip // 2] == 128).all()
    assert np.array_equal(
        chroma[:, strip // 2 :], before[height:].reshape(2, height // 2, width // 2)[:, strip // 2 :]
    )


def test_age_works_across_the_wrap_of_the_time_field() -> None:
    captured_ms = 5 * 2**32 - 20
    code = timecode.decode(timecode.encode(1, captured_ms))
    assert code is not None
    assert code.age_ms(captured_ms + 86) == 86
    assert code.age_ms(captured_ms - 3) == -3


def test_a_picture_too_small_for_the_code_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 128x96"):
        stamped(126, 96)
