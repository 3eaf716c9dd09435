"""A running site for consultations: an ultrasound on air, a CT of the same hospital, people of three."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pycrdt import Map

from consultation.board.content import Document
from core.settings import load_settings
from tests.support.meeting import Caller, person_id
from tests.support.processes import consilium, run
from tests.support.site import (
    ADMINISTRATOR,
    EXPERT,
    PHYSICIAN,
    STUDENT,
    TECHNOLOGIST,
    Site,
    echo_cine,
)

PEOPLE = (EXPERT, TECHNOLOGIST, PHYSICIAN, STUDENT, ADMINISTRATOR)
PATIENT = "Zhou^Mingde=周^明德"
CONSOLE = "超声 · 心尖四腔"
LIVE, STORED = 0, 1
"""Cells of the stage, as `House.arrange` fills them."""


@dataclass(frozen=True, slots=True)
class House:
    """The technologist's hospital owns console and CT; the technologist hosts."""

    site: Site
    technologist: Caller
    console: str
    study: str
    series: str
    instances: tuple[str, ...]
    """SOP instance UIDs of the CT, by instance number."""

    @property
    def database_url(self) -> str:
        return load_settings(self.site.data, {}).database_url

    def consultation(self, title: str = "CT 与超声") -> str:
        """With console and CT; expert, physician and student are invited. Its id."""
        people = [person_id(self.technologist, person) for person in (EXPERT, PHYSICIAN, STUDENT)]
        return self.technologist.consult(title, consoles=[self.console], studies=[self.study], people=people)

    def arrange(self, document: Document) -> None:
        """The console in the first cell, the CT in the second."""
        document.get("stage", type=Map)["layout"] = "1x2"
        cells = document.get("cells", type=Map)
        cells[str(LIVE)] = {"kind": "console", "room": self.console}
        # A whole number that is an int here would reach the page as a BigInt.
        cells[str(STORED)] = {"kind": "series", "study": self.study, "series": self.series, "part": 0.0}


@contextmanager
def house(site: Site, ct: Path) -> Iterator[House]:
    """Fills `site`, which has nobody yet, and starts it. Stopped at the end.

    `ct` is a folder with one series.
    """
    for person in PEOPLE:
        site.add_person(person)
    slices = _named(ct, site.folder / "ct")
    command = ("archive", "import", "--data", str(site.data), "--organisation", TECHNOLOGIST.organisation)
    run(consilium(*command, str(site.folder / "ct")), timeout_s=120)
    try:
        site.start()
        # Browsers without graphics compose their whole page for each frame: a third of them are enough here.
        site.add_agent(CONSOLE, TECHNOLOGIST.organisation, echo_cine(), "--max-fps", "10")
        technologist = Caller.of(site, TECHNOLOGIST)
        yield House(
            site=site,
            technologist=technologist,
            console=technologist("GET", "/api/consoles")["consoles"][0]["room"],
            study=str(slices[0].StudyInstanceUID),
            series=str(slices[0].SeriesInstanceUID),
            instances=tuple(str(dataset.SOPInstanceUID) for dataset in slices),
        )
    finally:
        left = site.stop()
    assert left == [], "processes stayed behind"


def _named(ct: Path, folder: Path) -> list[pydicom.Dataset]:
    """Copies the series with a name that is found again wherever it leaks; its slices by instance number."""
    folder.mkdir()
    slices = [pydicom.dcmread(path) for path in ct.rglob("*.dcm")]
    for dataset in slices:
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.PatientName = PATIENT
        dataset.save_as(folder / f"{dataset.SOPInstanceUID}.dcm")
    return sorted(slices, key=lambda dataset: int(dataset.InstanceNumber))
