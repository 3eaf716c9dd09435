"""Makes the detectors of a console by their names.

Their libraries are loaded with this module, when a worker starts: one that takes a dead worker's console over
has no second to spare for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from analysis.detector import Detector
from analysis.detectors.angiography import Angiography
from analysis.detectors.head_ct import HeadCt
from analysis.detectors.privacy import Privacy
from analysis.detectors.signal import Settings, Signal
from analysis.detectors.ultrasound import Ultrasound


def make(
    names: Iterable[str], modality: str, outside: Mapping[str, Callable[[], Detector]]
) -> Sequence[Detector]:
    """One new detector for each name that is known, on a console of the given modality (a DICOM term).

    `outside` makes the models from outside.
    """
    makers: dict[str, Callable[[], Detector]] = {
        "signal": lambda: Signal(Settings.for_modality(modality)),
        "privacy": Privacy,
        "ultrasound": Ultrasound,
        "head-ct": HeadCt,
        "angiography": Angiography,
        **outside,
    }
    return [makers[name]() for name in sorted(names) if name in makers]
