"""Where files to import come from: folders, single files, DICOMDIR and zip, one after the other."""

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydicom import dcmread
from pydicom.errors import InvalidDicomError

DICOMDIR = "DICOMDIR"
"""File ID of a medium's directory (PS3.10 section 8.6)."""

ZIP_ALLOWANCE = 1 << 30
ZIP_RATIO = 100
"""What a zip may unpack to: ZIP_ALLOWANCE bytes and ZIP_RATIO times its size. Images shrink to a tenth at
most, blank ones further; what claims more than this is a bomb."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to import. `open` gives its bytes, and raises OSError or zipfile.BadZipFile."""

    name: str
    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was to be imported is not there or cannot be used; `text` says what and why."""

    text: str


def find_sources(paths: Iterable[Path]) -> Iterator[Source | Problem]:
    """All files below `paths`, in a stable order; what cannot be used comes as its explanation."""
    for path in paths:
        yield from _sources(path)


def _sources(path: Path) -> Iterator[Source | Problem]:
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.name.upper() == DICOMDIR:
            yield from _in_dicomdir(path)
        elif path.suffix.lower() == ".zip":
            yield from _in_zip(path)
        else:
            yield _file(path)
    except OSError as error:
        yield Problem(f"{path}: {error.strerror or error}")
    except (zipfile.BadZipFile, NotImplementedError) as error:
        yield Problem(f"{path} is no zip that can be read: {error}")


def _in_folder(folder: Path) -> Iterator[Source | Problem]:
    entries = sorted(folder.iterdir())
    for path in entries:
        # A medium's directory lists what the walk finds anyway; links could lead in circles.
        if path.name.upper() != DICOMDIR and not path.is_symlink() and (path.is_dir() or path.is_file()):
            yield from _sources(path)


def _file(path: Path) -> Source:
    return Source(str(path), path.stat().st_size, lambda: path.open("rb"))


def _in_dicomdir(path: Path) -> Iterator[Source | Problem]:
    """The files that a medium's directory refers to (PS3.3 Annex F)."""
    try:
        directory = dcmread(path)
        records = directory.DirectoryRecordSequence
    except (InvalidDicomError, AttributeError, EOFError, ValueError) as error:
        yield Problem(f"{path} is no DICOM directory: {error}")
        return
    for record in records:
        if "ReferencedFileID" in record:
            parts = record["ReferencedFileID"]
            names = [str(name) for name in parts.value] if parts.VM > 1 else [str(parts.value)]
            found = _referenced(path.parent, names)
            missing = Problem(f"{path} refers to {'/'.join(names)}, which is not there")
            yield missing if found is None else _file(found)


def _referenced(folder: Path, names: list[str]) -> Path | None:
    """The file of a File ID; media are mounted with capitals, without, or with a version number behind."""
    for name in names:
        wanted = name.upper()
        entries = [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
        # Only names of entries are used, so that a File ID cannot lead out of the medium.
        matching = [entry for entry in entries if entry.upper().partition(";")[0].rstrip(".") == wanted]
        if not matching:
            return None
        folder /= min(matching)
    return folder if folder.is_file() else None


def _in_zip(path: Path) -> Iterator[Source | Problem]:
    # Members are read after this has ended: the last of them to be forgotten closes the zip.
    opened = zipfile.ZipFile(path)
    members = [member for member in opened.infolist() if not member.is_dir()]
    unpacked = sum(member.file_size for member in members)
    if unpacked > ZIP_ALLOWANCE + ZIP_RATIO * path.stat().st_size:
        yield Problem(
            f"{path} claims to unpack to {unpacked} bytes: unpack it yourself if it is not a bomb, "
            "and import the folder."
        )
        return
    for member in members:
        if member.flag_bits & 1:
            yield Problem(f"{path}/{member.filename} is encrypted: unpack it, and import the folder.")
        elif Path(member.filename).name.upper() != DICOMDIR:
            yield Source(f"{path}/{member.filename}", member.file_size, _opener(opened, member))


def _opener(
    opened: zipfile.ZipFile, member: zipfile.ZipInfo
) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: opened.open(member)
