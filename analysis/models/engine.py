"""The interface behind which a model runs, in this process or on a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

Tensor = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The output tensors by name, and how long the model took, in seconds."""

    outputs: Mapping[str, Tensor]
    took_s: float


class Engine(Protocol):
    """Runs one model; may be called from several threads at a time, which it may keep waiting."""

    def run(self, tensor: Tensor) -> Answer:
        """What the model makes of the input tensor, whose first dimension, the batch, is 1.

        Raises EngineError where there is no answer in the time that the manifest allows, and AnswerError
        where there is one that cannot be read.
        """
