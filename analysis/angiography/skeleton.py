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


def distances(points: Points) -> NDArray[np.float64]:
    """Between all points; shape (n, n)."""
    return np.asarray(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)))


def paths(parts: list[Points], reach: float, least: float, bridge: float) -> list[Path]:
    """Pieces joined where one runs straight on into another.

    Ends within `reach` of each other meet. Pieces with a free end and shorter than `least` are spurs of the
    thinning and left out; a meeting of three or more of the others is a branch. Ends that go on into none and
    face each other within `bridge` are joined by a straight line.
    """
    every = _tips(parts)
    met = (distances(every) <= reach).sum(axis=1).reshape(-1, 2) > 1
    kept = [n for n, part in enumerate(parts) if len(part) >= least or met[n].all()]
    ends = [(n, end) for n in kept for end in (0, 1)]
    tips = np.array([_tip(parts, end) for end in ends]).reshape(-1, 2)
    outward = np.array([_outward(parts, end) for end in ends]).reshape(-1, 2)
    near = distances(tips) <= reach
    branch_at = {end: tips[row].mean(axis=0) for end, row in zip(ends, near, strict=True) if row.sum() > 2}
    partner: dict[End, End] = {}
    straight = outward @ outward.T
    _couple(ends, np.where(near & (straight < _STRAIGHT), straight, np.inf), partner)
    _couple(ends, _gaps(tips, outward, bridge), partner)
    return _chained(parts, kept, partner, branch_at)


_STRAIGHT = -0.3
"""Cosine of the angle between two pieces up to which one may run on into the other."""

_FACING = (0.3, 0.8)
"""Cosine of the angle by which ends may miss each other at a gap: the thinning may have bent one of them."""

End = tuple[int, int]
"""A piece's number, and 0 for its first or 1 for its last point."""


def _tips(parts: list[Points]) -> Points:
    """First and last point of each piece; shape (2 * pieces, 2)."""
    return np.array([line[k] for line in parts for k in (0, -1)]).reshape(-1, 2)


def _gaps(tips: Points, outward: Points, most: float) -> NDArray[np.float64]:
    """The distance of ends that face each other across a gap, else infinite; shape (n, n)."""
    gap = tips[None] - tips[:, None]
    away = np.hypot(gap[..., 0], gap[..., 1])
    leaves = -(outward[:, None] * gap / np.maximum(away, 1e-9)[..., None]).sum(axis=-1)
    faces = np.minimum(leaves, leaves.T) > _FACING[0], np.maximum(leaves, leaves.T) > _FACING[1]
    return np.where((away <= most) & faces[0] & faces[1], away, np.inf)


def _couple(ends: list[End], cost: NDArray[np.float64], partner: dict[End, End]) -> None:
    """Couple ends of different pieces that have no partner yet, the cheapest first."""
    for k in np.argsort(cost, axis=None, kind="stable"):
        one, other = divmod(int(k), len(ends))
        if not np.isfinite(cost[one, other]):
            return
        a, b = ends[one], ends[other]
        if a[0] != b[0] and a not in partner and b not in partner:
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
