"""Parsers of what clients send: real messages pass, anything else raises one documented exception."""

import base64
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol.rtc import JoinRequest, Ping, SignalRequest, WrappedJoinRequest

from signaling import joining
from signaling.errors import MessageError
from signaling.messages import parse_data_packet, parse_join_request, parse_signal_request
from signaling.sections import spare_sections

#: Two requests as livekit-client 2.23.0 sends them: ping_req, and mute of a track.
RECORDED = [
    bytes.fromhex("820109089adbb2a29d331005"),
    bytes.fromhex("2a130a0f54525f564d7954334a3578474e69711001"),
]


def wrapped(request: JoinRequest, *, compress: bool = True) -> str:
    data = request.SerializeToString()
    message = WrappedJoinRequest(join_request=data)
    if compress:
        message = WrappedJoinRequest(compression=WrappedJoinRequest.GZIP, join_request=gzip.compress(data))
    return base64.urlsafe_b64encode(message.SerializeToString()).decode()


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("padding", [True, False])
def test_join_requests_pass_with_and_without_compression_and_padding(
    *, compress: bool, padding: bool
) -> None:
    request = JoinRequest(participant_sid="PA_1", reconnect=True)
    request.connection_settings.auto_subscribe = True
    text = wrapped(request, compress=compress)
    assert parse_join_request(text if padding else text.rstrip("="), 10_000) == request


def test_a_join_request_that_inflates_without_end_is_refused() -> None:
    bomb = zlib.compressobj(wbits=31)
    data = bomb.compress(bytes(10_000_000)) + bomb.flush()
    message = WrappedJoinRequest(compression=WrappedJoinRequest.GZIP, join_request=data)
    with pytest.raises(MessageError, match="larger"):
        parse_join_request(base64.urlsafe_b64encode(message.SerializeToString()).decode(), 10_000)


@pytest.mark.parametrize("text", ["!!!", "AAAA", "é", "CAESBHh4eHg=", "CAESAh-L"])
def test_malformed_join_requests_raise_one_exception(text: str) -> None:
    with pytest.raises(MessageError):
        parse_join_request(text, 10_000)


@given(
    st.text(max_size=200) | st.binary(max_size=200).map(lambda data: base64.urlsafe_b64encode(data).decode())
)
def test_no_text_breaks_the_join_request_parser(text: str) -> None:
    try:
        joining.from_join_request(text, 10_000)
    except MessageError:
        return


@pytest.mark.parametrize("data", RECORDED)
def test_recorded_requests_pass(data: bytes) -> None:
    assert parse_signal_request(data).WhichOneof("message")


@given(
    st.binary(max_size=300)
    | st.sampled_from(RECORDED).flatmap(
        lambda data: st.integers(0, len(data)).map(lambda cut: data[:cut] + b"\xff" + data[cut:])
    )
)
def test_no_bytes_break_the_message_parsers(data: bytes) -> None:
    for parse in (parse_signal_request, parse_data_packet):
        try:
            parse(data)
        except MessageError:
            continue


@given(
    st.dictionaries(
        st.sampled_from(["sdk", "protocol", "reconnect", "sid", "auto_subscribe", "client_protocol"]),
        st.text(),
    )
)
def test_no_query_breaks_the_dual_form(query: dict[str, str]) -> None:
    assert not joining.from_query(query).single


def test_query_of_the_dual_form() -> None:
    query = {"sdk": "js", "protocol": "16", "reconnect": "1", "sid": "PA_x", "auto_subscribe": "0"}
    parameters = joining.from_query(query)
    assert (parameters.reconnect, parameters.participant_sid, parameters.auto_subscribe) == (
        True,
        "PA_x",
        False,
    )
    assert (parameters.client.protocol, parameters.client.sdk) == (16, 1)


def test_ping_request_round_trip() -> None:
    request = SignalRequest(ping_req=Ping(timestamp=5, rtt=1))
    assert parse_signal_request(request.SerializeToString()) == request


SDP = "v=0\r\nm=audio 9 x 0\r\na=mid:0\r\na=recvonly\r\nm=video 9 x 0\r\na=mid:1\r\na=recvonly\r\n"


def test_spare_sections_receive_and_carry_nothing() -> None:
    assert spare_sections(SDP, ()) == (1, 1)
    assert spare_sections(SDP, {"1"}) == (1, 0)
    assert spare_sections(SDP.replace("recvonly", "sendonly", 1), ()) == (0, 1)
    assert spare_sections("m=application 9 x 0\r\na=mid:0\r\na=recvonly\r\n", ()) == (0, 0)


@given(st.text())
def test_no_text_breaks_counting_sections(text: str) -> None:
    audio, video = spare_sections(text, ())
    assert min(audio, video) >= 0
