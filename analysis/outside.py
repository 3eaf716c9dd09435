"""Models that were dropped into the folder of models, as detectors beside those that are built in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analysis import catalogue
from analysis.detector import Detector


class OutsideModels:
    """What lies in the folder now; looked at again every few seconds."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock

    def modalities(self) -> Mapping[str, frozenset[str]]:
        """The models by name, each with the modalities that it is meant for."""
        return {}

    def make(self, names: frozenset[str]) -> Sequence[Detector]:
        """A console's detectors, models from outside among them."""
        return catalogue.make(names, {})
