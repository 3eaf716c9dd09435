"""The rows of the index that a header becomes; its text fits the columns already. No I/O."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from imaging.header import Header
from imaging.index.entries import NewInstance, NewSetAside
from imaging.index.names import name_key
from imaging.index.words import moment
from imaging.receipt import Reason, Verdict

Row = dict[str, Any]


def patient_row(header: Header, organisation_id: str) -> Row:
    found = header.attributes
    return {
        "organisation_id": organisation_id,
        "patient_id": found.patient_id,
        "issuer": found.issuer,
        "name": found.patient_name,
        "birth_date": found.birth_date,
        "sex": found.sex,
    }


def study_row(header: Header, organisation_id: str, patient_pk: int, now: datetime) -> Row:
    """A study without series yet: the counters are added to it like to any other."""
    found = header.attributes
    return {
        "study_uid": header.study_uid,
        "organisation_id": organisation_id,
        "patient_pk": patient_pk,
        "moment": moment(found.study_date, found.study_time),
        "study_date": found.study_date,
        "study_time": found.study_time,
        "study_id": found.study_id,
        "accession_number": found.accession_number,
        "description": found.study_description,
        "referring_physician": found.referring_physician,
        "patient_id": found.patient_id,
        "issuer": found.issuer,
        "patient_name": found.patient_name,
        "name_key": name_key(found.patient_name),
        "patient_birth_date": found.birth_date,
        "patient_sex": found.sex,
        "modalities": "",
        "body_parts": "",
        "series_count": 0,
        "instance_count": 0,
        "bytes": 0,
        "verdict": Verdict.PASSED.value,
        "created_at": now,
        "updated_at": now,
    }


def series_row(header: Header, study_pk: int, now: datetime) -> Row:
    found = header.attributes
    return {
        "series_uid": header.series_uid,
        "study_pk": study_pk,
        "modality": found.modality,
        "number": found.series_number,
        "description": found.series_description,
        "body_part": found.body_part,
        "station": found.station,
        "manufacturer": found.manufacturer,
        "performed_date": found.performed_date,
        "performed_time": found.performed_time,
        "instance_count": 0,
        "revision": 0,
        "created_at": now,
        "updated_at": now,
    }


def instance_row(entry: NewInstance, series_pk: int, now: datetime) -> Row:
    header = entry.header
    found = header.attributes
    return {
        "sop_instance_uid": header.sop_instance_uid,
        "series_pk": series_pk,
        "sop_class_uid": header.sop_class_uid,
        "transfer_syntax": header.transfer_syntax,
        "number": found.instance_number,
        "digest": entry.digest,
        "size": entry.size,
        "pixel_offset": header.pixel_offset,
        "pixel_length": header.pixel_length,
        "rows": found.rows,
        "columns": found.columns,
        "frames": found.frames,
        "bits_allocated": found.bits_allocated,
        "samples": found.samples,
        "verdict": entry.verdict.value,
        "reasons": [_reason(reason) for reason in entry.reasons],
        "source": entry.caller.actor,
        "created_at": now,
    }


def set_aside_row(entry: NewSetAside, now: datetime) -> Row:
    return {
        "kind": entry.kind.value,
        "digest": entry.digest,
        "size": entry.size,
        "organisation_id": entry.organisation_id,
        "source": entry.caller.actor,
        "sop_instance_uid": entry.sop_instance_uid,
        "study_uid": entry.study_uid,
        "reason": entry.reason,
        "created_at": now,
        "resolved_at": None,
    }


def facet_rows(
    kind: str, values: Iterable[str], study_pk: int, moment: str, organisation_id: str
) -> list[Row]:
    """What a study is found by: one row for each value; `moment` and `organisation_id` are the study's."""
    return [
        {
            "kind": kind,
            "value": value,
            "moment": moment,
            "study_pk": study_pk,
            "organisation_id": organisation_id,
        }
        for value in sorted(values)
    ]


def _reason(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "verdict": reason.verdict.value, "detail": reason.detail}
