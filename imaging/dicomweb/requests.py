"""Reading a DICOMweb request: whose instances, which frames, what the client takes."""

from __future__ import annotations

import re

from aiohttp import web

from imaging.access import Purpose
from imaging.dicomweb.errors import bad_request
from imaging.dicomweb.negotiation import MediaRange, parse_accept
from imaging.dicomweb.services import services
from imaging.query.model import InstanceRef

_FRAME_LIST = re.compile(r"[1-9]\d{0,8}(,[1-9]\d{0,8})*", re.ASCII)
_MAX_FRAMES = 10_000


async def one_instance(request: web.Request, purpose: Purpose) -> InstanceRef:
    """The instance that the path names. Raises NotFound, and what `authenticate` raises."""
    shared = services(request)
    caller = await shared.authenticate(request)
    uids = (request.match_info[name] for name in ("study", "series", "instance"))
    return await shared.catalogue.instance(caller, *uids, purpose=purpose)


async def sees_names(request: web.Request) -> bool:
    """Whether whoever asks may learn who the patients are; all others get de-identified headers."""
    return (await services(request).authenticate(request)).names


async def all_instances(request: web.Request, purpose: Purpose) -> tuple[InstanceRef, ...]:
    """Those of the study or series that the path names. Raises NotFound."""
    shared = services(request)
    caller = await shared.authenticate(request)
    study, series = request.match_info["study"], request.match_info.get("series")
    return await shared.catalogue.instances(caller, study, series, purpose=purpose)


def frame_numbers(request: web.Request) -> tuple[int, ...]:
    """Of the path's frame list, from 1 as there (PS3.18 section 10.1.3). Raises Refused 400."""
    text = request.match_info["frames"]
    if not _FRAME_LIST.fullmatch(text):
        raise bad_request(f"'{text[:100]}' is no list of frame numbers such as 1 or 1,2,3.")
    numbers = tuple(int(number) for number in text.split(","))
    if len(numbers) > _MAX_FRAMES:
        raise bad_request(f"At most {_MAX_FRAMES} frames can be asked for at once.")
    return numbers


def accepted(request: web.Request) -> tuple[MediaRange, ...]:
    """What the client takes, best first; the query parameter `accept` wins (PS3.18 section 8.3.3.1)."""
    text = request.query.get("accept") or ",".join(request.headers.getall("Accept", ())) or "*/*"
    return parse_accept(text)


def instance_url(request: web.Request, ref: InstanceRef) -> str:
    path = f"/studies/{ref.study_uid}/series/{ref.series_uid}/instances/{ref.sop_instance_uid}"
    return services(request).base_url(request) + path
