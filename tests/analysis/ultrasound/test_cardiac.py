"""The heart's period comes from the picture's motion, checked against what the picture itself states."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate, cycle, takewhile
from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.detectors.ultrasound import Ultrasound
from analysis.findings import Finding, Kind
from analysis.frame import Frame, frame_of
from benchmarks.screening.lossy import through_video
from tests.analysis.material import ECHO, SMALL_ECHO, Picture, cine
from tests.analysis.ultrasound.test_sector import fan

STATED_BPM = 61.0
"""HR= 61bpm is written into the echo's picture."""


def beats_per_minute(frames: Iterable[Frame]) -> list[float]:
    """All rates that were told."""
    detector = Ultrasound()
    found: list[Finding] = []
    for frame in frames:
        found += [one for one in detector.detect(frame) if one.kind is Kind.CARDIAC_CYCLE]
    return [measure.value for one in found for measure in one.measures if measure.unit == "bpm"]


def timed(pictures: Sequence[Picture], times: Iterable[float]) -> list[Frame]:
    return [frame_of(shown, at) for shown, at in zip(pictures, times, strict=True)]


def frames_per_beat(echo: Sequence[Picture]) -> float:
    """By the ECG drawn below the echo: a cursor walks along it, and its R waves are one beat apart."""
    strips = [shown[384:436, 36:196].min(axis=2) for shown in (echo[0], echo[-1])]
    first, last = (int(np.argmax(strip[28:50].astype(float).mean(axis=0))) for strip in strips)
    trace = echo[30][384:394, 36:196, 1].max(axis=0) > 120
    peaks = np.flatnonzero(trace)
    apart = float(np.mean(peaks[peaks > 80]) - np.mean(peaks[peaks < 80]))
    return apart / ((last - first) / (len(echo) - 1))


def test_rate_of_the_echo_is_the_one_written_into_it(shared_data: Path) -> None:
    echo = cine(shared_data / ECHO)
    interval = 60 / STATED_BPM / frames_per_beat(echo)
    looped = [*echo] * 3
    rates = beats_per_minute(timed(looped, np.arange(len(looped)) * interval))
    assert len(rates) > 30
    assert rates == pytest.approx([STATED_BPM] * len(rates), rel=0.05)


def test_rate_of_the_echo_survives_lossy_video_and_skipped_frames(shared_data: Path) -> None:
    echo = cine(shared_data / ECHO)
    interval = 60 / STATED_BPM / frames_per_beat(echo)
    decoded = through_video([*echo] * 3)
    # Two of five frames are never looked at.
    looked = [
        Frame(frame.i420, frame.width, frame.height, number * interval)
        for number, frame in enumerate(decoded)
        if number % 5 not in (1, 3)
    ]
    rates = beats_per_minute(looked)
    assert rates
    assert rates == pytest.approx([STATED_BPM] * len(rates), rel=0.05)


def test_loop_shorter_than_two_beats_is_not_taken_for_a_beat(shared_data: Path) -> None:
    looped = cine(shared_data / SMALL_ECHO) * 5
    assert beats_per_minute(timed(looped, np.arange(len(looped)) / 30)) == []


@pytest.mark.parametrize("steps", [(2,), (3,), (4,), (1, 2, 1), (2, 1, 3, 2, 5), (1, 1, 1, 2, 8)])
def test_loop_of_which_frames_are_skipped_is_not_taken_for_a_beat(
    steps: tuple[int, ...], shared_data: Path
) -> None:
    """Its cut is lost among large steps: a busy worker told 26 beats a minute of a cine of one second."""
    looped = cine(shared_data / SMALL_ECHO) * 8
    looked = [*takewhile(lambda number: number < len(looped), accumulate(cycle(steps)))]
    assert beats_per_minute(timed([looped[number] for number in looked], np.array(looked) / 30)) == []


@pytest.mark.parametrize("bpm", [40.0, 72.0, 140.0])
def test_made_heart_beats_at_the_rate_it_was_made_with(bpm: float) -> None:
    random = np.random.default_rng(5)
    times = np.cumsum(random.choice([1 / 30, 1 / 30, 1 / 20], 150))
    rates = beats_per_minute(timed([beating(at * bpm / 60, at, random) for at in times], times))
    assert rates
    assert rates == pytest.approx([bpm] * len(rates), rel=0.04)


@pytest.mark.parametrize("path", ["clarius-ocular-short.mp4", "sonosite-anon-eye1-video.mp4"])
def test_picture_without_a_heart_has_no_period(path: str, shared_data: Path) -> None:
    looped = cine(shared_data / "us_cine" / path, 0, 50) * 2
    assert beats_per_minute(timed(looped, np.arange(len(looped)) / 25)) == []


def test_still_speckle_has_no_period() -> None:
    assert beats_per_minute(timed([fan()] * 60, np.arange(60) / 30)) == []


def beating(beats: float, at: float, random: np.random.Generator) -> Picture:
    """A chamber that contracts quickly and fills slowly; speckle, by breathing, never comes back."""
    phase, breath = beats % 1.0, math.sin(2 * math.pi * 0.23 * at)
    size = 45 * (1 + 0.05 * breath) - 15 * math.sin(math.pi * min(1.0, phase / 0.6)) ** 2
    tissue = cv2.resize(fan(), (320, 240), interpolation=cv2.INTER_AREA).astype(np.float32)
    other = np.roll(tissue, 37, axis=0) * (tissue > 0)
    share = 0.5 + 0.5 * math.sin(at)
    shown = tissue * share + other * (1 - share)
    cv2.ellipse(shown, (160, 120), (round(0.6 * size), round(size)), 0, 0, 360, 5.0, -1)
    noisy = shown + random.normal(0, 4, shown.shape) * (tissue > 0)
    return np.clip(noisy, 0, 255).astype(np.uint8)
