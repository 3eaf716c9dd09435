"""What each kind of transfer does, once a process has claimed it; in a thread of that process."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.events import Event

from imaging.archive import Archive
from imaging.errors import ArchiveError, NotFound, PeerError
from imaging.node.bridge import Bridge
from imaging.node.command import StoreRequest
from imaging.node.committing import queued_references, report
from imaging.node.peers import PeerRecord
from imaging.node.remote import OnProgress, Refused, Remote
from imaging.node.sending import Sender, contexts_for
from imaging.node.storing import Incoming
from imaging.node.transfers import Kind, TransferRecord
from imaging.query.catalogue import Catalogue
from imaging.rights import operator_caller, peer_caller

log = logging.getLogger(__name__)


class GivenUp(ArchiveError):
    """Trying again would not help."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """Runs transfers, each to its end or to an ArchiveError."""

    archive: Archive
    catalogue: Catalogue
    bridge: Bridge
    remote: Remote

    def run(self, transfer: TransferRecord, peer: PeerRecord, progress: OnProgress) -> None:
        """Raises GivenUp, and other ArchiveErrors where trying again later may help."""
        work: dict[Kind, Callable[[TransferRecord, PeerRecord, OnProgress], None]] = {
            Kind.SEND: self._send,
            Kind.RETRIEVE: self._retrieve,
            Kind.COMMITMENT: self._report,
        }
        work[transfer.kind](transfer, peer, progress)

    def _send(self, transfer: TransferRecord, peer: PeerRecord, progress: OnProgress) -> None:
        # Whether they may read it was asked when the transfer was queued.
        caller = operator_caller(transfer.actor)
        try:
            references = self.bridge.run(self.catalogue.instances(caller, transfer.study_uid))
        except NotFound as error:
            raise GivenUp(str(error)) from error
        total = len(references)
        # What was sent before an interruption is not sent again, unless images came since.
        first = transfer.done if transfer.total == total else 0
        failed: list[str] = []
        with self.remote.calling.associated(peer, contexts_for(references[first:])) as assoc:
            sender = Sender(self.archive.store, assoc)
            for number, reference in enumerate(references[first:], first):
                if not progress(number - len(failed), total):
                    return
                sent = sender.send(reference)
                if not sent.success and not sent.warning:
                    failed.append(sent.text or f"status {sent.status:04X}")
        progress(total - len(failed), total)
        if failed:
            raise PeerError(f"{peer.aet} did not take {len(failed)} of {total} images: {failed[0]}")

    def _retrieve(self, transfer: TransferRecord, peer: PeerRecord, progress: OnProgress) -> None:
        try:
            self.remote.move_study(peer, transfer.study_uid, progress)
        except Refused as refused:
            log.info("%s: asked by C-GET instead", refused)
            try:
                self.remote.get_study(peer, transfer.study_uid, self._keeper(peer), progress)
            except PeerError as error:
                raise PeerError(f"{refused}; {error}") from error

    def _keeper(self, peer: PeerRecord) -> Callable[[Event], int]:
        """Keeps what comes over a C-GET's association, as what the peer sends."""
        caller = peer_caller(peer.aet, peer.organisation_id, peer.host)

        def keep(event: Event) -> int:
            request = cast(C_STORE, event.request)
            asked = StoreRequest(
                request.MessageID or 0,
                str(request.AffectedSOPClassUID),
                str(request.AffectedSOPInstanceUID),
                has_data_set=True,
            )
            incoming = Incoming(self.archive.ingest, caller, asked, str(event.context.transfer_syntax))
            incoming.write((request.DataSet or BytesIO()).getbuffer())
            return incoming.finish().code

        return keep

    def _report(self, transfer: TransferRecord, peer: PeerRecord, progress: OnProgress) -> None:
        references = queued_references(transfer.detail)
        caller = peer_caller(peer.aet, peer.organisation_id, peer.host)
        uids = [reference.sop_instance_uid for reference in references]
        kept = self.bridge.run(self.catalogue.known(caller, uids))
        transaction = transfer.detail["transaction_uid"]
        event_type, information = report(transaction, references, kept, self.remote.calling.aet)
        self.remote.report_commitment(peer, event_type, information)
        progress(len(references), len(references))
