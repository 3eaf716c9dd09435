"""Lists of studies when there are millions: the page's list and QIDO over HTTP, on SQLite and PostgreSQL."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.archive.fill import fill
from benchmarks.archive.population import Study, population
from benchmarks.archive.questions import QUESTIONS
from benchmarks.archive.servers import Reader, Server, ours
from benchmarks.report import Row, percentile
from tests.support.postgresql import PostgreSQL
from tests.support.site import Site

SQLITE_STUDIES = 1_000_000
POSTGRESQL_STUDIES = 5_000_000
ROUNDS = 40
LIMIT = 101
GOAL = "50 ms"

Ask = Callable[[Mapping[str, str]], str]


def rows(folder: Path) -> list[Row]:
    """Fills both databases, which takes minutes, and asks each kind of question with changing values."""
    sqlite = Site(folder / "sqlite")
    table = _one(sqlite, f"sqlite+aiosqlite:///{sqlite.data / 'consilium.db'}", SQLITE_STUDIES, "SQLite")
    with PostgreSQL() as server:
        site = Site(folder / "postgresql")
        table += _one(site, server.new_database(), POSTGRESQL_STUDIES, "PostgreSQL")
    return table


def _one(site: Site, url: str, studies: int, name: str) -> list[Row]:
    site.folder.mkdir()
    site.set("database", url=url)
    began = time.monotonic()
    fill(url, studies)
    print(f"{name}: {studies:,} studies written in {time.monotonic() - began:.0f} s", flush=True)
    server = ours(site)
    try:
        return _measure(server, f"{studies:,} studies, {name}")
    finally:
        site.stop()


def _measure(server: Server, where: str) -> list[Row]:
    examples = list(population(20_000))
    random.Random(2).shuffle(examples)
    lists = Server(
        server.aet, server.sender_aet, server.dicom_port, server.http_port, "/api/archive", server.headers
    )
    return [
        _asked(Reader(server), _qido, examples, f"QIDO studies, {where}"),
        _asked(Reader(lists), _list, examples, f"study list, {where}"),
    ]


def _asked(reader: Reader, path: Ask, examples: list[Study], what: str) -> Row:
    """All questions together, and the one that takes longest."""
    every: list[float] = []
    worst, slowest = 0.0, ""
    for question, keys in QUESTIONS.items():
        taken = [
            reader.milliseconds(path(keys(study)), "application/json, application/dicom+json")[0]
            for study in examples[:ROUNDS]
        ]
        every += taken
        if percentile(taken, 0.95) > worst:
            worst, slowest = percentile(taken, 0.95), question
    seen = f"{percentile(every, 0.5):.0f} / {percentile(every, 0.95):.0f} ms; {slowest}: {worst:.0f} ms"
    return Row(f"{what}: p50 / p95; slowest question's p95", seen, GOAL)


def _qido(keys: Mapping[str, str]) -> str:
    return f"/studies?{urlencode({**keys, 'limit': LIMIT})}"


_PARAMETERS = {
    "PatientID": "patient_id",
    "AccessionNumber": "accession",
    "PatientName": "name",
    "ModalitiesInStudy": "modality",
    "BodyPartExamined": "body_part",
}


def _list(keys: Mapping[str, str]) -> str:
    asked = {_PARAMETERS[key]: value for key, value in keys.items() if key != "StudyDate"}
    if "StudyDate" in keys:
        asked["from"], _, asked["to"] = keys["StudyDate"].partition("-")
    return f"/studies?{urlencode({**asked, 'limit': LIMIT - 1})}"
