"""Profiles as files: one TOML file each, in a folder of the hospital's own machine."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from capture_agent.profiles import Profile, ProfileError, told

SUFFIX = ".toml"
NAME = re.compile(r"[\w][\w .,()-]{0,63}")


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
        raise ProfileError(f"the profile {path} cannot be used: {told(error)}") from error


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
        confirmation = profile.confirmation
        lines += [
            "",
            "[confirmation]",
            f"by = {_string(confirmation.by)}",
            f"on = {confirmation.on.isoformat()}",
        ]
        lines += [f'seal = "{confirmation.seal}"']
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A basic string (TOML 1.0): printable text has only these two to be escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
