"""ICE-lite answers authentic checks and nothing else."""

import contextlib

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from media_gateway.errors import WireError
from media_gateway.ice import Credentials, IceLite, parse_request

from .fixtures import recorded

_ADDRESS = ("192.0.2.7", 4242)


def check(
    local: Credentials, remote_ufrag: str = "them", *, nominate: bool = True, role: str = "ICE-CONTROLLING"
) -> bytes:
    """A connectivity check as a full agent sends it to the owner of `local`."""
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{local.ufrag}:{remote_ufrag}"
    message.attributes["PRIORITY"] = 1
    message.attributes[role] = 7
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(local.pwd.encode())
    return bytes(message)


def agent() -> IceLite:
    ice = IceLite()
    ice.remote = Credentials("them", "p" * 22)
    return ice


def test_authentic_check_is_answered_with_the_address_it_came_from() -> None:
    ice = agent()
    result = ice.check(parse_request(check(ice.local)), _ADDRESS, 5.0)
    assert result is not None
    assert result.valid
    assert result.nominated
    answer = stun.parse_message(result.response)
    assert answer.message_class == stun.Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == _ADDRESS
    assert answer.check_message_integrity(ice.local.pwd.encode())
    assert ice.consent_age(8.0) == 3.0


def test_check_without_nomination_is_valid_but_chooses_nothing() -> None:
    ice = agent()
    result = ice.check(parse_request(check(ice.local, nominate=False)), _ADDRESS, 5.0)
    assert result is not None
    assert result.valid
    assert not result.nominated


@pytest.mark.parametrize("spoil", ["password", "remote name"])
def test_forged_checks_get_no_answer_and_no_consent(spoil: str) -> None:
    ice = agent()
    wrong = Credentials(ice.local.ufrag, "x" * 32)
    data = check(wrong) if spoil == "password" else check(ice.local, "somebody")
    assert ice.check(parse_request(data), _ADDRESS, 5.0) is None
    assert ice.consent_age(5.0) == float("inf")


def test_checks_are_answered_before_the_description_of_the_peer_is_here() -> None:
    ice = IceLite()
    assert ice.check(parse_request(check(ice.local, "unknown")), _ADDRESS, 0.0) is not None


def test_role_conflict_is_answered_with_487() -> None:
    ice = agent()
    result = ice.check(parse_request(check(ice.local, role="ICE-CONTROLLED")), _ADDRESS, 0.0)
    assert result is not None
    assert not result.valid
    assert stun.parse_message(result.response).error_code == 487


def test_after_a_restart_old_credentials_hold_until_new_ones_are_used() -> None:
    ice = agent()
    old = ice.local
    ice.restart()
    assert set(ice.ufrags) == {old.ufrag, ice.local.ufrag}
    assert ice.check(parse_request(check(old)), _ADDRESS, 1.0) is not None
    ice.remote = Credentials("newer", "q" * 22)
    assert ice.check(parse_request(check(ice.local, "newer")), _ADDRESS, 2.0) is not None
    assert ice.ufrags == (ice.local.ufrag,)
    assert ice.check(parse_request(check(old)), _ADDRESS, 3.0) is None


def test_two_restarts_in_a_row_keep_the_generation_in_use() -> None:
    ice = agent()
    used = ice.local
    ice.restart()
    ice.restart()
    assert ice.check(parse_request(check(used)), _ADDRESS, 1.0) is not None


def test_recorded_check_of_chromium_is_well_formed() -> None:
    request = parse_request(recorded("stun_binding_request"))
    assert len(request.local_ufrag) == 16


def _without_integrity() -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = "a:b"
    return bytes(message)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(20),
        _without_integrity(),
        bytes(stun.Message(stun.Method.BINDING, stun.Class.RESPONSE)),
        bytes(2000),
    ],
    ids=["empty", "zeros", "without-integrity", "response", "long"],
)
def test_other_messages_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        parse_request(data)


@given(st.data())
def test_damaged_checks_are_refused_or_not_authentic(data: st.DataObject) -> None:
    ice = agent()
    packet = bytearray(check(ice.local))
    fingerprint = 8  # comes last, is no secret, and is not covered by MESSAGE-INTEGRITY
    index = data.draw(st.integers(0, len(packet) - fingerprint - 1))
    packet[index] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(WireError):
        assert ice.check(parse_request(bytes(packet)), _ADDRESS, 0.0) is None


@given(st.binary(max_size=100))
def test_garbage_is_refused(data: bytes) -> None:
    for candidate in (
        data,
        b"\x00\x01" + len(data).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12) + data,
    ):
        with pytest.raises(WireError):
            parse_request(candidate)


def test_credentials_do_not_show_in_logs() -> None:
    credentials = Credentials.generate()
    assert credentials.pwd not in repr(credentials)
