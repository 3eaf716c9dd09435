"""Signal messages to and from bytes."""

import base64
import binascii
import zlib
from typing import TypeVar

from google.protobuf.message import DecodeError, Message
from livekit.protocol.models import DataPacket
from livekit.protocol.rtc import JoinRequest, SignalRequest, WrappedJoinRequest

from .errors import MessageError

_M = TypeVar("_M", bound=Message)

#: zlib's window size argument for "a gzip header follows".
_GZIP = 16 + zlib.MAX_WBITS


def _parse(kind: type[_M], data: bytes) -> _M:
    try:
        return kind.FromString(data)
    except DecodeError as error:
        raise MessageError(f"not a {kind.__name__}") from error


def parse_signal_request(data: bytes) -> SignalRequest:
    """One WebSocket message from a client. Raises MessageError."""
    return _parse(SignalRequest, data)


def parse_data_packet(data: bytes) -> DataPacket:
    """One data channel message from a client. Raises MessageError."""
    return _parse(DataPacket, data)


def parse_join_request(text: str, max_bytes: int) -> JoinRequest:
    """The `join_request` parameter of /rtc/v1: URL-safe base64 of a WrappedJoinRequest.

    Raises MessageError, also when the request would decompress to more than `max_bytes`.
    """
    padded = text.replace("+", "-").replace("/", "_").replace(" ", "-")
    try:
        wrapped = _parse(
            WrappedJoinRequest,
            base64.b64decode(padded + "=" * (-len(padded) % 4), altchars=b"-_", validate=True),
        )
    except (binascii.Error, ValueError) as error:
        raise MessageError("join_request is not URL-safe base64 of a WrappedJoinRequest") from error
    data = wrapped.join_request
    if wrapped.compression == WrappedJoinRequest.GZIP:
        data = _inflate(data, max_bytes)
    if len(data) > max_bytes:
        raise MessageError(f"join_request is larger than {max_bytes} bytes")
    return _parse(JoinRequest, data)


def _inflate(data: bytes, max_bytes: int) -> bytes:
    inflater = zlib.decompressobj(wbits=_GZIP)
    try:
        plain = inflater.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise MessageError("join_request is not gzip") from error
    if not inflater.eof and len(plain) <= max_bytes:
        raise MessageError("join_request ends within its gzip stream")
    return plain
