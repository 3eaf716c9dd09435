"""Queries of every kind on both databases: what matches, what does not, and for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.rights import ROLE_RIGHTS
from core.roles import Role
from imaging.errors import BadQuery
from imaging.query.model import ALL, Level, Query
from imaging.rights import OPERATOR_CALLER, Caller, may_read
from tests.imaging.conftest import CITY, CITY_CT, COUNTY, COUNTY_CT, STUDENT
from tests.imaging.query.conftest import Archived
from tests.support.dicom_files import CT

WANG = CT(more={"AccessionNumber": "A1", "StudyDescription": "Head 100%"})
LI = CT(
    study="li",
    series="li",
    name="LI^NA",
    patient_id="p1",
    study_date="20260131",
    study_time="1745",
    modality="MR",
    body_part="CHEST",
    more={"AccessionNumber": "B[1]", "StudyDescription": "chest_routine", "PatientBirthDate": "19800229"},
)
MUELLER = CT(
    study="müller",
    series="müller",
    name="Müller-Wang^Jörg",
    patient_id="P2",
    study_date="20251231",
    study_time="000000",
    more={"AccessionNumber": "", "StudyDescription": "Knie"},
)
UNDATED = CT(study="undated", series="undated", name="", patient_id="U", study_date="", study_time="")
ALL_IDS = ["P1", "p1", "P2", "U"]


@pytest.fixture
async def filled(archived: Archived) -> Archived:
    await archived.store(CITY_CT, WANG, LI, MUELLER, UNDATED)
    return archived


STUDIES: list[tuple[dict[str, str], list[str]]] = [
    ({}, ALL_IDS),
    ({"PatientName": ""}, ALL_IDS),
    ({"PatientName": "*"}, ALL_IDS),
    ({"PatientName": "WANG^XIAODONG"}, ["P1"]),
    ({"PatientName": "wang*"}, ["P1"]),
    ({"PatientName": "Wang"}, []),
    ({"PatientName": "W?NG^*"}, ["P1"]),
    ({"PatientName": "王*"}, ["P1"]),
    ({"PatientName": "王^小东"}, ["P1"]),
    ({"PatientName": "*东"}, ["P1"]),
    ({"PatientName": "*wang*"}, ["P1", "P2"]),
    ({"PatientName": "*iaod*"}, ["P1"]),
    ({"PatientName": "MÜLLER*"}, ["P2"]),
    ({"PatientName": "*jörg"}, ["P2"]),
    ({"PatientName": "*^jör*"}, ["P2"]),
    ({"PatientName": "Wang^XiaoDong=王^小东"}, ["P1"]),
    ({"PatientName": "%"}, []),
    ({"PatientID": "P1"}, ["P1"]),
    ({"PatientID": "P*"}, ["P1", "P2"]),
    ({"PatientID": "*1"}, ["P1", "p1"]),
    ({"PatientID": "?1"}, ["P1", "p1"]),
    ({"PatientBirthDate": "19800101-19801231"}, ["p1"]),
    ({"PatientSex": "M"}, ALL_IDS),
    ({"PatientSex": "F"}, []),
    ({"StudyDate": "20260131"}, ["p1"]),
    ({"StudyDate": "20260101-"}, ["P1", "p1"]),
    ({"StudyDate": "-20260131"}, ["p1", "P2"]),
    ({"StudyDate": "20250101-20261231"}, ["P1", "p1", "P2"]),
    ({"StudyTime": "09-10"}, ["P1"]),
    ({"StudyTime": "17-1800"}, ["p1"]),
    ({"StudyTime": "-00"}, ["P2"]),
    ({"AccessionNumber": "A1"}, ["P1", "U"]),
    ({"AccessionNumber": "B[1]"}, ["p1"]),
    ({"AccessionNumber": "B[*"}, ["p1"]),
    ({"AccessionNumber": "[AB]*"}, []),
    ({"StudyDescription": "head*"}, ["P1", "U"]),
    ({"StudyDescription": "*100%"}, ["P1"]),
    ({"StudyDescription": "chest_*"}, ["p1"]),
    ({"StudyDescription": "h_ad"}, []),
    ({"ModalitiesInStudy": "MR"}, ["p1"]),
    ({"ModalitiesInStudy": "MR\\US"}, ["p1"]),
    ({"ModalitiesInStudy": "C*"}, ["P1", "P2", "U"]),
    ({"BodyPartExamined": "CHEST"}, ["p1"]),
    ({"StudyInstanceUID": f"{WANG.study_uid}\\{LI.study_uid}"}, ["P1", "p1"]),
    ({"StudyInstanceUID": "1.2.3"}, []),
    ({"PatientName": "wang*", "ModalitiesInStudy": "MR"}, []),
    ({"PatientName": "*wang*", "ModalitiesInStudy": "CT", "StudyDate": "2026.11.21"}, ["P1"]),
]


async def test_studies_match(filled: Archived) -> None:
    answers = [(keys, await filled.found("PatientID", **keys)) for keys, _ in STUDIES]
    assert answers == STUDIES


FUZZY: list[tuple[str, list[str]]] = [
    ("xiao wang", ["P1"]),
    ("WANG", ["P1", "P2"]),
    ("wang jörg", ["P2"]),
    ("王小东", ["P1"]),
    ("小东", ["P1"]),
    ("ang", []),
    ("wang li", []),
]


async def test_fuzzy_names_match_by_words_in_any_order(filled: Archived) -> None:
    async def found(text: str) -> list[object]:
        query = Query(Level.STUDY, {"PatientName": text}, fuzzy=True)
        matches = await filled.catalogue.find(OPERATOR_CALLER, query)
        return [match.attributes["PatientID"] for match in matches]

    assert [(text, await found(text)) for text, _ in FUZZY] == FUZZY


async def test_ranges_of_date_and_time_can_be_taken_together(filled: Archived) -> None:
    keys = {"StudyDate": "20251231-20260131", "StudyTime": "10-1200"}
    together = Query(Level.STUDY, keys, combined=True)
    found = await filled.catalogue.find(OPERATOR_CALLER, together)
    assert [match.attributes["PatientID"] for match in found] == []
    keys = {"StudyDate": "20260131-20261121", "StudyTime": "10-0930"}
    found = await filled.catalogue.find(OPERATOR_CALLER, Query(Level.STUDY, keys, combined=True))
    assert [match.attributes["PatientID"] for match in found] == ["P1", "p1"]
    assert await filled.found("PatientID", StudyDate="20260131-20261121", StudyTime="10-1200") == []


LEVELS: list[tuple[Level, dict[str, str], int]] = [
    (Level.PATIENT, {}, 4),
    (Level.PATIENT, {"PatientName": "*wang*"}, 2),
    (Level.SERIES, {}, 5),
    (Level.SERIES, {"Modality": "MR"}, 1),
    (Level.SERIES, {"Modality": "US"}, 1),
    (Level.SERIES, {"Modality": "M*"}, 1),
    (Level.SERIES, {"StudyInstanceUID": WANG.study_uid}, 2),
    (Level.SERIES, {"SeriesDescription": "ax*", "BodyPartExamined": "CHEST"}, 1),
    (Level.SERIES, {"SeriesInstanceUID": f"{WANG.series_uid}\\{LI.series_uid}"}, 2),
    (Level.SERIES, {"SeriesInstanceUID": "1.2.3"}, 0),
    (Level.SERIES, {"SeriesNumber": "1", "PatientID": "P1"}, 2),
    (Level.IMAGE, {}, 6),
    (Level.IMAGE, {"SOPInstanceUID": LI.sop_instance_uid}, 1),
    (Level.IMAGE, {"StudyInstanceUID": WANG.study_uid, "InstanceNumber": "2"}, 1),
    (Level.IMAGE, {"SeriesInstanceUID": WANG.series_uid}, 2),
    (Level.IMAGE, {"Rows": "16", "PatientID": "P1"}, 3),
    (Level.IMAGE, {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.4"}, 0),
]


async def test_every_level_matches_its_keys_and_those_above(filled: Archived) -> None:
    await filled.store(CITY_CT, CT(number=2, more=WANG.more), CT(series="us", modality="US", more=WANG.more))
    answers = [(level, keys, len(await filled.find(level, **keys))) for level, keys, _ in LEVELS]
    assert answers == LEVELS


async def test_limit_and_offset_cut_every_level_alike(filled: Archived) -> None:
    for level in Level:
        everything = await filled.find(level)
        cut = await filled.catalogue.find(OPERATOR_CALLER, Query(level, limit=2, offset=1))
        assert cut == everything[1:3]
        assert await filled.catalogue.find(OPERATOR_CALLER, Query(level, limit=0)) == []


async def test_attributes_outside_of_the_index_come_from_the_metadata(filled: Archived) -> None:
    for level in (Level.STUDY, Level.SERIES, Level.IMAGE):
        asked = Query(level, {"PatientID": "P1"}, returned=frozenset({"00180060"}))
        (match,) = await filled.catalogue.find(OPERATOR_CALLER, asked)
        assert match.metadata == {"00180060": {"vr": "DS", "Value": [120]}}
    everything = Query(Level.IMAGE, {"PatientID": "P1"}, returned=frozenset({ALL}))
    (match,) = await filled.catalogue.find(OPERATOR_CALLER, everything)
    assert match.metadata["00280010"] == {"vr": "US", "Value": [16]}


async def test_key_of_another_level_is_refused(filled: Archived) -> None:
    for level, key in (
        (Level.STUDY, "Modality"),
        (Level.PATIENT, "StudyDate"),
        (Level.SERIES, "InstanceNumber"),
        (Level.IMAGE, "x"),
    ):
        with pytest.raises(BadQuery, match=key):
            await filled.find(level, **{key: "1"})


CALLERS = [
    OPERATOR_CALLER,
    CITY_CT,
    COUNTY_CT,
    STUDENT,
    *(Caller(f"user:{role.value}", owner, ROLE_RIGHTS[role]) for role in Role for owner in (CITY, COUNTY)),
]
KEYS = st.fixed_dictionaries(
    {},
    optional={
        "PatientName": st.sampled_from(["*", "wang*", "*a*", "王*", "Li^Na", "*ü*"]),
        "PatientID": st.sampled_from(["P*", "P1", "*1"]),
        "StudyDate": st.sampled_from(["20260101-", "-20261231"]),
        "AccessionNumber": st.sampled_from(["A*", ""]),
        "ModalitiesInStudy": st.sampled_from(["CT", "CT\\MR", "M*"]),
        "StudyInstanceUID": st.sampled_from(
            [WANG.study_uid, LI.study_uid, f"{WANG.study_uid}\\{LI.study_uid}"]
        ),
        "SeriesInstanceUID": st.sampled_from([WANG.series_uid, LI.series_uid]),
        "SOPInstanceUID": st.sampled_from([WANG.sop_instance_uid, LI.sop_instance_uid]),
    },
)
REACH = {"SeriesInstanceUID": {Level.SERIES, Level.IMAGE}, "SOPInstanceUID": {Level.IMAGE}}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    caller=st.sampled_from(CALLERS),
    level=st.sampled_from(Level),
    keys=KEYS,
    fuzzy=st.booleans(),
    offset=st.integers(0, 2),
)
async def test_nobody_ever_gets_what_they_may_not_read(
    shared_by_two: Archived, caller: Caller, level: Level, keys: dict[str, str], fuzzy: bool, offset: int
) -> None:
    query = Query(level, {k: v for k, v in keys.items() if level in REACH.get(k, set(Level))}, fuzzy=fuzzy)
    if level is Level.PATIENT:
        query = Query(level, {k: v for k, v in query.keys.items() if k.startswith("Patient")}, fuzzy=fuzzy)
    given_to_operator = await shared_by_two.catalogue.find(OPERATOR_CALLER, query)
    found = await shared_by_two.catalogue.find(caller, query)
    # All that the rights allow, and nothing else.
    assert found == [match for match in given_to_operator if may_read(caller, match.organisation_id, "")]


async def test_consultation_shows_its_studies_and_no_others(shared_by_two: Archived) -> None:
    shown = frozenset({LI.study_uid})
    student = replace(STUDENT, shown=shown)
    both = f"{WANG.study_uid}\\{LI.study_uid}"
    for level in (Level.STUDY, Level.SERIES, Level.IMAGE):
        for keys in ({}, {"StudyInstanceUID": both}, {"SeriesInstanceUID": LI.series_uid}):
            if level in REACH.get(next(iter(keys), ""), set(Level)):
                found = await shared_by_two.find(level, caller=student, **keys)
                assert [match.attributes["StudyInstanceUID"] for match in found] == [LI.study_uid]
        assert await shared_by_two.find(level, caller=student, StudyInstanceUID=WANG.study_uid) == []
    assert await shared_by_two.find(Level.PATIENT, caller=student) == []


async def test_readers_find_shown_studies_by_uid_and_list_their_own(shared_by_two: Archived) -> None:
    physician = Caller("user:p", CITY, ROLE_RIGHTS[Role.PHYSICIAN], shown=frozenset({LI.study_uid}))
    series = await shared_by_two.find(Level.SERIES, caller=physician, StudyInstanceUID=LI.study_uid)
    assert [match.attributes["SeriesInstanceUID"] for match in series] == [LI.series_uid]
    listed = await shared_by_two.find(caller=physician)
    assert {match.attributes["StudyInstanceUID"] for match in listed} == {WANG.study_uid, MUELLER.study_uid}


@pytest.fixture
async def shared_by_two(archived: Archived) -> Archived:
    await archived.store(CITY_CT, WANG, MUELLER)
    await archived.store(COUNTY_CT, LI, UNDATED)
    return archived
