"""What can be wrong with a model from outside; each text names the file or the server, and what to do."""

from __future__ import annotations


class ModelError(Exception):
    """A model that cannot be used, now or at all."""


class ManifestError(ModelError):
    """A manifest cannot be read, or says what it must not."""


class SignatureError(ModelError):
    """A model's tensors are not those of its manifest."""


class AnswerError(ModelError):
    """A model answered what its manifest does not allow: another shape, another type, no numbers."""


class EngineError(ModelError):
    """A model could not be loaded or run: it is broken, too slow, or its server is away."""
