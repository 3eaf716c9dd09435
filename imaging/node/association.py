"""Associations that wait instead of polling, and are admitted before anything is negotiated."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pynetdicom import evt
from pynetdicom.acse import ACSE
from pynetdicom.ae import ApplicationEntity
from pynetdicom.association import Association
from pynetdicom.dimse_primitives import C_GET, C_MOVE, DimseServiceType
from pynetdicom.presentation import PresentationContext

from imaging.node.dimse import NodeDimse
from imaging.node.upper_layer import WAIT_AT_MOST_S, WaitingProvider
from imaging.rights import Caller, peer_caller

if TYPE_CHECKING:
    from imaging.node.peers import PeerRecord

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an association is refused: result, source and reason of PS3.8 table 9-21."""

    result: int
    source: int
    reason: int
    text: str


PERMANENT, TRANSIENT = 1, 2
BY_USER, BY_PRESENTATION = 1, 3

TEMPORARILY_BUSY = Rejection(TRANSIENT, BY_PRESENTATION, 1, "temporary congestion")
LIMIT_REACHED = Rejection(TRANSIENT, BY_PRESENTATION, 2, "too many associations")
CALLING_UNKNOWN = Rejection(PERMANENT, BY_USER, 3, "calling AE title not recognised")
CALLED_UNKNOWN = Rejection(PERMANENT, BY_USER, 7, "called AE title not recognised")

Retrieve = Callable[["NodeAssociation", "C_MOVE | C_GET", PresentationContext], None]
Admission = Callable[["NodeAssociation"], "PeerRecord | Rejection"]


class AdmittingControl(ACSE):
    """Association control (PS3.8) that asks who is there before it negotiates anything else."""

    def __init__(self, assoc: NodeAssociation, admission: Admission) -> None:
        super().__init__(assoc)
        self._association = assoc
        self._admission = admission

    def negotiate_association(self) -> None:
        """Refuse, or remember the peer and go on."""
        try:
            admitted = self._admission(self._association)
        except Exception:
            # Whatever keeps us from telling who it is, nobody gets in meanwhile.
            log.exception("cannot tell whether a peer may associate")
            admitted = TEMPORARILY_BUSY
        if isinstance(admitted, Rejection):
            self.send_reject(admitted.result, admitted.source, admitted.reason)
            evt.trigger(self.assoc, evt.EVT_REJECTED, {})
            self.assoc.kill()
            return
        self._association.peer = admitted
        super().negotiate_association()


class NodeAssociation(Association):
    """An association of this node, in either role."""

    peer: PeerRecord | None = None
    """Who is at the other end, once admitted."""

    retrieve: Retrieve | None = None
    """What serves C-MOVE and C-GET: the library's own way would decode and encode every image."""

    def __init__(self, ae: ApplicationEntity, mode: str) -> None:
        self._awake = threading.Event()
        super().__init__(ae, mode)
        self.dul = WaitingProvider(self)
        self.dimse = NodeDimse(self)
        # Again: the timers are those of the provider that was replaced.
        self.acse_timeout = ae.acse_timeout
        self.network_timeout = ae.network_timeout

    def wake(self) -> None:
        """Let the reactor look again; from any thread."""
        self._awake.set()

    def kill(self) -> None:
        self.wake()
        super().kill()

    @property
    def caller(self) -> Caller:
        """The peer, as the archive's rights know it. Only after admission."""
        if self.peer is None or self.requestor.address_info is None:
            raise RuntimeError("nobody was admitted to this association")
        return peer_caller(self.peer.aet, self.peer.organisation_id, self.requestor.address_info.address)

    def has_been_lost(self) -> bool:
        """Whether nobody can be answered any more."""
        return self._kill or not self.is_established or self.acse.is_aborted()

    def _serve_request(self, msg: DimseServiceType, context_id: int) -> None:
        retrieve = self.retrieve
        context = self._accepted_cx.get(context_id)
        if retrieve is None or context is None or not isinstance(msg, C_MOVE | C_GET):
            super()._serve_request(msg, context_id)
            return
        self.dimse.cancel_req = {}
        self._is_paused = True  # sub-operations of a C-GET go over this association
        retrieve(self, msg, context)
        self._is_paused = False
        self.dimse.cancel_req = {}

    def _run_reactor(self) -> None:
        """Serve requests until the association ends."""
        while not self._kill:
            # Whoever sends over this association meanwhile waits until we are out of the way.
            self._is_paused = True
            self._awake.wait(WAIT_AT_MOST_S)
            self._awake.clear()
            self._reactor_checkpoint.wait()
            self._is_paused = False
            self._serve_waiting()
            if self._has_ended():
                self.kill()

    def _serve_waiting(self) -> None:
        while self.is_established and not self._kill:
            context_id, message = self.dimse.get_msg(block=False)
            if message is None or context_id is None:
                return
            self._serve_request(message, context_id)

    def _has_ended(self) -> bool:
        if self.is_established and self.acse.is_release_requested():
            self.acse.send_release(is_response=True)
            self.is_released, self.is_established = True, False
            evt.trigger(self, evt.EVT_RELEASED, {})
            return True
        if self.acse.is_aborted():
            # Taken from the queue, so that those who listen for it are told.
            self.dul.receive_pdu(wait=False)
            self.is_aborted, self.is_established = True, False
            evt.trigger(self, evt.EVT_ABORTED, {})
            return True
        if self.dul.idle_timer_expired():
            log.info("an idle association is ended")
            self.abort()
            return True
        return not self.dul.is_alive()
