"""The middle line of a mask, one pixel wide, cut into simple pieces and put together again at branches."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.frame import Plane

Points = NDArray[np.float64]
"""Shape (n, 2): x and y."""

_WEIGHTS = np.array([[1, 2, 4], [128, 0, 8], [64, 32, 16]], np.float32)
"""The eight neighbours of a pixel as bits of one number, clockwise from the top left."""


@dataclass(frozen=True, slots=True)
class Path:
    """A line through the tree, past its branches."""

    points: Points
    branches: Points
    """Where other lines leave or cross it; shape (m, 2)."""


def thinned(mask: Plane) -> Plane:
    """The skeleton of a mask of 0 and 1 (Zhang TY, Suen CY, "A fast parallel algorithm", CACM 1984)."""
    left = np.pad(mask, 1)
    while True:
        before = cv2.countNonZero(left)
        for table in (_FIRST, _SECOND):
            left &= np.asarray(cv2.LUT(_neighbourhoods(left), table), np.uint8)
        if cv2.countNonZero(left) == before:
            return np.ascontiguousarray(left[1:-1, 1:-1])


def pieces(skeleton: Plane) -> list[Points]:
    """The skeleton cut at its branches into simple lines, each in order from end to end.

    The neighbours of a branch go with it: diagonal ones would still hang together.
    """
    branches = skeleton * (cv2.LUT(_neighbourhoods(skeleton), _TURNS) >= 3)
    simple = skeleton * (1 - np.asarray(cv2.dilate(branches, np.ones((3, 3), np.uint8)), np.uint8))
    number, labels = cv2.connectedComponents(simple, connectivity=8)
    rows, columns = np.nonzero(simple)
    last = (cv2.LUT(_neighbourhoods(simple), _TURNS) < 2)[rows, columns]
    of = labels[rows, columns]
    order = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[order], np.arange(1, number + 1))
    groups = [part for part in np.split(order, starts)[1:] if part.size]
    return [_in_order(columns[part], rows[part], last[part]) for part in groups]


def paths(parts: list[Points], reach: float, least: float, bridge: float) -> list[Path]:
    """Pieces joined where one runs straight on into another.

    Ends within `reach` of each other meet. Pieces with a free end and shorter than `least` are spurs of the
    thinning and left out; a meeting of three or more of the others is a branch. Ends that meet none and face
    each other within `bridge` are joined by a straight line: so does a vessel go on past a narrowing in which
    it cannot be seen.
    """
    meetings = _meetings(parts, reach)
    kept = [
        n
        for n, part in enumerate(parts)
        if len(part) >= least or all(len(meetings[n, end]) > 1 for end in (0, 1))
    ]
    alive = set(kept)
    partner: dict[tuple[int, int], tuple[int, int]] = {}
    branch_at: dict[tuple[int, int], Points] = {}
    for end, others in meetings.items():
        ends = [other for other in others if other[0] in alive]
        if end[0] in alive and end == min(ends):
            _pair(parts, ends, partner)
            if len(ends) > 2:
                for one in ends:
                    branch_at[one] = np.mean([_tip(parts, other) for other in ends], axis=0)
    _bridge(parts, [end for n in kept for end in ((n, 0), (n, 1)) if end not in partner], bridge, partner)
    return _chained(parts, kept, partner, branch_at)


_FACING = (0.3, 0.8)
"""Cosine of the angle by which ends may miss each other at a gap: the thinning may have bent one of them."""

End = tuple[int, int]
"""A piece's number, and 0 for its first or 1 for its last point."""


def _meetings(parts: list[Points], reach: float) -> dict[End, list[End]]:
    """For each end all ends within reach, itself included."""
    ends = [(n, end) for n in range(len(parts)) for end in (0, 1)]
    if not ends:
        return {}
    tips = np.array([_tip(parts, end) for end in ends])
    near = np.hypot(*(tips[:, None] - tips[None]).transpose(2, 0, 1)) <= reach
    return {end: [ends[k] for k in np.flatnonzero(row)] for end, row in zip(ends, near, strict=True)}


def _pair(parts: list[Points], ends: list[End], partner: dict[End, End]) -> None:
    """Of ends that meet, couple those that run on into each other most straightly."""
    couples = sorted(
        (float(_outward(parts, a) @ _outward(parts, b)), a, b)
        for k, a in enumerate(ends)
        for b in ends[k + 1 :]
        if a[0] != b[0]
    )
    for cosine, a, b in couples:
        if cosine < -0.3 and a not in partner and b not in partner:
            partner[a], partner[b] = b, a


def _bridge(parts: list[Points], ends: list[End], most: float, partner: dict[End, End]) -> None:
    """Couple ends that face each other across a gap, the nearest first."""
    couples = []
    for k, a in enumerate(ends):
        for b in ends[k + 1 :]:
            gap = _tip(parts, b) - _tip(parts, a)
            away = float(np.hypot(*gap))
            across = gap / max(away, 1e-9)
            faces = sorted([-float(_outward(parts, a) @ across), float(_outward(parts, b) @ across)])
            if a[0] != b[0] and away <= most and faces[0] > _FACING[0] and faces[1] > _FACING[1]:
                couples.append((away, a, b))
    for _, a, b in sorted(couples):
        if a not in partner and b not in partner:
            partner[a], partner[b] = b, a


def _chained(
    parts: list[Points], kept: list[int], partner: dict[End, End], branch_at: dict[End, Points]
) -> list[Path]:
    """Walk from each free end through the couples to the other free end; then what is left are rings."""
    done: set[int] = set()
    found: list[Path] = []
    free = [(n, end) for n in kept for end in (0, 1) if (n, end) not in partner]
    for start in [*free, *((n, 0) for n in kept)]:
        if start[0] in done:
            continue
        lines, branches = [], []
        here: End | None = start
        while here is not None and here[0] not in done:
            done.add(here[0])
            lines.append(parts[here[0]] if here[1] == 0 else parts[here[0]][::-1])
            out = (here[0], 1 - here[1])
            branches += [branch_at[end] for end in (here, out) if end in branch_at]
            here = partner.get(out)
        found.append(Path(np.concatenate(lines), np.array(branches).reshape(-1, 2)))
    return found


def _tip(parts: list[Points], end: End) -> Points:
    return np.asarray(parts[end[0]][-1 if end[1] else 0])


def _outward(parts: list[Points], end: End, over: int = 8) -> Points:
    """The unit direction in which a piece leaves its end, into the piece."""
    line = parts[end[0]] if end[1] == 0 else parts[end[0]][::-1]
    step = line[min(over, len(line) - 1)] - line[0]
    return np.asarray(step / max(float(np.hypot(*step)), 1e-9))


def _neighbourhoods(mask: Plane) -> Plane:
    """For each pixel its eight neighbours as one number."""
    around = cv2.filter2D(mask, cv2.CV_32F, _WEIGHTS, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(around, np.float32).astype(np.uint8)


def _in_order(x: NDArray[np.intp], y: NDArray[np.intp], last: NDArray[np.bool_]) -> Points:
    """The pixels of one simple line from one end to the other; a ring from anywhere."""
    first = int(last.argmax())
    here = (int(x[first]), int(y[first]))
    left = set(zip(x.tolist(), y.tolist(), strict=True)) - {here}
    line = [here]
    while near := _beside(here, left):
        here = near[0]
        left.discard(here)
        line.append(here)
    return np.array(line, np.float64)


def _beside(one: tuple[int, int], among: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours that are in the set, straight ones first."""
    x, y = one
    return [(x + dx, y + dy) for dx, dy in _STEPS if (x + dx, y + dy) in among]


_STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


def _ring(code: int) -> list[int]:
    """The neighbours that a number stands for, from the top left clockwise."""
    return [code >> bit & 1 for bit in range(8)]


def _turns(ring: list[int]) -> int:
    """How often the ring goes from 0 to 1: 1 at an end of a line, 2 along it, 3 and more at a branch."""
    return sum(ring[k] == 0 and ring[(k + 1) % 8] == 1 for k in range(8))


def _removal(first: bool) -> Plane:
    """For each neighbourhood 0 where Zhang and Suen's step removes the pixel, else 1."""
    keep = np.ones(256, np.uint8)
    for code in range(256):
        ring = _ring(code)
        p2, p4, p6, p8 = ring[1], ring[3], ring[5], ring[7]
        blocked = (p2 and p4 and p6) or (p4 and p6 and p8)
        if not first:
            blocked = (p2 and p4 and p8) or (p2 and p6 and p8)
        if 2 <= sum(ring) <= 6 and _turns(ring) == 1 and not blocked:
            keep[code] = 0
    return keep


_FIRST, _SECOND = _removal(True), _removal(False)
_TURNS = np.array([_turns(_ring(code)) for code in range(256)], np.uint8)
