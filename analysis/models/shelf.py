"""The folder that models are dropped into: what has come, changed and gone, and what of it can be used.

Engines are imported once there is a model for them: most installations have none.
"""

from __future__ import annotations

import hashlib
import logging
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.detectors.model import Model
from analysis.frame import frame_of
from analysis.models import manifest as manifests
from analysis.models.engine import Engine
from analysis.models.errors import EngineError, ManifestError, ModelError
from analysis.models.manifest import Manifest
from analysis.models.postprocess import findings
from analysis.models.preprocess import Preprocess

log = logging.getLogger(__name__)

LARGEST_BYTES = 1024 * 1024 * 1024
"""Of a model file, which is held in memory; Protocol Buffers themselves end at twice as much."""

MOST_MODELS = 32
"""Manifests of a folder that are read, the first by name."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that can be used, and how long one run of it took when it was tried, in seconds."""

    manifest: Manifest
    engine: Engine
    took_s: float

    def detector(self) -> Model:
        """A new one, for one console."""
        return Model(self.manifest, self.engine, self.took_s)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """By which a changed manifest or model is known."""

    text: bytes
    model: tuple[int, int, int] | None
    """Inode, bytes and time of change of the model file; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A manifest of the folder; `loaded` once it has stood still from one look to the next."""

    stamp: _Stamp
    settled: bool = False
    loaded: Loaded | None = None


class Shelf:
    """Not for several threads at a time: looking reads files, and trying a model may take seconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: Mapping[Path, _Entry] = {}

    def look(self) -> Mapping[str, Loaded]:
        """The models that can be used now, by the names of their detectors.

        A manifest counts once it and its model are the same as at the look before, because a file that is
        being copied changes. What is broken is logged, once for each state of its files.
        """
        paths = sorted(path for path in self._folder.glob("*.toml") if _is_file(path))[:MOST_MODELS]
        self._entries = {path: self._follow(path) for path in paths}
        loaded = (entry.loaded for entry in self._entries.values())
        return {one.manifest.detector: one for one in loaded if one is not None}

    def _follow(self, path: Path) -> _Entry:
        stamp = self._stamp(path)
        before = self._entries.get(path)
        if before is None or before.stamp != stamp:
            return _Entry(stamp)
        if before.settled:
            return before
        return _Entry(stamp, True, self._load(path, stamp.text))

    def _stamp(self, path: Path) -> _Stamp:
        try:
            with path.open("rb") as file:
                text = file.read(manifests.LARGEST_BYTES + 1)
            manifest = manifests.parse(text, path.name)
        except OSError as error:
            return _Stamp(str(error).encode(), None)
        except ManifestError:
            # It may be half of a file: what is wrong is told once it stands still.
            return _Stamp(text, None)
        return _Stamp(text, _state(self._folder / manifest.file) if manifest.file else None)

    def _load(self, path: Path, text: bytes) -> Loaded | None:
        try:
            manifest = manifests.parse(text, path.name)
            loaded = self._try(manifest)
        except (ModelError, OSError) as error:
            log.warning("the model of %s is left out: %s", path, error)
            return None
        log.info("%s is there: %s, by %s, %s", manifest.detector, path, manifest.author, manifest.licence)
        return loaded

    def _try(self, manifest: Manifest) -> Loaded:
        """A server's model is tried when it is first needed: the server may be away now and come later."""
        if manifest.engine is not None:
            from analysis.models.kserve_engine import KServeEngine

            return Loaded(manifest, KServeEngine(manifest, manifest.engine), 0.0)
        from analysis.models.onnx_engine import OnnxEngine

        engine = OnnxEngine(manifest, _read(self._folder, manifest))
        # The second run is timed: the first one allocates.
        _once(manifest, engine)
        return Loaded(manifest, engine, _once(manifest, engine))


def _once(manifest: Manifest, engine: Engine) -> float:
    """Runs it on a grey picture, and says how long that took. Raises ModelError."""
    frame = frame_of(np.full((480, 640, 3), 128, np.uint8), 0.0)
    prepare = Preprocess(manifest.input)
    placement = prepare.placement(frame.width, frame.height)
    answer = engine.run(prepare.tensor(frame, placement))
    findings(manifest, answer.outputs, placement, frame)
    return answer.took_s


def _read(folder: Path, manifest: Manifest) -> bytes:
    """The bytes of the model file. Raises EngineError where it is not what the manifest promises."""
    name = str(manifest.file)
    path = folder / name
    if not _is_file(path):
        raise EngineError(f"{manifest.name}: there is no file {name} beside the manifest.")
    # A link may lead anywhere; a name without a path cannot.
    if path.resolve().parent != folder.resolve():
        raise EngineError(f"{manifest.name}: {name} is a link that leads out of the folder.")
    with path.open("rb") as file:
        model = file.read(LARGEST_BYTES + 1)
    if len(model) > LARGEST_BYTES:
        raise EngineError(f"{manifest.name}: {name} is larger than {LARGEST_BYTES} bytes; use a server.")
    if manifest.sha256 not in {None, hashlib.sha256(model).hexdigest()}:
        raise EngineError(f"{manifest.name}: {name} does not have the sha256 that the manifest says.")
    return model


def _is_file(path: Path) -> bool:
    """Not a pipe or a device, which would keep its reader waiting."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns
