"""Imports files that lie on a disk; run again, it skips what is in and goes on where it was stopped."""

import zipfile
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from imaging.archive import Archive
from imaging.errors import UnreadableDicom
from imaging.header import read_header
from imaging.import_sources import Problem, Source, find_sources
from imaging.receipt import Outcome
from imaging.rights import OPERATOR_CALLER, Caller

THREADS = 4
"""Enough to keep the disk busy while others compute."""

_PIECE = 1 << 20
_PREAMBLE = 128
_BARE_MAX = 64 << 20
"""Without the ``DICM`` mark only files up to this size are looked into: those before PS3.10 are small."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much there is to import: files and bytes."""

    files: int
    bytes: int


@dataclass(slots=True)
class Totals:
    """What became of the files so far."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    other: int = 0
    """Files that are no DICOM."""
    problems: list[str] = field(default_factory=list)
    """What could not be read, each with the reason."""

    @property
    def files(self) -> int:
        return self.outcomes.total() + self.other + len(self.problems)


OnProgress = Callable[[int, Totals], None]
"""Called for each file that is done, with its size in bytes and the totals so far."""


def survey(paths: Sequence[Path]) -> Work:
    """Counts what `import_paths` will find; nothing is opened but directories and zips."""
    sizes = [source.size if isinstance(source, Source) else 0 for source in find_sources(paths)]
    return Work(len(sizes), sum(sizes))


def import_paths(
    archive: Archive,
    paths: Sequence[Path],
    organisation_id: str,
    on_progress: OnProgress | None = None,
    *,
    caller: Caller = OPERATOR_CALLER,
) -> Totals:
    """Takes in every DICOM file below `paths` as studies of `organisation_id`.

    Files that cannot be read are in the totals. Raises StorageFull and StorageFailed: then import the same
    paths again once there is room.
    """
    totals = Totals()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="import") as pool:
        for source, result in _taken_in(pool, archive, paths, caller, organisation_id):
            if isinstance(result, Outcome):
                totals.outcomes[result] += 1
            elif isinstance(result, Problem):
                totals.problems.append(result.text)
            else:
                totals.other += 1
            if on_progress is not None:
                on_progress(source.size if isinstance(source, Source) else 0, totals)
    return totals


_Result = Outcome | Problem | None
"""None: it is no DICOM."""


def _taken_in(
    pool: ThreadPoolExecutor, archive: Archive, paths: Sequence[Path], caller: Caller, organisation_id: str
) -> Iterator[tuple[Source | Problem, _Result]]:
    """Each source with what became of it, in order; only a few are under way at any moment."""
    under_way: deque[tuple[Source | Problem, Future[_Result]]] = deque()
    try:
        for source in find_sources(paths):
            under_way.append((source, pool.submit(_take_in, archive, source, caller, organisation_id)))
            if len(under_way) > 2 * THREADS:
                first, future = under_way.popleft()
                yield first, future.result()
        while under_way:
            first, future = under_way.popleft()
            yield first, future.result()
    finally:
        for _, future in under_way:
            future.cancel()


def _take_in(archive: Archive, source: Source | Problem, caller: Caller, organisation_id: str) -> _Result:
    if isinstance(source, Problem):
        return source
    try:
        with (
            source.open() as file,
            archive.ingest.receive(
                caller, organisation_id=organisation_id, name=source.name, again=True
            ) as reception,
        ):
            piece = file.read(_PIECE)
            if piece[_PREAMBLE : _PREAMBLE + 4] != b"DICM":
                piece += file.read(_BARE_MAX - len(piece) + 1)
                if not _is_bare_dicom(piece):
                    return None
            while piece:
                reception.write(piece)
                piece = file.read(_PIECE)
            return reception.finish().outcome
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        return Problem(f"{source.name}: {error}")


def _is_bare_dicom(data: bytes) -> bool:
    """Whether these are readable DICOM without the mark that PS3.10 asks for."""
    if len(data) > _BARE_MAX:
        return False
    try:
        read_header(data)
    except UnreadableDicom:
        return False
    return True
