"""Asks other nodes for associations (PS3.8 section 7.1), with TLS where the peer wants it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pynetdicom._globals import MODE_REQUESTOR
from pynetdicom.ae import ApplicationEntity
from pynetdicom.events import InterventionEvent
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import PresentationContext
from pynetdicom.transport import AddressInformation

from core.settings import DicomSettings
from imaging.errors import PeerError
from imaging.node.association import NodeAssociation
from imaging.node.entity import application_entity
from imaging.node.peers import PeerRecord
from imaging.node.tls import client_context
from imaging.node.upper_layer import WholeReadsSocket

CONTEXTS_MAX = 128
"""Presentation context identifiers are the odd numbers of one byte (PS3.8 section 9.3.2.2)."""

Handlers = Sequence[tuple[InterventionEvent, Any]]


class Caller:
    """Calls peers under this node's AE title; any thread may use it, and waits meanwhile."""

    def __init__(self, settings: DicomSettings) -> None:
        self._settings = settings
        self._entity = application_entity(settings.aet)

    @property
    def aet(self) -> str:
        return self._settings.aet

    @contextmanager
    def associated(
        self,
        peer: PeerRecord,
        contexts: Sequence[PresentationContext],
        *,
        roles: Sequence[SCP_SCU_RoleSelectionNegotiation] = (),
        handlers: Handlers = (),
    ) -> Iterator[NodeAssociation]:
        """An association for the block: released after it, aborted where it raises.

        Raises PeerError, which says why there is none.
        """
        assoc = self._request(peer, contexts, roles, handlers)
        try:
            yield assoc
        except BaseException:
            assoc.abort()
            raise
        assoc.release()

    def _request(
        self,
        peer: PeerRecord,
        contexts: Sequence[PresentationContext],
        roles: Sequence[SCP_SCU_RoleSelectionNegotiation],
        handlers: Handlers,
    ) -> NodeAssociation:
        assoc = _configured(self._entity, peer, contexts, roles, handlers)
        socket = WholeReadsSocket(assoc, address=_any_address(assoc.acceptor.address_info))
        if peer.tls:
            socket.tls_args = (client_context(self._settings), peer.host)
        assoc.set_socket(socket)
        assoc.request()
        if not assoc.is_established:
            assoc.kill()
            raise PeerError(_why_not(assoc, peer))
        assoc.start()
        return assoc


def _configured(
    entity: ApplicationEntity,
    peer: PeerRecord,
    contexts: Sequence[PresentationContext],
    roles: Sequence[SCP_SCU_RoleSelectionNegotiation],
    handlers: Handlers,
) -> NodeAssociation:
    assoc = NodeAssociation(entity, MODE_REQUESTOR)
    assoc.name = f"RequestorThread@{peer.aet}"
    assoc.daemon = True
    try:
        remote = AddressInformation(peer.host, peer.port)
    except OSError as error:
        raise PeerError(f"the host '{peer.host}' of {peer.aet} cannot be resolved: {error}") from error
    assoc.acceptor.ae_title = peer.aet
    assoc.acceptor.address_info = remote
    assoc.requestor.ae_title = entity.ae_title
    assoc.requestor.address_info = _any_address(remote)
    assoc.requestor.maximum_length = entity.maximum_pdu_size
    assoc.requestor.implementation_class_uid = entity.implementation_class_uid
    assoc.requestor.implementation_version_name = entity.implementation_version_name
    for role in roles:
        assoc.requestor.add_negotiation_item(role)
    for number, context in enumerate(contexts[:CONTEXTS_MAX]):
        context.context_id = 2 * number + 1
    assoc.requestor.requested_contexts = list(contexts[:CONTEXTS_MAX])
    for event, handler in handlers:
        assoc.bind(event, handler)
    return assoc


def _any_address(remote: AddressInformation | None) -> AddressInformation:
    """Whatever address of ours reaches `remote`."""
    return AddressInformation("0.0.0.0" if remote is None or remote.is_ipv4 else "::", 0)


def _why_not(assoc: NodeAssociation, peer: PeerRecord) -> str:
    where = f"{peer.aet} at {peer.host} port {peer.port}"
    if assoc.is_rejected:
        reply = assoc.acceptor.primitive
        return f"{where} refuses the association: {getattr(reply, 'reason_str', 'no reason given')}"
    if assoc.rejected_contexts and not assoc.accepted_contexts:
        return f"{where} offers none of the services that are needed"
    return f"{where} cannot be reached, or ended the connection"
