"""A node's listener inside the test, with a handler in the place of the archive."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from imaging.node.association import CALLING_UNKNOWN, NodeAssociation, Rejection
from imaging.node.command import StoreRequest
from imaging.node.entity import application_entity, configure_library
from imaging.node.peers import PeerRecord
from imaging.node.retrieving import Request
from imaging.node.server import NodeServer, Services
from imaging.node.storing import Status

PEER = PeerRecord("1" * 12, "TESTER", "127.0.0.1", 104, False, "2" * 12, "Hospital")


class Kept:
    """Takes one instance and remembers it."""

    def __init__(self, into: list[bytes]) -> None:
        self._into = into
        self._data = bytearray()

    def write(self, fragment: memoryview) -> None:
        self._data += fragment

    def finish(self) -> Status:
        self._into.append(bytes(self._data))
        return Status(0)

    def abandon(self) -> None:
        self._data.clear()


class Listener:
    """Knows TESTER only. `kept` holds the data sets in the order in which they came."""

    def __init__(self) -> None:
        configure_library()
        self.kept: list[bytes] = []
        services = Services(self._admit, self._begin, self._retrieve, ())
        self.server = NodeServer(application_entity("CONSILIUM"), ("127.0.0.1", 0), services)
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self.server.port

    def end(self) -> None:
        self.server.end()
        self._thread.join(5)

    def _admit(self, assoc: NodeAssociation) -> PeerRecord | Rejection:
        primitive = assoc.requestor.primitive
        known = primitive is not None and primitive.calling_ae_title == PEER.aet
        return PEER if known else CALLING_UNKNOWN

    def _begin(self, _assoc: NodeAssociation, _request: StoreRequest, _syntax: str) -> Kept:
        return Kept(self.kept)

    def _retrieve(self, _assoc: NodeAssociation, _request: Request, _context: object) -> None:
        raise AssertionError("nothing is retrieved in these tests")


@pytest.fixture
def listener() -> Iterator[Listener]:
    started = Listener()
    yield started
    started.end()
