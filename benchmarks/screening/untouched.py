"""What the ultrasound detector says of real pictures into which nothing was put.

    python -m benchmarks.screening.untouched

None of them shows a needle, so each needle is a false one. Dark regions are counted, and for the pictures in
which the real ones were drawn by hand, how many lie on none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from analysis.detectors.ultrasound import Ultrasound
from analysis.findings import Finding, Kind
from analysis.frame import Frame, Plane, frame_of
from benchmarks.report import Row, table
from benchmarks.screening.ultrasound_pictures import (
    CINES,
    DARK_KINDS,
    SOURCES,
    STILLS,
    Cine,
    on_real,
    picture,
    pictures,
)

LEAST_FRAMES = 190
"""Shorter cines are played in a loop, as consoles play them."""
STILL_FRAMES = 10


def watched(cine: Cine, shown: Sequence[Plane]) -> list[Sequence[Finding]]:
    """What one detector says of each frame of a cine."""
    detector = Ultrasound()
    return [detector.detect(frame) for frame in _frames(cine, shown)]


def _frames(cine: Cine, shown: Iterable[Plane]) -> Iterable[Frame]:
    return (frame_of(one, number * cine.interval_s) for number, one in enumerate(shown))


def rows() -> list[Row]:
    """The table's rows."""
    out = []
    for cine in (*CINES, *STILLS):
        shown = pictures(cine)
        times = STILL_FRAMES if len(shown) == 1 else -(-LEAST_FRAMES // len(shown))
        said = watched(cine, [*shown] * times)
        counts = Counter(finding.kind for findings in said for finding in findings)
        fields = counts[Kind.SECTOR]
        dark = sum(counts[kind] for kind in DARK_KINDS)
        out.append(
            Row(
                f"{cine.name} ({len(said)} frames)",
                f"field on {fields}, needle on {counts[Kind.NEEDLE]}, "
                f"heart beat on {counts[Kind.CARDIAC_CYCLE]}, dark regions {dark / len(said):.1f} a frame",
            )
        )
    return [*out, *_drawn_rows()]


def _drawn_rows() -> list[Row]:
    """Where the real dark regions were drawn by hand: found, and marks on none."""
    out = []
    for source in SOURCES:
        marks = [one for one in Ultrasound().detect(frame_of(picture(source), 0.0)) if one.kind in DARK_KINDS]
        real = [one for one in marks if on_real(one, source)]
        out.append(
            Row(
                f"{source.name}, drawn regions: {len(source.dark)}",
                f"marks on them {len(real)}, on none {len(marks) - len(real)}",
            )
        )
    return out


def main() -> None:
    print(table(rows()))


if __name__ == "__main__":
    main()
