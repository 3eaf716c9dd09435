"""A model from outside as a detector: frame to tensor, engine, tensors to findings.

The engine is handed in. One that asks a server is the only I/O that a detector ever sees, and it happens in
the engine; what stands here does none. docs/screening/models.md tells what models can and cannot do.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.findings import Finding, Kind
from analysis.frame import Frame
from analysis.models.engine import Engine
from analysis.models.errors import ModelError
from analysis.models.manifest import Manifest
from analysis.models.postprocess import findings
from analysis.models.preprocess import Preprocess

FAST_S = 0.04
"""What takes longer, a frame of 25 a second, is no longer asked for each frame."""

SHARE = 4
"""A slow model is asked again after so many times what it takes: the detectors beside it need the thread."""

MEMORY = 0.8
"""Weight of what earlier runs took against the newest: one slow run among fast ones changes little."""

FIRST_REST_S, LONGEST_REST_S = 10.0, 300.0
"""A model that fails is asked again after the first, which doubles with each failure in a row."""


class Model:
    """The detector of one console; its engine may be shared."""

    kinds = frozenset({Kind.MODEL})

    def __init__(self, manifest: Manifest, engine: Engine, took_s: float = 0.0) -> None:
        """`took_s` is how long a run is known to take, 0 where that is not known."""
        self.name = manifest.detector
        self._manifest = manifest
        self._engine = engine
        self._preprocess = Preprocess(manifest.input)
        self._took_s = took_s
        self._failures = 0

    @property
    def every_s(self) -> float:
        """As the manifest says, longer while it is slow or fails."""
        wanted = self._manifest.every_s
        if self._failures:
            return max(wanted, min(FIRST_REST_S * 2.0 ** (self._failures - 1), LONGEST_REST_S))
        return wanted if self._took_s <= FAST_S else max(wanted, SHARE * self._took_s)

    def detect(self, frame: Frame) -> Sequence[Finding]:
        """One finding for each label, region or box over its threshold.

        Raises ModelError where the model fails or its answer is not what the manifest says.
        """
        placement = self._preprocess.placement(frame.width, frame.height)
        try:
            answer = self._engine.run(self._preprocess.tensor(frame, placement))
            found = findings(self._manifest, answer.outputs, placement, frame)
        except ModelError:
            # Far below what doubling could overflow at.
            self._failures = min(self._failures + 1, 16)
            raise
        self._failures = 0
        self._took_s = MEMORY * self._took_s + (1 - MEMORY) * answer.took_s
        return found
