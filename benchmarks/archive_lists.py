"""How long lists of studies take at millions of them: the page's list and count, and QIDO-RS's search.

``python -m benchmarks.archive_lists URL [ROUNDS]`` asks the database at URL, filled by `archive_fill`, each
kind of question with changing values, as an expert who sees all hospitals and as a physician who sees one.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.archive_population import ORGANISATIONS, Study, population
from core.database import Database
from core.roles import Role
from imaging.access import Access
from imaging.query.catalogue import Catalogue
from imaging.query.model import Level, Query
from imaging.query.overview import Overview
from imaging.query.studies import Cursor
from imaging.rights import Caller

ROUNDS = 40
PAGE = 101
EXPERT = Caller("user:expert", ORGANISATIONS[0][0], Role.EXPERT)
PHYSICIAN = Caller("user:physician", ORGANISATIONS[2][0], Role.PHYSICIAN)

Keys = Callable[[Study], dict[str, str]]


def _month(study: Study) -> str:
    return f"{study.day[:6]}01-{study.day[:6]}31"


def _family(study: Study) -> str:
    return study.patient.name.split("^")[0]


def _sign(study: Study) -> str:
    return study.patient.name.rpartition("=")[2][0]


QUESTIONS: dict[str, Keys] = {
    "first page": lambda _: {},
    "date range": lambda study: {"StudyDate": _month(study)},
    "patient ID": lambda study: {"PatientID": study.patient.patient_id},
    "patient ID, beginning": lambda study: {"PatientID": study.patient.patient_id[:7] + "*"},
    "accession number": lambda study: {"AccessionNumber": study.accession_number},
    "name WANG*": lambda study: {"PatientName": _family(study) + "*"},
    "name 王*": lambda study: {"PatientName": _sign(study) + "*"},
    "name WANG^XIAO*": lambda study: {"PatientName": study.patient.name.split("=")[0][:-2] + "*"},
    "name *IAO*": lambda study: {"PatientName": f"*{study.patient.name.split('=')[0][-5:-1]}*"},
    "name *小*": lambda study: {"PatientName": f"*{study.patient.name[-1]}*"},
    "modality": lambda study: {"ModalitiesInStudy": study.series[0]},
    "modality, date": lambda study: {"ModalitiesInStudy": study.series[0], "StudyDate": _month(study)},
    "body part": lambda study: {"BodyPartExamined": study.body_part},
    "body part, modality": lambda study: {
        "BodyPartExamined": study.body_part,
        "ModalitiesInStudy": study.series[0],
    },
    "name, modality": lambda study: {
        "PatientName": _family(study) + "*",
        "ModalitiesInStudy": study.series[0],
    },
    "name, date": lambda study: {"PatientName": _family(study) + "*", "StudyDate": _month(study)},
    "name that nobody has": lambda _: {"PatientName": "*QZQ*"},
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds for one question."""

    question: str
    p50: float
    p95: float
    worst: float


class Lists:
    """Asks the questions with values of studies that exist."""

    def __init__(self, database: Database, examples: list[Study]) -> None:
        access = Access(database)
        self.access = access
        self._catalogue = Catalogue(database, access)
        self._overview = Overview(database, access)
        self._examples = examples

    async def measure(self, rounds: int) -> list[Measured]:
        measured = []
        for caller, who in ((EXPERT, "all"), (PHYSICIAN, "one hospital")):
            for name, keys in QUESTIONS.items():
                title = f"{name} ({who})"
                measured.append(await self._timed(f"list: {title}", rounds, self._list(caller, keys)))
                measured.append(await self._timed(f"count: {title}", rounds, self._count(caller, keys)))
                measured.append(await self._timed(f"QIDO: {title}", rounds, self._qido(caller, keys)))
            measured.append(await self._timed(f"list: deep page ({who})", rounds, self._deep(caller)))
        return measured

    async def _timed(self, title: str, rounds: int, ask: Callable[[Study], Awaitable[object]]) -> Measured:
        times = []
        for study in self._examples[:rounds]:
            began = time.perf_counter()
            await ask(study)
            times.append(1000 * (time.perf_counter() - began))
        times.sort()
        p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
        return Measured(title, statistics.median(times), p95, times[-1])

    def _list(self, caller: Caller, keys: Keys) -> Callable[[Study], Awaitable[object]]:
        return lambda study: self._overview.page(
            caller, Query(Level.STUDY, keys(study)), None, limit=PAGE - 1, after=None
        )

    def _count(self, caller: Caller, keys: Keys) -> Callable[[Study], Awaitable[object]]:
        return lambda study: self._overview.count(caller, Query(Level.STUDY, keys(study)), None)

    def _qido(self, caller: Caller, keys: Keys) -> Callable[[Study], Awaitable[object]]:
        return lambda study: self._catalogue.find(caller, Query(Level.STUDY, keys(study), limit=PAGE))

    def _deep(self, caller: Caller) -> Callable[[Study], Awaitable[object]]:
        return lambda study: self._overview.page(
            caller, Query(Level.STUDY), None, limit=PAGE - 1, after=Cursor(study.moment, study.pk)
        )


async def measure(url: str, rounds: int = ROUNDS) -> list[Measured]:
    """All questions, to a database that `archive_fill` filled."""
    examples = list(population(20_000))
    random.Random(2).shuffle(examples)
    async with Database(url) as database:
        lists = Lists(database, examples)
        try:
            return await lists.measure(rounds)
        finally:
            await lists.access.close()


def main() -> None:
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    for one in asyncio.run(measure(sys.argv[1], rounds)):
        print(f"{one.question:48} p50 {one.p50:7.1f}  p95 {one.p95:7.1f}  worst {one.worst:7.1f} ms")


if __name__ == "__main__":
    main()
