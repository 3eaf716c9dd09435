"""Is this a usable picture, and is it one of a patient? The checks of `analysis.signal`, put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from analysis.findings import Finding, Kind
from analysis.frame import Frame
from analysis.signal.aspect import AspectSettings, bars
from analysis.signal.blank import BlankSettings, black, no_signal
from analysis.signal.clipping import ClipSettings, clipping
from analysis.signal.combing import Combing, CombSettings
from analysis.signal.pattern import PatternSettings, test_pattern
from analysis.signal.rate import Rate, RateSettings
from analysis.signal.screen import ScreenSettings, not_a_scan
from analysis.signal.sketch import Sketch
from analysis.signal.stillness import Stillness, StillSettings

STILL_BY_NATURE = frozenset({"CT", "MR", "CR", "DX", "MG", "PT", "NM", "SM"})
"""Modalities (DICOM PS3.3 C.7.3.1.1.1) whose consoles show one picture until someone turns to the next."""

WINDOWED = STILL_BY_NATURE | {"XA", "RF"}
"""Modalities whose pictures hold white areas by right: bone in a window, beam that nothing has weakened."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of each check."""

    blank: BlankSettings = field(default_factory=BlankSettings)
    still: StillSettings = field(default_factory=StillSettings)
    clip: ClipSettings = field(default_factory=ClipSettings)
    pattern: PatternSettings = field(default_factory=PatternSettings)
    comb: CombSettings = field(default_factory=CombSettings)
    rate: RateSettings = field(default_factory=RateSettings)
    aspect: AspectSettings = field(default_factory=AspectSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)

    @classmethod
    def for_modality(cls, modality: str) -> Settings:
        """What to say nothing about on a console of this modality (a DICOM term, such as CT)."""
        chosen = cls()
        if modality in STILL_BY_NATURE:
            chosen = replace(chosen, still=StillSettings(after_s=None), rate=RateSettings(least_fps=None))
        if modality in WINDOWED:
            chosen = replace(chosen, clip=ClipSettings(share=None))
        return chosen


class Signal:
    """Judges each frame of one console.

    A blank picture, a test pattern or a screen that is no scan says so alone: what else could be measured
    on it means nothing, and a menu stands still until someone touches it.
    """

    name = "signal"
    every_s = 0.0
    kinds = frozenset(
        {
            Kind.NO_SIGNAL,
            Kind.FROZEN,
            Kind.BLACK,
            Kind.SATURATED,
            Kind.TEST_PATTERN,
            Kind.WRONG_ASPECT,
            Kind.INTERLACED,
            Kind.LOW_FRAME_RATE,
            Kind.NOT_A_SCAN,
        }
    )

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._stillness = Stillness(self._settings.still)
        self._combing = Combing(self._settings.comb)
        self._rate = Rate(self._settings.rate)

    def detect(self, frame: Frame) -> Sequence[Finding]:
        """All faults of the signal; nothing found is a usable picture."""
        return sorted(self._found(Sketch(frame)), key=lambda finding: -finding.score)

    def _found(self, sketch: Sketch) -> Iterator[Finding]:
        # Those that remember see every frame, whatever it shows.
        frozen = self._stillness.look(sketch)
        moving = (self._combing.look(sketch.frame), self._rate.look(sketch))
        unusable = self._unusable(sketch)
        if unusable is not None:
            yield unusable
            return
        still = (clipping(sketch, self._settings.clip), bars(sketch, self._settings.aspect))
        yield from (one for one in (frozen, *moving, *still) if one is not None)

    def _unusable(self, sketch: Sketch) -> Finding | None:
        return (
            no_signal(sketch, self._settings.blank)  # A pure blue screen is nearly black in grey.
            or black(sketch, self._settings.blank)
            or test_pattern(sketch, self._settings.pattern)
            or not_a_scan(sketch, self._settings.screen)
        )
