"""The receipts of ingest: which outcome is answered in which words."""

from imaging.header import Header
from imaging.receipt import Outcome, Reason, Receipt, Verdict


def stored(header: Header, verdict: Verdict, reasons: tuple[Reason, ...]) -> Receipt:
    return _about(header, Outcome.STORED, verdict=verdict, reasons=reasons)


def already_there(sop_class_uid: str, sop_instance_uid: str, study_uid: str, series_uid: str) -> Receipt:
    return Receipt(
        Outcome.ALREADY_THERE,
        sop_class_uid,
        sop_instance_uid,
        study_uid,
        series_uid,
        text="this instance is in the archive already",
    )


def conflict(header: Header, reason: str) -> Receipt:
    return _about(header, Outcome.CONFLICT, reason)


def quarantined(reason: str) -> Receipt:
    return Receipt(Outcome.QUARANTINED, text=reason)


def refused(header: Header | None, text: str) -> Receipt:
    return Receipt(Outcome.REFUSED, text=text) if header is None else _about(header, Outcome.REFUSED, text)


def _about(
    header: Header,
    outcome: Outcome,
    text: str = "",
    *,
    verdict: Verdict | None = None,
    reasons: tuple[Reason, ...] = (),
) -> Receipt:
    return Receipt(
        outcome,
        header.sop_class_uid,
        header.sop_instance_uid,
        header.study_uid,
        header.series_uid,
        verdict,
        reasons,
        text,
    )
