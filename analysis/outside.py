"""Models that were dropped into the folder of models, as detectors beside those that are built in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

from analysis import catalogue
from analysis.detector import Detector
from analysis.models.shelf import Loaded, Shelf

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
"""A file counts once it is the same at two looks: after 2 to 4 s."""


class OutsideModels:
    """What lies in the folder now; looked at again every few seconds, in a thread.

    A look begins when `modalities` is called and its result is given out by a later call: whoever calls
    regularly sees each state. A model whose files change is thus away at first, and back when they are
    settled, so that a console's detectors are made anew even where the name stays.
    """

    def __init__(self, folder: Path, clock: Callable[[], float], executor: Executor | None = None) -> None:
        """`clock` tells seconds. Files are read and models loaded in `executor`, else in a new thread."""
        self._shelf = Shelf(folder)
        self._clock = clock
        self._executor = executor or ThreadPoolExecutor(1, "models")
        self._looking: Future[Mapping[str, Loaded]] | None = None
        self._next_look = clock()
        self._models: Mapping[str, Loaded] = {}

    def modalities(self) -> Mapping[str, frozenset[str]]:
        """The models by the names of their detectors, each with the modalities that it is meant for."""
        self._take_what_was_seen()
        if self._looking is None and self._clock() >= self._next_look:
            self._looking = self._executor.submit(self._shelf.look)
        return {name: model.manifest.modalities for name, model in self._models.items()}

    def make(self, names: frozenset[str], modality: str) -> Sequence[Detector]:
        """A console's detectors, models from outside among them; names that nobody knows are passed over."""
        return catalogue.make(names, modality, {name: model.detector for name, model in self._models.items()})

    def _take_what_was_seen(self) -> None:
        if self._looking is None or not self._looking.done():
            return
        try:
            self._models = self._looking.result()
        except OSError as error:
            # Those that are loaded go on: the folder may be back at the next look.
            log.warning("the folder of models cannot be read: %s", error)
        self._looking = None
        self._next_look = self._clock() + LOOK_EVERY_S
