"""The retrieve service (PS3.4 C.4.2 and C.4.3): C-MOVE to known peers, C-GET over the same association."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pydicom import Dataset
from pynetdicom.dimse_primitives import C_GET, C_MOVE
from pynetdicom.dsutils import decode, encode
from pynetdicom.presentation import PresentationContext

from core.database import Database
from core.objects import ObjectStore
from imaging.errors import BadQuery, NotFound, PeerError
from imaging.node.association import NodeAssociation
from imaging.node.bridge import Bridge
from imaging.node.identifiers import UNIQUE_KEYS, level_of, text_of
from imaging.node.peers import PeerRecord, find_peer
from imaging.node.requesting import Caller as PeerCaller
from imaging.node.sending import ConnectionLost, Originator, Sender, Sent, contexts_for
from imaging.query.catalogue import Catalogue
from imaging.query.model import InstanceRef, Level, Query
from imaging.rights import Caller, may_read, peer_caller

log = logging.getLogger(__name__)

PENDING_EVERY_S = 0.5
"""Between two reports of progress: one for each image would double the messages."""

SUB_OPERATIONS_MAX = 0xFFFF
"""Their counters are 16 bits wide."""

SUCCESS = 0x0000
NOT_AUTHORIZED = 0x0124
CANNOT_PERFORM = 0xA702
DESTINATION_UNKNOWN = 0xA801
IDENTIFIER_DOES_NOT_MATCH = 0xA900
SOME_FAILED = 0xB000
UNABLE_TO_PROCESS = 0xC001
CANCELLED = 0xFE00
PENDING = 0xFF00

Request = C_MOVE | C_GET


class Refused(Exception):
    """The request ends before anything was sent."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(slots=True)
class Progress:
    """How the sub-operations of one request stand."""

    remaining: int
    completed: int = 0
    warning: int = 0
    failed: list[str] = field(default_factory=list)
    """SOP Instance UIDs."""

    def count(self, uid: str, sent: Sent) -> None:
        self.remaining -= 1
        if sent.success:
            self.completed += 1
        elif sent.warning:
            self.warning += 1
        else:
            log.warning("%s was not taken: %s %s", uid, sent.status, sent.text)
            self.failed.append(uid)

    @property
    def final_status(self) -> int:
        if not self.failed:
            return SOME_FAILED if self.warning else SUCCESS
        return SOME_FAILED if self.completed or self.warning else CANNOT_PERFORM


class Retrieving:
    """Serves C-MOVE and C-GET in the thread of the association."""

    def __init__(
        self,
        catalogue: Catalogue,
        database: Database,
        bridge: Bridge,
        store: ObjectStore,
        calling: PeerCaller,
    ) -> None:
        self._catalogue = catalogue
        self._database = database
        self._bridge = bridge
        self._store = store
        self._calling = calling

    def __call__(self, assoc: NodeAssociation, request: Request, context: PresentationContext) -> None:
        conversation = _Conversation(assoc, request, context)
        try:
            references = self._wanted(assoc.caller, conversation.identifier(), request)
            if isinstance(request, C_MOVE):
                self._move(assoc, request, references, conversation)
            else:
                self._send_all(Sender(self._store, assoc), references, conversation, None)
        except Refused as refused:
            log.info("a retrieval of %s is refused: %s", assoc.caller.actor, refused)
            conversation.refuse(refused.status, str(refused))
        except Exception:
            log.exception("a retrieval of %s failed", assoc.caller.actor)
            conversation.refuse(UNABLE_TO_PROCESS, "the retrieval failed")

    def _wanted(self, caller: Caller, identifier: Dataset, request: Request) -> Sequence[InstanceRef]:
        """Every instance that `identifier` names and `caller` may have. Raises Refused."""
        try:
            level = level_of(identifier, str(request.AffectedSOPClassUID))
            keys = _keys(identifier, level)
            found = self._bridge.run(self._references(caller, level, keys))
        except BadQuery as error:
            raise Refused(IDENTIFIER_DOES_NOT_MATCH, str(error)) from error
        if len(found) > SUB_OPERATIONS_MAX:
            raise Refused(CANNOT_PERFORM, f"{len(found)} images are too many for one request")
        return found

    async def _references(self, caller: Caller, level: Level, keys: dict[str, str]) -> list[InstanceRef]:
        # Whole studies of a patient; below that, what the unique keys name (PS3.4 C.4.2.1.4).
        asked = Level.STUDY if level is Level.PATIENT else level
        found: dict[str, InstanceRef] = {}
        for match in await self._catalogue.find(caller, Query(asked, keys)):
            uids = [match.attributes.get(UNIQUE_KEYS[one]) for one in _BELOW_PATIENT]
            try:
                references = await self._catalogue.instances(caller, *(str(uid) for uid in uids if uid))
            except NotFound:
                continue  # removed meanwhile
            found |= {reference.sop_instance_uid: reference for reference in references}
        return list(found.values())

    def _move(
        self,
        assoc: NodeAssociation,
        request: C_MOVE,
        references: Sequence[InstanceRef],
        conversation: _Conversation,
    ) -> None:
        title = str(request.MoveDestination or "").strip()
        destination = self._bridge.run(self._find(title))
        if destination is None:
            raise Refused(DESTINATION_UNKNOWN, f"{title} is no known peer")
        receiver = peer_caller(destination.aet, destination.organisation_id, destination.host)
        if not all(may_read(receiver, one.organisation_id, one.study_uid) for one in references):
            raise Refused(NOT_AUTHORIZED, f"{title} may not see these studies")
        if not references:
            conversation.end(Progress(0))
            return
        originator = Originator(assoc.requestor.ae_title, int(request.MessageID or 0))
        try:
            with self._calling.associated(destination, contexts_for(references)) as to:
                self._send_all(Sender(self._store, to), references, conversation, originator)
        except PeerError as error:
            raise Refused(DESTINATION_UNKNOWN, str(error)) from error

    def _send_all(
        self,
        sender: Sender,
        references: Sequence[InstanceRef],
        conversation: _Conversation,
        originator: Originator | None,
    ) -> None:
        progress = Progress(len(references))
        reported = time.monotonic()
        for number, reference in enumerate(references):
            if conversation.is_cancelled():
                conversation.end(progress, CANCELLED)
                return
            try:
                progress.count(reference.sop_instance_uid, sender.send(reference, originator))
            except ConnectionLost as error:
                log.warning("a retrieval broke off: %s", error)
                progress.failed += [one.sop_instance_uid for one in references[number:]]
                progress.remaining = 0
                break
            if time.monotonic() - reported >= PENDING_EVERY_S and progress.remaining:
                conversation.report(progress)
                reported = time.monotonic()
        conversation.end(progress)

    async def _find(self, aet: str) -> PeerRecord | None:
        async with self._database.read() as session:
            return await find_peer(session, aet)


_BELOW_PATIENT = (Level.STUDY, Level.SERIES, Level.IMAGE)


def _keys(identifier: Dataset, level: Level) -> dict[str, str]:
    """The unique keys that are given. Raises BadQuery where the one of `level` is not among them."""
    keys = {
        keyword: text_of(identifier[keyword]) for keyword in UNIQUE_KEYS.values() if keyword in identifier
    }
    given = {keyword: value for keyword, value in keys.items() if value}
    if UNIQUE_KEYS[level] not in given:
        raise BadQuery(f"{UNIQUE_KEYS[level]} is missing")
    wild = [keyword for keyword, value in given.items() if "*" in value or "?" in value]
    if wild:
        # PS3.4 C.4.2.2.1: a unique key is a value or a list of them.
        raise BadQuery(f"{wild[0]} has wildcards")
    return given


class _Conversation:
    """The responses to one request."""

    def __init__(self, assoc: NodeAssociation, request: Request, context: PresentationContext) -> None:
        self._assoc = assoc
        self._request = request
        self._context = context

    def identifier(self) -> Dataset:
        """Raises Refused."""
        try:
            return decode(self._request.Identifier or BytesIO(), *self._encoding())
        # pydicom raises many things for bytes that are no data set.
        except Exception as error:
            raise Refused(UNABLE_TO_PROCESS, "the identifier cannot be read") from error

    def is_cancelled(self) -> bool:
        """Whether a C-CANCEL came, or nobody is there any more."""
        return self._request.MessageID in self._assoc.dimse.cancel_req or self._assoc.has_been_lost()

    def report(self, progress: Progress) -> None:
        self._respond(PENDING, progress)

    def end(self, progress: Progress, status: int | None = None) -> None:
        self._respond(progress.final_status if status is None else status, progress)

    def refuse(self, status: int, text: str) -> None:
        self._respond(status, None, text)

    def _respond(self, status: int, progress: Progress | None, text: str = "") -> None:
        if self._assoc.has_been_lost():
            return
        # Any: what the library's classes take is set by properties that it has not typed.
        response: Any = type(self._request)()
        response.MessageID = self._request.MessageID
        response.MessageIDBeingRespondedTo = self._request.MessageID
        response.AffectedSOPClassUID = self._request.AffectedSOPClassUID
        response.Status = status
        if text:
            response.ErrorComment = text.encode("ascii", "replace").decode()[:64]
        if progress is not None:
            if status in (PENDING, CANCELLED):
                response.NumberOfRemainingSuboperations = progress.remaining
            response.NumberOfCompletedSuboperations = progress.completed
            response.NumberOfFailedSuboperations = len(progress.failed)
            response.NumberOfWarningSuboperations = progress.warning
            if status != PENDING and progress.failed:
                response.Identifier = BytesIO(self._failed_list(progress.failed))
        self._assoc.dimse.send_msg(response, self._context.context_id or 0)

    def _failed_list(self, uids: Sequence[str]) -> bytes:
        listed = Dataset()
        listed.FailedSOPInstanceUIDList = list(uids)
        return encode(listed, *self._encoding()) or b""

    def _encoding(self) -> tuple[bool, bool, bool]:
        syntax = self._context.transfer_syntax[0]
        return syntax.is_implicit_VR, syntax.is_little_endian, syntax.is_deflated
