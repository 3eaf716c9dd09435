"""Makes the detectors of a console by their names; heavy libraries are loaded only by those that use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from analysis.detector import Detector


def make(names: Iterable[str], outside: Mapping[str, Callable[[], Detector]]) -> Sequence[Detector]:
    """One new detector for each name that is known; `outside` makes the models from outside."""
    makers = {**_BUILT_IN, **outside}
    return [makers[name]() for name in sorted(names) if name in makers]


def _signal() -> Detector:
    from analysis.detectors.signal import Signal

    return Signal()


def _privacy() -> Detector:
    from analysis.detectors.privacy import Privacy

    return Privacy()


def _ultrasound() -> Detector:
    from analysis.detectors.ultrasound import Ultrasound

    return Ultrasound()


def _head_ct() -> Detector:
    from analysis.detectors.head_ct import HeadCt

    return HeadCt()


_BUILT_IN: Mapping[str, Callable[[], Detector]] = {
    "signal": _signal,
    "privacy": _privacy,
    "ultrasound": _ultrasound,
    "head-ct": _head_ct,
}
