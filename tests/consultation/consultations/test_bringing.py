"""Studies and consoles on the table: who may bring what, and what taking it away ends."""

from __future__ import annotations

from tests.consultation.archive_site import CITY, COUNTY
from tests.consultation.consultations.conftest import (
    COLLEAGUE,
    CONSOLE,
    EXPERT,
    HOST,
    STUDENT,
    House,
)
from tests.consultation.fake_engine import console, speaker
from tests.support.dicom_files import CT

OURS = CT()
THEIRS = CT(study="theirs", series="theirs")


async def test_study_of_another_hospital_is_not_there_and_the_try_is_audited(house: House) -> None:
    await house.store(CITY, THEIRS)
    path = await house.with_everybody()
    await house.refuses(HOST, f"{path}/studies", 404, "not_found", body={"study_uid": THEIRS.study_uid})
    assert (await house.audited("study.read"))[0][:2] == (f"user:{HOST}", "refused")
    told = await house.do(EXPERT, f"{path}/studies", {"study_uid": THEIRS.study_uid})
    (study,) = told["studies"]
    assert (study["organisation"], study["added_by"]) == (CITY, house.ids[EXPERT])
    # What a consultation shows is not theirs to show elsewhere.
    other = await house.start()
    await house.refuses(HOST, f"{other}/studies", 404, "not_found", body={"study_uid": THEIRS.study_uid})


async def test_study_is_brought_once_and_taken_away(house: House) -> None:
    await house.store(COUNTY, OURS)
    path = await house.with_everybody()
    for person in (HOST, COLLEAGUE):
        told = await house.do(person, f"{path}/studies", {"study_uid": OURS.study_uid})
        assert [study["added_by"] for study in told["studies"]] == [house.ids[HOST]]
    told = await house.do(EXPERT, f"{path}/studies/{OURS.study_uid}", method="DELETE")
    assert told["studies"] == []
    (removed,) = await house.audited("consultation.remove")
    assert removed == (f"user:{EXPERT}", "success", {"study": OURS.study_uid})


async def test_console_off_air_is_told_as_such(house: House) -> None:
    agent, _ = await house.application.add_agent()
    path = await house.start()
    told = await house.do(HOST, f"{path}/consoles", {"room": agent.room})
    assert told["consoles"] == [
        {"room": agent.room, "name": "超声 1", "organisation": COUNTY, "modality": "US", "on_air": False}
    ]
    body = {"room": "console-nowhere"}
    await house.refuses(HOST, f"{path}/consoles", 404, "no_such_console", body=body)


async def test_console_taken_away_is_watched_no_more(house: House) -> None:
    path = await house.with_everybody(consoles=[await house.on_air()])
    watcher = f"user-{house.ids[STUDENT]}-00000001"
    engine = house.application.engine
    engine.rooms[CONSOLE] = [
        console(CONSOLE),
        speaker(watcher, **{"consilium.consultation": path[-12:]}),
        speaker(f"user-{house.ids[STUDENT]}-00000002", **{"consilium.consultation": "another"}),
    ]
    await house.do(STUDENT, f"{path}/consoles/{CONSOLE}/token")
    told = await house.do(HOST, f"{path}/consoles/{CONSOLE}", method="DELETE")
    assert told["consoles"] == []
    assert engine.orders == [("RemoveParticipant", CONSOLE, watcher)]
    await house.refuses(STUDENT, f"{path}/consoles/{CONSOLE}/token", 404, "no_such_console")
