"""Routes of the archive's page: lists of studies, counts, filters, one study, the geometry of a series."""

from collections.abc import Mapping

from aiohttp import web

from consultation.archive.callers import archive_caller
from consultation.services import services
from imaging.errors import BadQuery
from imaging.query.details import Finding, SeriesSummary
from imaging.query.model import Level, Query
from imaging.query.studies import Cursor, StudyRow

LIMIT_DEFAULT = 100
LIMIT_MAX = 200

_FACETS = {"modality": "ModalitiesInStudy", "body_part": "BodyPartExamined"}
_IDENTIFIERS = {"patient_id": "PatientID", "accession": "AccessionNumber"}
_FILTERS = frozenset({*_FACETS, *_IDENTIFIERS, "text", "name", "from", "to", "organisation"})
_PAGING = frozenset({"cursor", "limit"})

_NO_NAMES = dict.fromkeys(("patient_name", "patient_id", "birth_date", "description", "accession_number"), "")
_NO_DESCRIPTION = dict.fromkeys(("description", "station"), "")


async def studies(request: web.Request) -> web.Response:
    """Studies, newest first; ``next`` leads to the page after this one."""
    caller = await archive_caller(request)
    query, organisation = _filtered(request.query, _FILTERS | _PAGING)
    cursor = request.query.get("cursor")
    overview = services(request).overview
    page = await overview.page(
        caller,
        query,
        organisation,
        limit=_limit(request.query.get("limit", "")),
        after=Cursor.parse(cursor) if cursor else None,
    )
    names = await overview.organisation_names()
    tell = study_json if caller.names else study_json_without_names
    listed = [tell(study, names) for study in page.studies]
    return web.json_response({"studies": listed, "next": str(page.next) if page.next else None})


async def count(request: web.Request) -> web.Response:
    caller = await archive_caller(request)
    query, organisation = _filtered(request.query, _FILTERS)
    counted = await services(request).overview.count(caller, query, organisation)
    return web.json_response({"count": counted.count, "exact": counted.exact})


async def facets(request: web.Request) -> web.Response:
    found = await services(request).overview.facets(await archive_caller(request))
    return web.json_response(
        {
            "modalities": list(found.modalities),
            "body_parts": list(found.body_parts),
            "organisations": [{"id": pk, "name": name} for pk, name in found.organisations],
        }
    )


async def revision(request: web.Request) -> web.Response:
    told = await services(request).overview.revision(await archive_caller(request))
    return web.json_response({"revision": told})


async def study(request: web.Request) -> web.Response:
    shared = services(request)
    caller = await archive_caller(request)
    details = await shared.details.study(caller, request.match_info["study"])
    names = await shared.overview.organisation_names()
    if not caller.names:
        # What the check found wrong may be quoted from the header, so it is not told.
        told = study_json_without_names(details.study, names)
        series = [_series_json(summary) | _NO_DESCRIPTION for summary in details.series]
        return web.json_response(told | {"series": series, "reasons": []})
    told = study_json(details.study, names)
    reasons = list(map(_reason_json, details.findings))
    return web.json_response(told | {"series": list(map(_series_json, details.series)), "reasons": reasons})


async def geometry(request: web.Request) -> web.Response:
    """Whether the series makes a volume; if not, why."""
    caller = await archive_caller(request)
    found = await services(request).details.geometry(caller, request.match_info["series"])
    told = found.geometry
    return web.json_response(
        {
            "regular": told.regular,
            "slice_spacing_mm": told.spacing_median,
            "tilt_deg": told.tilt_deg,
            "reasons": [{"code": one.code, "detail": one.detail} for one in told.irregularities],
            "order": list(found.order),
        }
    )


def study_json(study: StudyRow, organisations: Mapping[str, str]) -> dict[str, object]:
    """A study as the page lists it; text as DICOM has it."""
    owner = study.organisation_id
    return {
        "study_uid": study.study_uid,
        "patient_name": study.patient_name,
        "patient_id": study.patient_id,
        "birth_date": study.patient_birth_date,
        "sex": study.patient_sex,
        "study_date": study.study_date,
        "study_time": study.study_time,
        "description": study.description,
        "accession_number": study.accession_number,
        "modalities": _listed(study.modalities),
        "body_parts": _listed(study.body_parts),
        "series_count": study.series_count,
        "instance_count": study.instance_count,
        "bytes": study.bytes,
        "verdict": study.verdict,
        "organisation": {"id": owner, "name": organisations.get(owner, "")},
        "updated_at": study.updated_at.isoformat(),
    }


def study_json_without_names(study: StudyRow, organisations: Mapping[str, str]) -> dict[str, object]:
    """The same for those who may not learn who the patient is, nor what people typed about them."""
    return study_json(study, organisations) | _NO_NAMES


def _series_json(summary: SeriesSummary) -> dict[str, object]:
    series = summary.row
    return {
        "series_uid": series.series_uid,
        "modality": series.modality,
        "number": series.number,
        "description": series.description,
        "body_part": series.body_part,
        "station": series.station,
        "manufacturer": series.manufacturer,
        "instance_count": series.instance_count,
        "frame_count": summary.frame_count,
        "verdict": summary.verdict,
        "frame_time_ms": summary.frame_time_ms,
        "thumbnail_instance_uid": summary.thumbnail_instance_uid,
    }


def _reason_json(found: Finding) -> dict[str, object]:
    return {"code": found.code, "verdict": found.verdict, "detail": found.detail, "count": found.count}


def _listed(joined: str) -> list[str]:
    return joined.split("\\") if joined else []


def _filtered(parameters: Mapping[str, str], known: frozenset[str]) -> tuple[Query, str | None]:
    """The query that the page's filters make, and the organisation asked for. Raises BadQuery."""
    if unknown := sorted(set(parameters) - known):
        raise BadQuery(f"There is no filter '{unknown[0][:80]}': there are {', '.join(sorted(known))}.")
    given = {name: value.strip() for name, value in parameters.items() if value.strip()}
    keys = {keyword: given[name] for name, keyword in _FACETS.items() if name in given}
    for name, keyword in _IDENTIFIERS.items():
        if name in given:
            # People type the beginning of a number.
            keys[keyword] = given[name] if "*" in given[name] else given[name] + "*"
    if "from" in given or "to" in given:
        keys["StudyDate"] = f"{given.get('from', '')}-{given.get('to', '')}"
    name = given.get("name", "")
    if name:
        keys["PatientName"] = name
    wild = "*" in name or "?" in name
    query = Query(Level.STUDY, keys, fuzzy=not wild, text=given.get("text", ""))
    return query, given.get("organisation")


def _limit(text: str) -> int:
    if not text:
        return LIMIT_DEFAULT
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise BadQuery(f"limit is a number from 1 to {LIMIT_MAX}, not '{text[:80]}'.")
    return min(int(text), LIMIT_MAX)
