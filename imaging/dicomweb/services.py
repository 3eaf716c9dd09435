"""What the DICOMweb handlers share: the archive, its catalogue, who asks and under which address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from imaging.archive import Archive
    from imaging.query.catalogue import Catalogue
    from imaging.rights import Caller

ROOT = "/dicomweb"
"""Path below which all DICOMweb resources are."""


@dataclass(frozen=True, slots=True)
class DicomwebServices:
    """Everything a handler needs; one per process."""

    archive: Archive
    catalogue: Catalogue
    authenticate: Callable[[web.Request], Awaitable[Caller]]
    """Who sends the request; raises what the application answers as 401."""

    base_url: Callable[[web.Request], str]
    """Address of the DICOMweb root as the client sees it, without a trailing slash."""


DICOMWEB: web.AppKey[DicomwebServices] = web.AppKey("dicomweb", DicomwebServices)


def services(request: web.Request) -> DicomwebServices:
    return request.config_dict[DICOMWEB]
