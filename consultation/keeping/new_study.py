"""Begins a study for a patient whom the archive does not know yet, with the first picture of them."""

from datetime import datetime

from consultation.consultations.tables import BroughtStudy
from consultation.keeping.bodies import NewStudy
from consultation.keeping.deposit import Keeper
from consultation.keeping.sources import StudySource
from consultation.services import Services
from core import audit
from core.audit import Action, Event
from imaging.derived.model import derived_uid, person_name, plain_text
from imaging.header.model import DicomJson


def begun_study(keeper: Keeper, organisation_id: str, patient: NewStudy) -> StudySource:
    """The study that this consultation begins for the patient: the same one each time."""
    uid = derived_uid("study", keeper.consultation_id, organisation_id, patient.patient_id)
    return StudySource(uid, organisation_id, _header(uid, patient, keeper.at.astimezone()))


async def bring(shared: Services, keeper: Keeper, study: StudySource) -> None:
    """Let the consultation show the study, unless it does already."""
    key = {"consultation_id": keeper.consultation_id, "study_uid": study.study_uid}
    async with shared.database.write() as session:
        if await session.get(BroughtStudy, key) is not None:
            return
        session.add(
            BroughtStudy(
                **key,
                organisation_id=study.organisation_id,
                added_by=keeper.attendee.id,
                added_at=keeper.at,
            )
        )
        event = Event(
            keeper.at,
            keeper.attendee.actor,
            Action.CONSULTATION_BRING,
            keeper.consultation_id,
            keeper.address,
            detail={"study": study.study_uid},
        )
        audit.record(session, event)
    await shared.changes.tell()


def _header(uid: str, patient: NewStudy, at: datetime) -> DicomJson:
    """What the first instance of the study says of it (PS3.18 Annex F)."""
    alphabetic, _, ideographic = person_name(patient.patient_name).partition("=")
    name = {"Alphabetic": alphabetic, "Ideographic": ideographic}
    return {
        "00100010": {"vr": "PN", "Value": [{group: text for group, text in name.items() if text}]},
        "00100020": {"vr": "LO", "Value": [plain_text(patient.patient_id, 64)]},
        "00100030": {"vr": "DA", "Value": [patient.birth_date.replace("-", "")]},
        "00100040": {"vr": "CS", "Value": [patient.sex]},
        "0020000D": {"vr": "UI", "Value": [uid]},
        "00080020": {"vr": "DA", "Value": [at.strftime("%Y%m%d")]},
        "00080030": {"vr": "TM", "Value": [at.strftime("%H%M%S")]},
        "00081030": {"vr": "LO", "Value": ["远程会诊 Remote consultation"]},
    }
