"""The y-websocket protocol: bytes of y-websocket's own, any bytes, and everything there and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from consultation.board.protocol import (
    HEARTBEAT,
    MAX_AWARENESS_ENTRIES,
    MAX_MESSAGE_BYTES,
    MAX_NUMBER,
    MAX_STATE_BYTES,
    AwarenessChange,
    AwarenessRequest,
    Change,
    ClientState,
    ProtocolError,
    Reader,
    StateRequest,
    awareness_message,
    read_message,
    read_state_vector,
    state_answer,
    state_request,
    update_message,
    write_blob,
    write_number,
)
from consultation.board.relay import Kept, Shown, WhoIsThere, read_relayed, relay_kept, relay_shown

NUMBERS = some.integers(0, MAX_NUMBER)
STATES = some.lists(some.builds(ClientState, NUMBERS, NUMBERS, some.binary(max_size=200)), max_size=20)


def test_messages_as_y_websocket_sends_them() -> None:
    """Recorded from y-protocols 1.0.7: a document with client 7, empty, then with a layout on its stage."""
    assert read_message(bytes.fromhex("00000100")) == StateRequest(b"\x00")
    assert read_message(bytes.fromhex("0001020000")) == Change(b"\x00\x00", answer=True)
    update = bytes.fromhex("010107002801057374616765066c61796f757401770331783100")
    assert read_message(bytes.fromhex("00021a") + update) == Change(update, answer=False)
    vector = read_message(bytes.fromhex("000003010701"))
    assert vector == StateRequest(bytes.fromhex("010701"))
    assert read_state_vector(vector.state) == {7: 1}
    shown = read_message(bytes.fromhex("01120107010e7b226964223a2277c3a16e67227d"))
    assert shown == AwarenessChange((ClientState(7, 1, '{"id":"wáng"}'.encode()),))
    assert read_message(bytes.fromhex("03")) == AwarenessRequest()


@settings(deadline=None)
@given(NUMBERS)
def test_numbers_there_and_back(number: int) -> None:
    reader = Reader(write_number(number))
    assert reader.number() == number
    reader.end()


@settings(deadline=None)
@given(some.binary(max_size=500), some.binary(max_size=500), STATES)
def test_messages_there_and_back(state: bytes, update: bytes, states: list[ClientState]) -> None:
    assert read_message(state_request(state)) == StateRequest(state)
    assert read_message(state_answer(update)) == Change(update, answer=True)
    assert read_message(update_message(update)) == Change(update, answer=False)
    assert read_message(awareness_message(states)) == AwarenessChange(tuple(states))


@settings(deadline=None)
@given(NUMBERS, some.binary(max_size=500), STATES)
def test_what_processes_tell_each_other_there_and_back(
    seq: int, update: bytes, states: list[ClientState]
) -> None:
    assert read_relayed(relay_kept(Kept(seq, update))) == Kept(seq, update)
    assert read_relayed(relay_shown(states)) == Shown(tuple(states))
    assert read_relayed(b"\x02") == WhoIsThere()


@settings(deadline=None)
@given(some.binary(max_size=60))
def test_any_bytes_are_a_message_or_a_protocol_error(data: bytes) -> None:
    for read in (read_message, read_relayed, read_state_vector):
        try:
            read(data)
        except ProtocolError:
            continue


@settings(deadline=None)
@given(some.integers(0, 3), some.binary(max_size=40))
def test_a_message_cut_short_is_refused(kind: int, content: bytes) -> None:
    whole = update_message(content) if kind else awareness_message([ClientState(1, 1, content)])
    for end in range(len(whole)):
        with pytest.raises(ProtocolError):
            read_message(whole[:end])


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x02\x00",  # authentication is the server's
        b"\x04",
        b"\x00\x03\x00",
        b"\x03\x00",  # a byte too many
        b"\x00\x02" + write_number(MAX_MESSAGE_BYTES + 1),
        b"\x01" + write_blob(write_number(MAX_AWARENESS_ENTRIES + 1)),
        b"\x01" + write_blob(b"\x01\x01\x01" + write_number(MAX_STATE_BYTES + 1)),
        b"\xff" * 20,
        b"\x00\x00\xff\xff\xff\xff\xff\xff\xff\x7f",  # beyond what JavaScript counts exactly
    ],
)
def test_what_is_out_of_bounds_is_refused(message: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_message(message)


def test_the_heartbeat_says_nothing() -> None:
    assert read_message(HEARTBEAT) == AwarenessChange(())
    assert HEARTBEAT.hex() == "010100"
