"""Makes the detectors of a console by their names; heavy libraries are loaded only by those that use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from analysis.detector import Detector


def make(
    names: Iterable[str], modality: str, outside: Mapping[str, Callable[[], Detector]]
) -> Sequence[Detector]:
    """One new detector for each name that is known, on a console of the given modality (a DICOM term).

    `outside` makes the models from outside.
    """
    makers: dict[str, Callable[[], Detector]] = {
        "signal": partial(_signal, modality),
        **_BUILT_IN,
        **outside,
    }
    return [makers[name]() for name in sorted(names) if name in makers]


def _signal(modality: str) -> Detector:
    from analysis.detectors.signal import Settings, Signal

    return Signal(Settings.for_modality(modality))


def _privacy() -> Detector:
    from analysis.detectors.privacy import Privacy

    return Privacy()


def _ultrasound() -> Detector:
    from analysis.detectors.ultrasound import Ultrasound

    return Ultrasound()


def _head_ct() -> Detector:
    from analysis.detectors.head_ct import HeadCt

    return HeadCt()


def _angiography() -> Detector:
    from analysis.detectors.angiography import Angiography

    return Angiography()


_BUILT_IN: Mapping[str, Callable[[], Detector]] = {
    "privacy": _privacy,
    "ultrasound": _ultrasound,
    "head-ct": _head_ct,
    "angiography": _angiography,
}
