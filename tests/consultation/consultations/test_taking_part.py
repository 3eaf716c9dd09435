"""Who is part of a consultation, what they see of it, and what a stranger learns: nothing."""

from __future__ import annotations

from core.rights import rights_in_room
from tests.consultation.archive_site import CITY, COUNTY
from tests.consultation.consultations.conftest import (
    ADMINISTRATOR,
    COLLEAGUE,
    CONSOLE,
    EXPERT,
    HOST,
    PEOPLE,
    STRANGER,
    STUDENT,
    House,
)
from tests.support.dicom_files import CT

HEAD = CT()


async def listed(house: House, person: str) -> list[str]:
    told = await house.told("/api/consultations", person)
    return [f"/api/consultations/{one['id']}" for one in told["consultations"]]


async def test_consultation_started_at_once_is_told_in_full(house: House) -> None:
    await house.store(COUNTY, HEAD)
    room = await house.on_air()
    path = await house.start(
        title="  颈动脉  ",
        question="狭窄?",
        consoles=[room],
        studies=[HEAD.study_uid],
        people=[house.ids[EXPERT]],
        organisations=[house.organisations[CITY]],
    )
    told = await house.told(path, HOST)
    assert told["opened_at"] == told["created_at"] == told["studies"][0].pop("added_at")
    for name in ("opened_at", "created_at", "id"):
        told.pop(name)
    assert told == {
        "title": "颈动脉",
        "question": "狭窄?",
        "state": "open",
        "urgent": False,
        "host": {"id": house.ids[HOST], "name": HOST, "organisation": COUNTY},
        "planned_for": None,
        "closed_at": None,
        "room": "consultation-" + path[-12:],
        "conclusion": "",
        "members": [
            {
                "kind": "person",
                "id": house.ids[EXPERT],
                "name": EXPERT,
                "organisation": CITY,
                "role": "expert",
            },
            {"kind": "organisation", "id": house.organisations[CITY], "name": CITY},
        ],
        "studies": [
            {
                "study_uid": HEAD.study_uid,
                "description": "Head",
                "date": "20261121",
                "modalities": ["CT"],
                "patient_name": "Wang^XiaoDong=王^小东",
                "patient_id": "P1",
                "organisation": COUNTY,
                "added_by": house.ids[HOST],
            }
        ],
        "consoles": [
            {"room": CONSOLE, "name": "超声 1", "organisation": COUNTY, "modality": "US", "on_air": True}
        ],
        "present": [],
        "colours": {},
        "guests_waiting": 0,
        "me": {
            "id": house.ids[HOST],
            "name": HOST,
            "organisation": COUNTY,
            "role": "physician",
            "host": True,
            "rights": sorted(rights_in_room(PEOPLE[HOST][0], host=True)),
        },
        "summary": None,
    }


async def test_stranger_learns_nothing(house: House) -> None:
    path = await house.start()
    for person in (STRANGER, EXPERT, ADMINISTRATOR):
        assert await listed(house, person) == []
        await house.refuses(person, path, 404, "no_such_consultation", method="GET")
        await house.refuses(person, f"{path}/token", 404, "no_such_consultation")
        await house.refuses(person, f"{path}/close", 404, "no_such_consultation")
    answer = await house.client.get(path)
    assert answer.status == 401


async def test_person_of_an_invited_organisation_takes_part(house: House) -> None:
    path = await house.start(organisations=[house.organisations[CITY]])
    for person in (EXPERT, STUDENT, ADMINISTRATOR):
        assert await listed(house, person) == [path]
        assert (await house.told(path, person))["me"]["host"] is False
    assert await listed(house, COLLEAGUE) == []


async def test_names_are_hidden_from_those_who_may_not_know_them(house: House) -> None:
    await house.store(COUNTY, HEAD)
    path = await house.with_everybody(studies=[HEAD.study_uid])
    for person, named in ((STUDENT, False), (COLLEAGUE, True), (EXPERT, True), (ADMINISTRATOR, True)):
        answer = await house.ask(path, person)
        assert ("Wang" in await answer.text()) is named
        (study,) = (await answer.json())["studies"]
        typed = [study[name] for name in ("patient_name", "patient_id", "description")]
        assert [text != "" for text in typed] == [named] * 3
    readers = {actor for actor, _, _ in await house.audited("study.read")}
    assert readers == {f"user:{person}" for person in (HOST, COLLEAGUE, EXPERT, ADMINISTRATOR)}


async def test_newest_is_listed_first_with_what_the_list_shows(house: House) -> None:
    await house.store(COUNTY, HEAD)
    older = await house.start(planned_for="2026-11-22T09:00:00+08:00")
    newer = await house.start(consoles=[await house.on_air()], studies=[HEAD.study_uid])
    assert await listed(house, HOST) == [newer, older]
    first, second = (await house.told("/api/consultations", HOST))["consultations"]
    assert (first["consoles"], first["console_room"], first["studies"]) == (["超声 1"], CONSOLE, 1)
    assert (second["state"], second["planned_for"]) == ("planned", "2026-11-22T01:00:00+00:00")
    assert second["opened_at"] is None
