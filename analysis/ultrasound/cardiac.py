"""The heart's period, from how alike the pictures of the last seconds are.

The pictures of a beating heart come back after each beat: similarity of all pairs of pictures against the
time between them is an autocorrelation of the whole motion, as in R. Cutler and L. Davis, "Robust real-time
periodic motion detection, analysis, and applications", IEEE Trans Pattern Anal Mach Intell
2000;22(8):781-796. Times of capture are taken as they are, so uneven frame intervals and skipped frames do no
harm, as long as no gap could hide half a beat. No ECG is read.

A recording that is played in a loop jumps at its cut and repeats itself exactly: pairs across a jump are left
out, and a repetition closer than neighbouring frames are to each other is no heart: speckle never comes back.
Where frames are skipped the jump can be lost among large steps, but the very same pictures still come back:
then nothing is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.ultrasound.view import View

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CardiacSettings:
    side: int = 24
    """Of the pictures compared, in pixels."""
    memory_s: float = 6.0
    shortest_s: float = 0.3
    longest_s: float = 2.4
    """200 to 25 beats a minute."""
    step_s: float = 1 / 60
    """Resolution of the curve; the summit is found between its points."""
    jump: float = 2.0
    """Frames that change so many times faster than all but a twentieth do are a cut."""
    widest_gap_s: float = 0.12
    """Less than half of the shortest period (Nyquist): in a wider gap a beat can go unseen."""
    repeated: float = 0.8
    """Pictures that are nearer to each other than this share of neighbours' distance are a recording's."""
    same: float = 0.1
    """Two pictures nearer than this share of either's distance to its neighbours are one shown twice: 0.00 to
    0.09 through VP8, as long as they move; 0.11 at least a real beat apart, three of four skipped."""
    doubles: int = 3
    """So many pictures must have come back before a recording is taken for one that is played in a loop."""
    least_motion: float = 0.01
    """Of the pictures' variance, between the most unlike pictures; below it everything stands still."""
    rises: float = 0.05
    """After the summit the pictures must grow unlike again by this share of how unlike they were before."""
    beats: float = 1.15
    """So many periods must have been seen without a cut."""
    least_quality: float = 0.3


@dataclass(frozen=True, slots=True)
class Cycle:
    period_s: float
    quality: float
    """0 to 1; 1 when pictures one beat apart are as alike as neighbours."""

    @property
    def bpm(self) -> float:
        return 60 / self.period_s


@dataclass
class Cardiac:
    """Remembers the last seconds of one field; forget it when the field changes."""

    settings: CardiacSettings
    _times: list[float] = field(default_factory=list)
    _pictures: list[NDArray[np.float32]] = field(default_factory=list)

    def add(self, view: View, at_s: float) -> None:
        """Remember one frame's field. A moment not after the last one is passed over."""
        if self._times and at_s <= self._times[-1]:
            return
        size = (self.settings.side, self.settings.side)
        small = np.asarray(cv2.resize(view.grey, size, interpolation=cv2.INTER_AREA), np.float32)
        self._times.append(at_s)
        self._pictures.append(small.ravel())
        keep = next(n for n, time in enumerate(self._times) if time > at_s - self.settings.memory_s)
        del self._times[:keep], self._pictures[:keep]

    def cycle(self) -> Cycle | None:
        """The period by all that is remembered, None where nothing beats or too little was seen."""
        if len(self._times) < 12:
            return None
        times = np.array(self._times)
        different = _differences(np.array(self._pictures))
        if different.max() < self.settings.least_motion:
            return None
        jumps = _jumps(times, different, self.settings.jump)
        if _longest_s(times, jumps) > _loop_s(times, different, self.settings):
            return None
        breaks = jumps | (np.diff(times, prepend=times[0]) > self.settings.widest_gap_s)
        lags, curve = _curve(times, different, np.cumsum(breaks), self.settings)
        if curve is None:
            return None
        neighbours = float(np.median(np.diagonal(different, -1)))
        return _summit(lags, curve, neighbours, _longest_s(times, breaks), self.settings)


def _differences(pictures: NDArray[np.float32]) -> Floats:
    """Mean squared difference of all pairs, as a share of the pictures' variance over the field."""
    steady = pictures.mean(axis=0)
    power = float(steady.var()) + 1.0
    moved = (pictures - steady).astype(np.float64)
    dots = moved @ moved.T
    squares = np.diag(dots)
    return np.asarray(
        np.maximum(squares[:, None] + squares[None, :] - 2 * dots, 0) / pictures.shape[1] / power
    )


def _jumps(times: Floats, different: Floats, jump: float) -> NDArray[np.bool_]:
    """Whether a cut lies before each picture."""
    # By the second, because frames may be skipped.
    steps = np.diagonal(different, -1) / np.diff(times)
    moving = steps[steps > 1e-7]
    # A heart rests for long and moves fast: not the median, the fast ones are the measure.
    fast = float(np.quantile(moving, 0.95)) if moving.size else math.inf
    return np.concatenate([[False], steps > jump * fast])


def _longest_s(times: Floats, breaks: NDArray[np.bool_]) -> float:
    """The length of the longest stretch with no break before a picture inside it."""
    return max(float(np.ptp(stretch)) for stretch in np.split(times, np.flatnonzero(breaks)))


def _loop_s(times: Floats, different: Floats, settings: CardiacSettings) -> float:
    """How long a recording is that begins again and again; infinite where no picture comes back."""
    steps = np.diagonal(different, -1)
    nearest = np.minimum(np.append(steps, math.inf), np.insert(steps, 0, math.inf))
    same = different < settings.same * np.minimum.outer(nearest, nearest)
    lags = np.subtract.outer(times, times)[same]
    lags = lags[lags >= settings.shortest_s]
    # Of skipped frames most miss their double in the next round: the least time counts, but not of one pair.
    return float(np.sort(lags)[settings.doubles - 1]) if lags.size >= settings.doubles else math.inf


def _curve(
    times: Floats, different: Floats, takes: NDArray[np.intp], settings: CardiacSettings
) -> tuple[Floats, Floats | None]:
    """Mean difference against the time between two pictures; None where too few pairs exist."""
    later, earlier = np.tril_indices(len(times), -1)
    lag = times[later] - times[earlier]
    usable = (takes[later] == takes[earlier]) & (lag < settings.longest_s + 0.2)
    lag, values = lag[usable], different[later, earlier][usable]
    lags = np.arange(0.0, settings.longest_s + 0.2, settings.step_s)
    if lag.size < 30:
        return lags, None
    # Pairs are shared out between the two nearest points of the curve, then smoothed over two frames.
    place = lag / settings.step_s
    low = np.minimum(place.astype(np.intp), lags.size - 2)
    part = np.clip(place - low, 0, 1)
    total, weight = np.zeros(lags.size), np.zeros(lags.size)
    for index, share in ((low, 1 - part), (low + 1, part)):
        total += np.bincount(index, values * share, lags.size)
        weight += np.bincount(index, share, lags.size)
    kernel = np.hanning(7)[1:-1]
    total, weight = np.convolve(total, kernel, "same"), np.convolve(weight, kernel, "same")
    reached = weight > 2
    if np.count_nonzero(reached) < 20:
        return lags, None
    end = int(np.flatnonzero(reached)[-1]) + 1
    known = np.flatnonzero(reached)
    curve = np.interp(np.arange(end), known, total[known] / weight[known])
    return lags[:end], curve


def _summit(
    lags: Floats, curve: Floats, neighbours: float, seen_s: float, settings: CardiacSettings
) -> Cycle | None:
    """The first return that is nearly as close as the best one."""
    candidates: list[tuple[float, float]] = []
    for place in range(2, len(curve) - 2):
        lowest = curve[place] == curve[place - 2 : place + 3].min()
        if not lowest or not settings.shortest_s <= lags[place] <= settings.longest_s:
            continue
        before, after = float(curve[:place].max()), float(curve[place:].max())
        fall, rise = before - curve[place], after - curve[place]
        # How far it rises again depends on how much more than one beat was seen: a little must do.
        depth = fall / max(before - neighbours, 1e-9) if rise >= settings.rises * fall else 0.0
        repeated = curve[place] < settings.repeated * neighbours
        if not repeated and seen_s >= settings.beats * lags[place]:
            candidates.append((_between(lags, curve, place), min(1.0, float(depth))))
    if not candidates:
        return None
    best = max(quality for _, quality in candidates)
    # After two beats the pictures are alike, too, and by chance a little more so.
    period, quality = next(one for one in candidates if one[1] >= 0.7 * best)
    return Cycle(period, quality) if quality >= settings.least_quality else None


def _between(lags: Floats, curve: Floats, place: int) -> float:
    """The lowest point of the parabola through five points around the lowest of them."""
    near = slice(place - 2, place + 3)
    bend, slope, _ = np.polyfit(lags[near] - lags[place], curve[near], 2)
    shift = -slope / (2 * bend) if bend > 0 else 0.0
    step = float(lags[1] - lags[0])
    return float(lags[place] + min(max(shift, -2 * step), 2 * step))
