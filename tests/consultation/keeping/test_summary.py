"""The summary: one PDF for each patient, kept with their study, whatever the consultation was."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydicom import Dataset, dcmread
from sqlalchemy import select

from consultation.consultations.attendees import Attendee, person_attendee
from consultation.consultations.tables import Attendance, Consultation, Kept, State
from consultation.keeping import summary
from consultation.keeping.summary import keep_summary
from consultation.problems import Problem
from consultation.services import utc_now
from core import accounts
from core.audit import Action
from imaging.index.tables import Instance
from tests.consultation.archive_site import CITY, COUNTY
from tests.consultation.keeping.conftest import CONSULTATION, KeepingSite
from tests.consultation.keeping.drawn import AT, draw, mark, measured
from tests.consultation.keeping.pictures import picture
from tests.consultation.keeping.test_keep import keep_image, on_slice, user_id
from tests.support.dicom_files import CT
from tests.support.pdf_text import pdf_text

CONCLUSION = "考虑急性脑梗死，建议转院。Transfer at once."
HEAD, OTHER = CT(side=64), CT(side=64, study="other", series="other", name="Li^Na=李^娜", patient_id="P2")

ELSEWHERE = CT(side=64, study="elsewhere", series="elsewhere", patient_id="X9")


async def close(site: KeepingSite) -> Attendee:
    """The consultation is over; its host."""
    async with site.services.database.write() as session:
        row = await session.get_one(Consultation, CONSULTATION)
        row.state, row.closed_at, row.conclusion = State.CLOSED, utc_now(), CONCLUSION
        session.add(
            Attendance(
                consultation_id=CONSULTATION,
                attendee="guest-000000000001",
                name="赵敏 <b>&",
                organisation="镇卫生院",
                role="guest",
                entered_at=utc_now() - timedelta(minutes=9),
                left_at=utc_now(),
            )
        )
        host = accounts.person(await accounts.get_user(session, "expert"))
    return person_attendee(host, row)


async def kept_summaries(site: KeepingSite) -> list[Dataset]:
    async with site.services.database.read() as session:
        digests = await session.scalars(
            select(Instance.digest)
            .join(Kept, Kept.instance_uid == Instance.sop_instance_uid)
            .where(Kept.kind == "summary")
            .order_by(Kept.kept_at, Instance.id)
        )
        return [dcmread(site.services.archive.store.path(digest)) for digest in digests]


async def test_summary_tells_who_saw_and_found_what_and_is_kept_with_the_study(site: KeepingSite) -> None:
    await site.archive.store(COUNTY, HEAD)
    await site.bring(HEAD.study_uid, COUNTY)
    expert, technologist = await user_id(site, "expert"), await user_id(site, "technologist")
    ruler = mark(
        "length",
        on_slice(HEAD),
        (10, 10),
        (20, 20),
        measured=[measured("length", 12.34, "mm")],
        author=expert,
    )
    finding = {
        "author": expert,
        "authorName": "x",
        "at": AT,
        "title": "低密度灶",
        "site": "右侧基底节",
        "detail": "边界模糊",
        "place": None,
        "votes": {technologist: {"says": "dispute", "name": "x", "at": AT}},
    }
    chosen = {key: value for key, value in on_slice(HEAD).items() if key != "kind"}
    key_image = chosen | {"label": "关键层面", "by": expert, "byName": "x", "at": AT}
    await draw(
        site.services.database,
        CONSULTATION,
        utc_now(),
        marks={"m": ruler},
        findings={"f": finding},
        keyImages={"k": key_image},
    )
    assert (await keep_image(site, await site.picture(picture()))).status == 201
    who = await close(site)
    await keep_summary(site.services, CONSULTATION, who, "127.0.0.1")

    (document,) = await kept_summaries(site)
    assert (document.StudyInstanceUID, document.MIMETypeOfEncapsulatedDocument) == (
        HEAD.study_uid,
        "application/pdf",
    )
    answer = await site.get("/summary.pdf", "technologist")
    pdf = await answer.read()
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    assert document.EncapsulatedDocument.startswith(pdf)
    text = pdf_text(pdf)
    for said in (
        "右侧基底节区病变", "是否为急性脑梗死", CONCLUSION, "低密度灶", "右侧基底节", "边界模糊",
        "Dispute: technologist", "12.3 mm", "王小东 (Wang XiaoDong)", "P1", "赵敏 <b>&", "镇卫生院",
        "关键层面",
    ):  # fmt: skip
        assert said.replace(" ", "") in text.replace(" ", ""), said
    assert pdf.count(b"/FontFile2") >= 1
    assert pdf.count(b"/DCTDecode") == 2  # the key image and the frozen picture

    told = await site.archive.told(site.path, "physician")
    assert told["summary"] == {"study_uid": HEAD.study_uid, "instance_uid": document.SOPInstanceUID}
    read = [
        entry.actor
        for entry in await site.archive.application.audited()
        if entry.action == Action.SUMMARY_READ
    ]
    assert read == ["user:technologist"]
    await keep_summary(site.services, CONSULTATION, who, "127.0.0.1")
    assert len(await kept_summaries(site)) == 1


async def test_nobody_reads_of_one_patient_in_the_file_of_another(site: KeepingSite) -> None:
    await site.archive.store(COUNTY, HEAD, OTHER)
    await site.archive.store(CITY, ELSEWHERE)
    await site.bring(HEAD.study_uid, COUNTY)
    await site.bring(OTHER.study_uid, COUNTY)
    await site.bring(ELSEWHERE.study_uid, CITY)
    place = {"kind": "slice", "part": 0, "slice": 0, "label": ""}
    about = {
        "author": "a",
        "authorName": "a",
        "at": AT,
        "site": "",
        "detail": "",
        "place": place
        | {"study": OTHER.study_uid, "series": OTHER.series_uid, "instance": OTHER.sop_instance_uid},
    }
    await draw(
        site.services.database, CONSULTATION, utc_now(), findings={"f": about | {"title": "李娜的发现"}}
    )
    await keep_summary(site.services, CONSULTATION, await close(site), "")
    first, second = await kept_summaries(site)
    one, two = (pdf_text(document.EncapsulatedDocument) for document in (first, second))
    assert "王小东" in one
    assert "X9" in one  # the same person as another hospital knows them
    assert "李娜" not in one
    assert "李娜的发现" in two
    assert "王小东" not in two
    assert (first.StudyInstanceUID, second.StudyInstanceUID) == (HEAD.study_uid, OTHER.study_uid)


async def test_summary_is_for_those_who_may_know_the_patients_names(site: KeepingSite) -> None:
    await site.archive.store(COUNTY, HEAD)
    await site.bring(HEAD.study_uid, COUNTY)
    assert (await site.get("/summary.pdf")).status == 404
    await keep_summary(site.services, CONSULTATION, await close(site), "")
    assert (await site.get("/summary.pdf", "student")).status == 403
    assert (await site.get("/summary.pdf", "outsider")).status == 404
    assert (await site.post("/summary", {}, "technologist")).status == 403
    assert (await site.post("/summary", {})).status == 200


async def test_summary_that_fails_says_so_and_can_be_made_later(
    site: KeepingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await site.post("/summary", {})).status == 409  # it is open
    who = await close(site)
    await site.archive.store(COUNTY, HEAD)
    await site.bring(HEAD.study_uid, COUNTY)

    def broken(*_: object) -> bytes:
        raise RuntimeError("no paper")

    with monkeypatch.context() as patched:
        patched.setattr(summary, "typeset_apart", broken)
        with pytest.raises(Problem, match="could not be made"):
            await keep_summary(site.services, CONSULTATION, who, "")
    assert (await site.post("/summary", {})).status == 200


async def test_consultation_without_a_study_keeps_its_summary_itself(site: KeepingSite) -> None:
    expert = await user_id(site, "expert")
    finding = {"author": expert, "authorName": "x", "at": AT, "title": "心包积液", "site": "", "detail": ""}
    finding |= {"place": None, "votes": {}}
    await draw(site.services.database, CONSULTATION, utc_now(), findings={"f": finding})
    assert (await site.get("/summary.pdf")).status == 404
    answer = await site.post("/close", {"conclusion": CONCLUSION})
    told = json.loads(await answer.read())
    assert (answer.status, told["state"]) == (200, "closed")
    assert told["summary"] == {"study_uid": "", "instance_uid": ""}
    answer = await site.get("/summary.pdf", "technologist")
    pdf = await answer.read()
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    text = pdf_text(pdf).replace(" ", "")
    for said in ("右侧基底节区病变", CONCLUSION, "心包积液"):
        assert said.replace(" ", "") in text, said
    assert "患者与检查" not in text
    (brief,) = (await site.archive.told("/api/consultations", "expert"))["consultations"]
    assert brief["summary"] is True
    assert (await site.get("/summary.pdf", "student")).status == 403
    # Made again it says the same, which is nothing new to record.
    assert (await site.post("/summary", {})).status == 200
    assert await (await site.get("/summary.pdf")).read() == pdf
    kept = [one for one in await site.archive.application.audited() if one.action == Action.KEEP]
    assert [one.detail for one in kept] == [{"kind": "summary"}]
