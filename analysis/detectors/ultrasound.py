"""Ultrasound: the scan field, dark focal regions in it, a needle and its tip, and the heart's period.

The methods and their sources stand in `analysis.ultrasound`; what they can and cannot do in
`docs/screening/ultrasound.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.findings import Finding, Kind, Measure
from analysis.frame import Frame
from analysis.ultrasound.cardiac import Cardiac, CardiacSettings, Cycle
from analysis.ultrasound.needle import Needle, NeedleSettings, Support, find_needle
from analysis.ultrasound.regions import Region, RegionSettings, find_regions
from analysis.ultrasound.ruler import RulerSettings
from analysis.ultrasound.scale import read_mm_per_px
from analysis.ultrasound.sector import Sector, SectorSettings, agreement, find_sector
from analysis.ultrasound.view import View, Window, view_of, window_of


@dataclass(frozen=True, slots=True)
class Settings:
    """What the detector works by; the defaults are those that the published figures were made with."""

    sector: SectorSettings = field(default_factory=SectorSettings)
    ruler: RulerSettings = field(default_factory=RulerSettings)
    regions: RegionSettings = field(default_factory=RegionSettings)
    needle: NeedleSettings = field(default_factory=NeedleSettings)
    cardiac: CardiacSettings = field(default_factory=CardiacSettings)
    view_side: int = 240
    """Longer side in pixels of the reduced field that is searched."""
    look_again_s: float = 0.5
    """How often the field is looked for anew."""
    same_field: float = 0.9
    """Intersection over union from which a field found anew is the old one, which then stays unchanged."""
    scale_every_s: float = 5.0
    cycle_every_s: float = 0.5
    same_period: float = 0.06
    """By how much two periods in a row may differ, as a share."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The field that frames are searched in now."""

    sector: Sector
    window: Window
    size: tuple[int, int]
    found_s: float


class Ultrasound:
    """The detector of one console's ultrasound picture."""

    name = "ultrasound"
    kinds = frozenset(
        {
            Kind.SECTOR,
            Kind.ANECHOIC,
            Kind.HYPOECHOIC,
            Kind.NEEDLE,
            Kind.NEEDLE_TIP,
            Kind.CARDIAC_CYCLE,
        }
    )
    every_s = 0.0

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._place: _Place | None = None
        self._looked_s = float("-inf")
        self._forget()

    def detect(self, frame: Frame) -> Sequence[Finding]:
        """What there is in the field of this frame; nothing where no field is found."""
        self._look(frame)
        if self._place is None:
            return ()
        view = view_of(frame, self._place.window, self._settings.sector.coloured_from)
        mm_per_px = self._mm_per_px(frame, self._place.sector)
        findings = [_sector_finding(self._place.sector, mm_per_px)]
        findings += self._cycle_findings(view, frame.captured_s)
        findings += self._needle_findings(view, frame.captured_s, mm_per_px)
        regions = find_regions(view, self._settings.regions)
        return (*findings, *(_region_finding(region, view, mm_per_px) for region in regions))

    def _look(self, frame: Frame) -> None:
        """Find the field, or find it again after a while; what was learnt goes with the old field."""
        now = frame.captured_s
        size = (frame.width, frame.height)
        changed = self._place is not None and self._place.size != size
        if not changed and 0 <= now - self._looked_s < self._settings.look_again_s:
            return
        self._looked_s = now
        found = find_sector(frame, self._settings.sector)
        old = self._place
        if (
            found is not None
            and old is not None
            and not changed
            and agreement(found, old.sector) >= self._settings.same_field
        ):
            return
        if found is None:
            self._place = None
        else:
            self._place = _Place(found, window_of(frame, found, self._settings.view_side), size, now)
        self._forget()

    def _forget(self) -> None:
        self._cardiac = Cardiac(self._settings.cardiac)
        self._cycles: tuple[Cycle | None, Cycle | None] = (None, None)
        self._cycle_s = self._scale_s = float("-inf")
        self._support = Support()
        self._readings: Counter[float] = Counter()

    def _mm_per_px(self, frame: Frame, sector: Sector) -> float | None:
        """By the ruler, which is read now and then; the reading that came up most often is believed."""
        settings = self._settings
        if not 0 <= frame.captured_s - self._scale_s < settings.scale_every_s:
            self._scale_s = frame.captured_s
            read = read_mm_per_px(frame, sector, settings.ruler)
            if read is not None:
                # Readings that differ by less than 2 % are one.
                self._readings[next((old for old in self._readings if abs(read / old - 1) < 0.02), read)] += 1
        if not self._readings:
            return None
        return self._readings.most_common(1)[0][0]

    def _cycle_findings(self, view: View, now: float) -> list[Finding]:
        settings = self._settings
        self._cardiac.add(view, now)
        if not 0 <= now - self._cycle_s < settings.cycle_every_s:
            self._cycle_s = now
            self._cycles = (self._cycles[-1], self._cardiac.cycle())
        before, cycle = self._cycles
        # A hand that moves the transducer returns now and then, a heart always after the same time.
        if (
            before is None
            or cycle is None
            or abs(cycle.period_s / before.period_s - 1) > settings.same_period
        ):
            return []
        measures = (Measure("period", cycle.period_s, "s"), Measure("rate", cycle.bpm, "bpm"))
        return [Finding(Kind.CARDIAC_CYCLE, cycle.quality, measures=measures)]

    def _needle_findings(self, view: View, now: float, mm_per_px: float | None) -> list[Finding]:
        settings = self._settings.needle
        needle = find_needle(view, settings)
        score = 0.0 if needle is None else self._support.believed(needle, now, settings)
        self._support = self._support.with_(needle, now, settings)
        if needle is None or score < settings.least_score:
            return []
        return _needle_findings(needle, score, view, mm_per_px)


def _length(name: str, pixels: float, mm_per_px: float | None) -> Measure:
    """Of pixels of the frame."""
    return Measure(name, pixels, "px") if mm_per_px is None else Measure(name, pixels * mm_per_px, "mm")


def _area(pixels: float, mm_per_px: float | None) -> Measure:
    return (
        Measure("area", pixels, "px2") if mm_per_px is None else Measure("area", pixels * mm_per_px**2, "mm2")
    )


def _sector_finding(sector: Sector, mm_per_px: float | None) -> Finding:
    measures = (_length("depth", sector.depth_px, mm_per_px), Measure("angle", sector.opening_deg, "deg"))
    return Finding(Kind.SECTOR, sector.fill, sector.outline, closed=True, measures=measures)


def _region_finding(region: Region, view: View, mm_per_px: float | None) -> Finding:
    scale = view.window.scale
    return Finding(
        Kind.ANECHOIC if region.anechoic else Kind.HYPOECHOIC,
        region.score,
        view.in_frame(region.outline),
        closed=True,
        measures=(
            _length("diameter", region.diameter / scale, mm_per_px),
            _area(region.area / scale**2, mm_per_px),
        ),
    )


def _needle_findings(needle: Needle, score: float, view: View, mm_per_px: float | None) -> list[Finding]:
    entry, tip = view.in_frame((needle.entry, needle.tip))
    measures = (
        _length("length", needle.length / view.window.scale, mm_per_px),
        Measure("angle", needle.angle_deg, "deg"),
    )
    return [
        Finding(Kind.NEEDLE, score, (entry, tip), measures=measures),
        Finding(Kind.NEEDLE_TIP, score, (tip,)),
    ]
