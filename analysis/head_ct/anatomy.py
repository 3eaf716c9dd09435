"""What tells anatomy from lesions: bone that the slice cuts slantwise, fluid in wide fissures.

A slice is some millimetres thick, and a ridge or floor of bone reaches only part of the way into it. What is
shown is about the mean of bone and brain (partial volume; Glover & Pelc, "Nonlinear partial volume artifacts
in x-ray computed tomography", Med Phys 1980;7(3):238-248). As bone leans, that rises all the way to a summit,
and a way about as bright leads from there to the skull. Blood has a density of its own: it may touch the
skull, but has a plateau.

A fissure or sulcus holds cerebrospinal fluid, which is darker than the oedema of a recent infarct.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.head_ct.upright import Upright

Flags = NDArray[np.bool_]

_HIGH = 0.6
"""Share of the summit's contrast from which on a place is part of the plateau."""
_CREST = 0.8
"""Share of a candidate's mean contrast that all of the way to the skull must have."""


def is_slanting_bone(upright: Upright, inside: Flags, median: float, least_plateau: float) -> bool:
    """Whether a bright candidate, at `inside`, is bone cut slantwise; `median` is the brain's level.

    It is not where `least_plateau` of it or more is nearly as bright as its summit.
    """
    rise = _smooth(upright) - median
    own = rise[inside]
    if float(np.mean(own >= _HIGH * np.percentile(own, 95))) >= least_plateau:
        return False
    bright = (rise >= _CREST * own.mean()) | (upright.mask == 0)
    _, parts = cv2.connectedComponents(bright.astype(np.uint8), connectivity=8)
    summit = np.argmax(np.where(inside, rise, -np.inf))
    # The picture's corner lies outside the brain: what is joined to it is joined to the skull.
    return bool(parts.flat[summit] == parts[0, 0])


def fluid_share(upright: Upright, inside: Flags, inner: Flags) -> float:
    """How dark a candidate, at `inside`, is: 0 as the median of the brain (at `inner`), 1 as fluid in it.

    Fluid is what the darkest per cent of the brain shows: there are ventricles or sulci on each slice. Where
    there are none, the lesion itself is the darkest, and its share too high.
    """
    median, fluid = (float(np.percentile(upright.levels[inner], per_cent)) for per_cent in (50, 1))
    return (median - float(_smooth(upright)[inside].mean())) / max(median - fluid, 1.0)


def _smooth(upright: Upright) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(upright.levels, (0, 0), 0.7), np.float32)
