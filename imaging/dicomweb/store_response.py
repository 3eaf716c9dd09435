"""What a client is told about the instances it stored (PS3.18 sections 10.5.3 and I.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from imaging.receipt import Outcome, Receipt, Verdict

_COMMENT_MAX = 64
"""Error Comment (0000,0902) has the value representation LO."""


class FailureReason(IntEnum):
    """Of (0008,1197): the status codes of C-STORE that PS3.18 section I.2.2 refers to."""

    PROCESSING_FAILURE = 0x0110
    DUPLICATE_INSTANCE = 0x0111
    NOT_AUTHORIZED = 0x0124
    OUT_OF_RESOURCES = 0xA700
    CANNOT_UNDERSTAND = 0xC000
    OTHER_STUDY = 0xC409


_DOES_NOT_MATCH_CLASS = 0xB007
"""Warning Reason (0008,1196): stored, though it is not what its SOP class demands."""

_REASONS = {
    Outcome.CONFLICT: FailureReason.DUPLICATE_INSTANCE,
    Outcome.REFUSED: FailureReason.NOT_AUTHORIZED,
    Outcome.QUARANTINED: FailureReason.CANNOT_UNDERSTAND,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One part of an upload that became no receipt."""

    reason: FailureReason
    text: str


Result = Receipt | Failure


def failure_reason(result: Result, study_uid: str) -> FailureReason | None:
    """Why it was not stored; None where it was. `study_uid` is the one of the request's address, or ""."""
    if isinstance(result, Failure):
        return result.reason
    if result.outcome is Outcome.REFUSED and study_uid and result.study_uid not in ("", study_uid):
        return FailureReason.OTHER_STUDY
    return _REASONS.get(result.outcome)


def status(results: Sequence[Result], study_uid: str) -> int:
    """HTTP status (PS3.18 table 10.5.3-1), with 507 and 500 where storage itself failed for all."""
    reasons = [failure_reason(result, study_uid) for result in results]
    if any(reason is None for reason in reasons):
        warned = any(isinstance(result, Receipt) and result.verdict is Verdict.FAILED for result in results)
        return 202 if warned or any(reason is not None for reason in reasons) else 200
    if all(reason is FailureReason.OUT_OF_RESOURCES for reason in reasons):
        return 507
    return 500 if all(reason is FailureReason.PROCESSING_FAILURE for reason in reasons) else 409


def response(results: Sequence[Result], base_url: str, study_uid: str) -> dict[str, dict[str, Any]]:
    """The Store Instances Response Module in the DICOM JSON model, in the order of the parts."""
    stored, failed, others = [], [], []
    for result in results:
        reason = failure_reason(result, study_uid)
        if reason is None and isinstance(result, Receipt):
            stored.append(_stored(result, base_url))
        elif reason is not None and isinstance(result, Receipt) and result.sop_instance_uid:
            failed.append(_reference(result) | _failure(reason, result.text))
        elif reason is not None:
            others.append(_failure(reason, result.text))
    studies = {result.study_uid for result in results if isinstance(result, Receipt) and result.study_uid}
    study = study_uid or (studies.pop() if len(studies) == 1 else "")
    module = {"00081190": _value("UR", f"{base_url}/studies/{study}")} if stored and study else {}
    lists = (("00081198", failed), ("00081199", stored), ("0008119A", others))
    return module | {tag: {"vr": "SQ", "Value": items} for tag, items in lists if items}


def _stored(receipt: Receipt, base_url: str) -> dict[str, Any]:
    path = f"/studies/{receipt.study_uid}/series/{receipt.series_uid}/instances/{receipt.sop_instance_uid}"
    item = _reference(receipt) | {"00081190": _value("UR", base_url + path)}
    if receipt.verdict is Verdict.FAILED:
        item["00081196"] = _value("US", _DOES_NOT_MATCH_CLASS)
    return item


def _reference(receipt: Receipt) -> dict[str, Any]:
    return {
        "00081150": _value("UI", receipt.sop_class_uid),
        "00081155": _value("UI", receipt.sop_instance_uid),
    }


def _failure(reason: FailureReason, text: str) -> dict[str, Any]:
    comment = text if len(text) <= _COMMENT_MAX else text[: _COMMENT_MAX - 1] + "…"
    return {"00000902": _value("LO", comment), "00081197": _value("US", int(reason))}


def _value(vr: str, value: str | int) -> dict[str, Any]:
    return {"vr": vr, "Value": [value]} if value != "" else {"vr": vr}
