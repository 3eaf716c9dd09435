"""Listens for associations: on a port shared by several processes, with a bound on connections, with TLS."""

import logging
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from socketserver import BaseServer
from typing import Any, cast

from pynetdicom._globals import MODE_ACCEPTOR
from pynetdicom.ae import ApplicationEntity
from pynetdicom.events import InterventionEvent
from pynetdicom.transport import RequestHandler, ThreadedAssociationServer

from imaging.node.association import Admission, AdmittingControl, NodeAssociation, Retrieve
from imaging.node.command import StoreRequest
from imaging.node.dimse import NodeDimse
from imaging.node.storing import Incoming
from imaging.node.upper_layer import WholeReadsSocket

log = logging.getLogger(__name__)

HANDSHAKE_WITHIN_S = 10.0

CONNECTIONS_MAX = 200
"""Of one process, associated or not; more are closed at once. Each takes two threads."""

BACKLOG = 128

END_WITHIN_S = 3.0
"""How long associations may take to end; the supervisor waits for a process longer than this."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the node does for its peers; called in the threads of their associations."""

    admission: Admission
    begin_store: Callable[[NodeAssociation, StoreRequest, str], Incoming]
    retrieve: Retrieve
    handlers: Sequence[tuple[InterventionEvent, Callable[..., Any]]]
    """For the other services, as pynetdicom calls them."""


class NodeRequestHandler(RequestHandler):
    """Makes an association of ours for each connection."""

    server: "NodeServer"

    def _create_association(self) -> NodeAssociation:
        assoc = NodeAssociation(self.ae, MODE_ACCEPTOR)
        assoc._server = self.server
        services = self.server.services
        assoc.acse = AdmittingControl(assoc, services.admission)
        assoc.retrieve = services.retrieve
        assoc.dimse = NodeDimse(assoc, partial(services.begin_store, assoc))
        assoc.name = f"AcceptorThread@{self.client_address[0]}"
        assoc.set_socket(WholeReadsSocket(assoc, client_socket=self.request))
        assoc.acceptor.maximum_length = self.ae.maximum_pdu_size
        assoc.acceptor.ae_title = self.server.ae_title
        assoc.acceptor.address_info = self.local
        assoc.acceptor.implementation_class_uid = self.ae.implementation_class_uid
        assoc.acceptor.implementation_version_name = self.ae.implementation_version_name
        assoc.acceptor.supported_contexts = deepcopy(self.server.contexts)
        assoc.requestor.address_info = self.remote
        for event, handler in services.handlers:
            assoc.bind(event, handler)
        return assoc


class NodeServer(ThreadedAssociationServer):
    """Accepts connections for as long as `serve_forever` runs in a thread."""

    daemon_threads = True
    request_queue_size = BACKLOG

    def __init__(
        self,
        ae: ApplicationEntity,
        address: tuple[str, int],
        services: Services,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Raises OSError where the port cannot be had."""
        self.services = services
        self._tls = tls
        super().__init__(ae, address, ae.ae_title, ae.supported_contexts, request_handler=NodeRequestHandler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def server_bind(self) -> None:
        listening = cast("socket.socket", self.socket)
        # The kernel then spreads connections over all processes that listen on the port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()
        listening.setblocking(True)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        if len(self.active_associations) < CONNECTIONS_MAX:
            return True
        log.warning("a connection from %s is closed: there are too many", client_address[0])
        return False

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In a thread of the connection, so that a handshake that hangs holds up nobody else."""
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(HANDSHAKE_WITHIN_S)
        try:
            secured = self._tls.wrap_socket(request, server_side=True)
        except OSError as error:
            log.warning("no TLS with %s: %s", client_address[0], error)
            self.shutdown_request(request)
            return
        super().finish_request(secured, client_address)

    def end(self) -> None:
        """Accept nothing more and end all associations; blocks until they have, a few seconds at most."""
        BaseServer.shutdown(self)
        self.server_close()
        ending = self.active_associations
        for assoc in ending:
            assoc.abort(block=False)
        deadline = time.monotonic() + END_WITHIN_S
        for assoc in ending:
            assoc.join(max(0.0, deadline - time.monotonic()))

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.exception("a connection from %s could not be served", client_address[0])
