"""The node's upper layer: it waits without polling, and whatever a stranger sends, it goes on for others."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from importlib.metadata import version

import pytest
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.pdu import A_ASSOCIATE_RQ
from pynetdicom.pdu_primitives import A_ASSOCIATE, MaximumLengthNotification
from pynetdicom.presentation import build_context
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from imaging.node import entity, upper_layer
from imaging.node.upper_layer import PduOfData
from tests.imaging.node.conftest import PEER, Listener
from tests.support.dicom_files import CT
from tests.support.processes import wait_for

WITHIN_S = 10.0


def associate(listener: Listener) -> Association:
    tester = AE(PEER.aet)
    tester.add_requested_context(Verification)
    tester.add_requested_context(CTImageStorage, ExplicitVRLittleEndian)
    assoc = tester.associate("127.0.0.1", listener.port, ae_title="CONSILIUM")
    assert assoc.is_established
    return assoc


def connect(listener: Listener) -> socket.socket:
    return socket.create_connection(("127.0.0.1", listener.port), timeout=WITHIN_S)


def ends(connection: socket.socket) -> bytes:
    """All that comes until the other side closes; TimeoutError where it does not."""
    received = b""
    try:
        while part := connection.recv(4096):
            received += part
    except ConnectionResetError:
        pass
    return received


def association_request(calling: str = PEER.aet) -> bytes:
    request = A_ASSOCIATE()
    request.application_context_name = "1.2.840.10008.3.1.1.1"
    request.calling_ae_title, request.called_ae_title = calling, "CONSILIUM"
    length = MaximumLengthNotification()
    length.maximum_length_received = 16384
    request.user_information = [length]
    context = build_context(CTImageStorage, ExplicitVRLittleEndian)
    context.context_id = 1
    request.presentation_context_definition_list = [context]
    encoded: bytes = A_ASSOCIATE_RQ(request).encode()
    return encoded


def associated(listener: Listener) -> socket.socket:
    connection = connect(listener)
    connection.sendall(association_request())
    assert connection.recv(1) == b"\x02"
    return connection


def assert_serves(listener: Listener) -> None:
    assoc = associate(listener)
    assert assoc.send_c_echo().Status == 0
    assoc.release()


def test_library_is_the_one_whose_private_parts_are_known() -> None:
    assert version("pynetdicom").startswith("3.0.")


def test_data_set_arrives_as_it_was_sent(listener: Listener) -> None:
    image = CT(side=512)
    assoc = associate(listener)
    for _ in range(3):
        assert assoc.send_c_store(image.dataset()).Status == 0
    assoc.release()
    assert len(listener.kept) == 3
    assert set(listener.kept) == {image.bytes()[-len(listener.kept[0]) :]}


def test_idle_association_costs_nothing(listener: Listener) -> None:
    connections = [associated(listener) for _ in range(10)]
    before = time.process_time()
    threading.Event().wait(1.0)
    assert time.process_time() - before < 0.2
    for connection in connections:
        connection.close()


@pytest.mark.parametrize("seed", range(20))
def test_garbage_ends_its_connection_only(listener: Listener, seed: int) -> None:
    noise = random.Random(seed)
    with connect(listener) as connection:
        connection.sendall(noise.randbytes(noise.randrange(6, 5000)))
        connection.shutdown(socket.SHUT_WR)
        ends(connection)
    with associated(listener) as connection:
        body = noise.randbytes(noise.randrange(1, 500))
        connection.sendall(struct.pack(">BxL", 4, len(body)) + body)
        connection.shutdown(socket.SHUT_WR)
        ends(connection)
    assert_serves(listener)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack(">BxL", 1, 0xFFFFFFFF),
        struct.pack(">BxL", 9, 10),
        struct.pack(">BxL", 4, 16) + struct.pack(">LBB", 10, 1, 3) + b"1234567890",
    ],
    ids=["http", "endless", "unknown type", "data before association"],
)
def test_nonsense_is_aborted_at_once(listener: Listener, sent: bytes) -> None:
    with connect(listener) as connection:
        connection.sendall(sent)
        began = time.monotonic()
        ends(connection)
        assert time.monotonic() - began < WITHIN_S / 2
    assert_serves(listener)


def test_length_beyond_what_was_announced_is_aborted_within_an_association(listener: Listener) -> None:
    with associated(listener) as connection:
        connection.sendall(struct.pack(">BxL", 4, upper_layer.RECEIVE_PDU_MAX + 1))
        assert b"\x07\x00\x00\x00\x00\x04" in ends(connection)
    assert_serves(listener)


def test_who_says_nothing_is_disconnected(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    listener.server.ae.acse_timeout = 0.3
    with connect(listener) as silent:
        assert ends(silent) == b""
    assert_serves(listener)


def test_who_stops_within_a_pdu_is_disconnected(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upper_layer, "PDU_WITHIN_S", 1.0)
    with connect(listener) as silent:
        silent.sendall(association_request()[:20])
        ends(silent)
    with associated(listener) as silent:
        silent.sendall(struct.pack(">BxL", 4, 1000) + b"beginning")
        ends(silent)
    assert_serves(listener)


def test_who_is_idle_too_long_is_disconnected(listener: Listener) -> None:
    listener.server.ae.network_timeout = 0.5
    with associated(listener) as idle:
        ends(idle)
    assert_serves(listener)


def test_half_sent_image_is_forgotten(listener: Listener) -> None:
    with associated(listener) as connection:
        connection.sendall(struct.pack(">BxL", 4, 12) + struct.pack(">LBB", 8, 1, 0) + b"123456")
    assert_serves(listener)
    assert listener.kept == []


def test_stranger_is_refused_with_the_reason(listener: Listener) -> None:
    with connect(listener) as connection:
        connection.sendall(association_request("STRANGER"))
        # PS3.8 table 9-21: rejected permanently, by the user, calling AE title not recognised.
        assert ends(connection) == bytes([3, 0, 0, 0, 0, 4, 0, 1, 1, 3])


def test_more_associations_than_allowed_are_refused(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.server.ae.maximum_associations = 2
    first, second = associated(listener), associated(listener)
    with connect(listener) as third:
        third.sendall(association_request())
        assert ends(third)[:6] == bytes([3, 0, 0, 0, 0, 4])
    first.close()
    second.close()
    listener.server.ae.maximum_associations = entity.ASSOCIATIONS_MAX
    wait_for("the others' end", lambda: not listener.server.active_associations, WITHIN_S)
    assert_serves(listener)


def test_end_of_the_listener_ends_its_associations(listener: Listener) -> None:
    with associated(listener) as connection:
        listener.server.end()
        ends(connection)
    assert listener.server.active_associations == []


@pytest.mark.parametrize(
    "body", [b"\0", struct.pack(">LB", 1, 1), struct.pack(">LBB", 100, 1, 3), struct.pack(">LBB", 0, 1, 3)]
)
def test_contradicting_lengths_within_a_pdu_are_found(body: bytes) -> None:
    with pytest.raises(ValueError, match="presentation data value"):
        PduOfData(bytearray(body))
