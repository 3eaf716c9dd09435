"""Device profiles: how a console's screen looks, what of it is masked, and who confirmed that.

One TOML file each in a folder of the hospital's own machine. A confirmation seals the rectangles and the
layout: whoever edits them afterwards has to confirm again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from capture_agent.errors import AgentError, ExitCode
from capture_agent.geometry import Rect
from capture_agent.layout import ACROSS, DOWN, Cells, Chosen, Fingerprint

SUFFIX = ".toml"
NAME = re.compile(r"[\w][\w .,()-]{0,63}")


class ProfileError(AgentError):
    """A profile cannot be read, written or found; the text says which and what to do."""

    exit_code = ExitCode.CONFIGURATION


def _one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("write one line of text")
    return text.strip()


OneLine = Annotated[str, Field(max_length=120), AfterValidator(_one_line)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rectangle(_Part):
    """Pixels of the source's picture, from its top left corner."""

    x: int = Field(ge=0)
    y: int = Field(ge=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)

    @classmethod
    def of(cls, rect: Rect) -> Rectangle:
        return cls(x=rect.x, y=rect.y, width=rect.width, height=rect.height)

    def rect(self) -> Rect:
        return Rect(self.x, self.y, self.width, self.height)


class Confirmation(_Part):
    """Who at the hospital looked at the masks, when, and the seal of what they saw."""

    by: OneLine
    on: date
    seal: str


class Profile(_Part):
    """A device's screen layout and what of it is blacked out."""

    device: OneLine
    width: int = Field(ge=16, le=8192)
    height: int = Field(ge=16, le=8192)
    cells: str
    """Base64 of the layout's cells, two bytes each: all means row by row, then all contrasts."""
    compared: str
    """Base64 of which cells are compared, a bit each."""
    masks: tuple[Rectangle, ...] = ()
    varying: tuple[Rectangle, ...] = ()
    """Not compared: fields where the device writes what it measures."""
    confirmation: Confirmation | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _bytes(self.cells, 2 * DOWN * ACROSS, "cells")
        _bytes(self.compared, DOWN * ACROSS // 8, "compared")
        for rectangle in (*self.masks, *self.varying):
            if not rectangle.rect().inside(self.width, self.height):
                raise ValueError(f"{rectangle} does not lie within {self.width}x{self.height}")
        return self

    @classmethod
    def of(
        cls, device: str, layout: Fingerprint, masks: Sequence[Rect], varying: Sequence[Rect] = ()
    ) -> Profile:
        """A new one, which nobody has confirmed yet. Raises ProfileError for a name that is no line."""
        try:
            return cls(
                device=device,
                width=layout.width,
                height=layout.height,
                cells=_text(layout.cells.tobytes()),
                compared=_text(np.packbits(layout.compared).tobytes()),
                masks=tuple(Rectangle.of(rect) for rect in masks),
                varying=tuple(Rectangle.of(rect) for rect in varying),
            )
        except ValidationError as error:
            raise ProfileError(f"this is no profile: {_told(error)}") from error

    def fingerprint(self) -> Fingerprint:
        cells: Cells = np.frombuffer(_bytes(self.cells, 2 * DOWN * ACROSS, "cells"), np.uint8)
        packed = np.frombuffer(_bytes(self.compared, DOWN * ACROSS // 8, "compared"), np.uint8)
        compared: Chosen = np.unpackbits(packed).astype(np.bool_)
        shape = (DOWN, ACROSS)
        return Fingerprint(self.width, self.height, cells.reshape(2, *shape), compared.reshape(shape))

    def seal(self) -> str:
        """Changes with everything that decides what leaves the hospital."""
        content = self.model_dump(mode="json", exclude={"confirmation"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def confirmed(self) -> bool:
        """Somebody confirmed it, and it is as they saw it."""
        return self.confirmation is not None and self.confirmation.seal == self.seal()

    def confirmed_by(self, person: str, on: date) -> Profile:
        """Raises ProfileError for a name that is no line."""
        try:
            confirmation = Confirmation(by=person, on=on, seal=self.seal())
        except ValidationError as error:
            raise ProfileError(f"name the person who confirms: {_told(error)}") from error
        return self.model_copy(update={"confirmation": confirmation})


@dataclass(frozen=True, slots=True)
class Known:
    """A profile under the name of its file."""

    name: str
    profile: Profile


def path_of(folder: Path, name: str) -> Path:
    """Raises ProfileError when it cannot be a file's name."""
    if not NAME.fullmatch(name):
        raise ProfileError(f"{name!r} cannot name a profile: write letters, digits, spaces, `.`, `-`, `_`")
    return folder / f"{name}{SUFFIX}"


def read_profile(path: Path) -> Profile:
    """Raises ProfileError that names the file and what is wrong with it."""
    try:
        return Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ProfileError(f"there is no profile {path}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"cannot read the profile {path}: {error}") from error
    except ValidationError as error:
        raise ProfileError(f"the profile {path} cannot be used: {_told(error)}") from error


def read_profiles(folder: Path) -> tuple[Known, ...]:
    """All of a folder's profiles by name; none where there is no such folder.

    Raises ProfileError at the first that cannot be read: it may be the one that masks the most.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ProfileError(f"cannot read the folder of profiles {folder}: {error.strerror}") from error
    return tuple(Known(path.stem, read_profile(path)) for path in paths)


def write_profile(path: Path, profile: Profile) -> None:
    """In one step, so that a running agent never reads half of it; only its owner may read it.

    Raises ProfileError.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp gives the file to its owner alone.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_toml(profile))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise ProfileError(f"cannot write the profile {path}: {error.strerror}") from error


class ProfileFolder:
    """A folder of profiles that is read again when something in it has changed."""

    LOOK_EVERY_S = 1.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._looked_s = float("-inf")
        self._seen: object = None
        self._profiles: tuple[Known, ...] = ()
        self._error: ProfileError | None = None

    def current(self, now_s: float) -> tuple[Known, ...]:
        """The profiles at the monotonic time `now_s`. Raises ProfileError while one is unreadable."""
        if now_s - self._looked_s >= self.LOOK_EVERY_S:
            self._looked_s = now_s
            self._look()
        if self._error is not None:
            raise self._error
        return self._profiles

    def _look(self) -> None:
        seen = _state_of(self.folder)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._profiles, self._error = read_profiles(self.folder), None
        except ProfileError as error:
            self._profiles, self._error = (), error


def _state_of(folder: Path) -> object:
    """Something that changes whenever a profile does."""
    try:
        with os.scandir(folder) as entries:
            found = [(one.name, one.stat()) for one in entries if one.name.endswith(SUFFIX)]
    except OSError as error:
        return error.errno
    return sorted((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in found)


def _bytes(text: str, count: int, name: str) -> bytes:
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"{name} is damaged: {error}") from error
    if len(decoded) != count:
        raise ValueError(f"{name} is damaged: {len(decoded)} bytes instead of {count}")
    return decoded


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _toml(profile: Profile) -> str:
    """TOML as `tomllib` reads it; the standard library writes none."""
    lines = [f"device = {_string(profile.device)}"]
    lines += [f"width = {profile.width}", f"height = {profile.height}"]
    lines += [f'cells = "{profile.cells}"', f'compared = "{profile.compared}"']
    for key, rectangles in (("masks", profile.masks), ("varying", profile.varying)):
        for one in rectangles:
            lines += ["", f"[[{key}]]", f"x = {one.x}", f"y = {one.y}"]
            lines += [f"width = {one.width}", f"height = {one.height}"]
    if profile.confirmation is not None:
        told = profile.confirmation
        lines += ["", "[confirmation]", f"by = {_string(told.by)}", f"on = {told.on.isoformat()}"]
        lines += [f'seal = "{told.seal}"']
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A basic string (TOML 1.0): printable text has only these two to be escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _told(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}".removeprefix(": ")
        for one in error.errors()
    )
