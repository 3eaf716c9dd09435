"""Command sets: equal to the library's in both directions, and one error for all garbage."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset
from pynetdicom.dimse_messages import C_STORE_RQ as StoreMessage
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.dsutils import decode, encode

from imaging.node.command import (
    C_STORE_RQ,
    C_STORE_RSP,
    MalformedCommand,
    StoreRequest,
    command_field,
    elements,
    store_request,
    store_response,
)

CT = "1.2.840.10008.5.1.4.1.1.2"


def library_request(message_id: int, uid: str) -> bytes:
    """The command set that pynetdicom sends."""
    primitive = C_STORE()
    primitive.MessageID, primitive.Priority = message_id, 0
    primitive.AffectedSOPClassUID, primitive.AffectedSOPInstanceUID = CT, uid
    primitive.DataSet = BytesIO(b"data")
    message = StoreMessage()
    message.primitive_to_message(primitive)
    encoded = encode(message.command_set, True, True)
    assert encoded is not None
    return encoded


def test_request_of_the_library_is_read() -> None:
    found = elements(library_request(7, "1.2.3"))
    assert command_field(found) == C_STORE_RQ
    assert store_request(found) == StoreRequest(7, CT, "1.2.3", has_data_set=True)


@pytest.mark.parametrize(("status", "comment"), [(0, ""), (0xA700, "no room"), (0xC000, "x" * 100), (1, "é")])
def test_response_is_read_by_the_library(status: int, comment: str) -> None:
    encoded = store_response(StoreRequest(9, CT, "1.2.34", True), status, comment)
    command: Dataset = decode(BytesIO(encoded), True, True)
    assert command.CommandGroupLength == len(encoded) - 12
    assert (command.CommandField, command.MessageIDBeingRespondedTo) == (C_STORE_RSP, 9)
    assert (command.AffectedSOPClassUID, command.AffectedSOPInstanceUID) == (CT, "1.2.34")
    assert (command.Status, command.CommandDataSetType) == (status, 0x0101)
    assert len(command.get("ErrorComment", "")) == min(len(comment), 64)


@given(st.binary(max_size=200))
def test_garbage_is_refused_in_one_way(garbage: bytes) -> None:
    with suppress(MalformedCommand):
        store_request(elements(garbage))


def test_request_without_what_its_answer_needs_is_refused() -> None:
    whole = elements(library_request(7, "1.2.3"))
    for needed in (0x0110, 0x0800):
        with pytest.raises(MalformedCommand):
            store_request({number: value for number, value in whole.items() if number != needed})
