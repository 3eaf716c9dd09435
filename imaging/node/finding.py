"""The query service (PS3.4 C.4.1): a C-FIND is asked of the catalogue, and its answers are sent back."""

import logging
from collections.abc import Iterator
from typing import cast

from pydicom import Dataset
from pynetdicom.dimse_primitives import C_FIND
from pynetdicom.events import Event

from imaging.errors import BadQuery
from imaging.node.association import NodeAssociation
from imaging.node.bridge import Bridge
from imaging.node.identifiers import answer, question
from imaging.query.catalogue import Catalogue
from imaging.query.model import Match, Query

log = logging.getLogger(__name__)

PAGE = 500
"""Matches asked for at once, so that a question for everything neither fills memory nor misses a cancel."""

PENDING = 0xFF00
PENDING_KEYS_IGNORED = 0xFF01
CANCELLED = 0xFE00
IDENTIFIER_DOES_NOT_MATCH = 0xA900
UNABLE_TO_PROCESS = 0xC001

Answer = tuple[Dataset | int, Dataset | None]


class Finding:
    """Answers C-FIND in the thread of the association."""

    def __init__(self, catalogue: Catalogue, bridge: Bridge, aet: str) -> None:
        self._catalogue = catalogue
        self._bridge = bridge
        self._aet = aet

    def __call__(self, event: Event) -> Iterator[Answer]:
        assoc = cast(NodeAssociation, event.assoc)
        try:
            identifier = event.identifier
            asked = question(identifier, str(cast(C_FIND, event.request).AffectedSOPClassUID))
        # pydicom raises many things for bytes that are no data set.
        except Exception as error:  # noqa: BLE001
            log.info("a query of %s cannot be answered: %s", assoc.caller.actor, error)
            yield failure(IDENTIFIER_DOES_NOT_MATCH, str(error)), None
            return
        try:
            for match in self._matches(assoc, asked.query):
                if event.is_cancelled:
                    yield CANCELLED, None
                    return
                status = PENDING_KEYS_IGNORED if asked.ignored else PENDING
                yield status, answer(match, identifier, self._aet)
        except BadQuery as error:
            yield failure(IDENTIFIER_DOES_NOT_MATCH, str(error)), None
        except Exception:
            log.exception("a query of %s failed", assoc.caller.actor)
            yield failure(UNABLE_TO_PROCESS, "the query failed"), None

    def _matches(self, assoc: NodeAssociation, query: Query) -> Iterator[Match]:
        offset = 0
        while True:
            page = Query(query.level, query.keys, returned=query.returned, limit=PAGE, offset=offset)
            found = self._bridge.run(self._catalogue.find(assoc.caller, page))
            yield from found
            if len(found) < PAGE:
                return
            offset += PAGE


def failure(status: int, comment: str) -> Dataset:
    """A status with what to tell the other side's log (PS3.7 Annex C)."""
    made = Dataset()
    made.Status = status
    made.ErrorComment = comment.encode("ascii", "replace").decode()[:64]
    return made
