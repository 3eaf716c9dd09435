"""The Twirp protocol, version 7: requests and responses in JSON or protobuf, errors as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from google.protobuf.json_format import MessageToJson, Parse, ParseError
from google.protobuf.message import DecodeError, Message

from .errors import TwirpError
from .grants import Claims

JSON = "application/json"
PROTOBUF = "application/protobuf"

#: HTTP status of each error code in use (Twirp v7 specification, "Error Codes").
_STATUS = {
    "malformed": 400,
    "invalid_argument": 400,
    "failed_precondition": 412,
    "unauthenticated": 401,
    "permission_denied": 403,
    "not_found": 404,
    "bad_route": 404,
    "resource_exhausted": 429,
    "internal": 500,
    "unimplemented": 501,
}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a service: the request it takes and what does the work."""

    request: type[Message]
    call: Callable[[Claims, Message], Message]


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response."""

    status: int
    content_type: str
    body: bytes


def decode(kind: type[Message], content_type: str, body: bytes) -> Message:
    """The request in a body. Raises TwirpError."""
    try:
        if content_type == PROTOBUF:
            return kind.FromString(body)
        if content_type == JSON:
            return Parse(body.decode(), kind(), ignore_unknown_fields=True)
    except (DecodeError, ParseError, UnicodeDecodeError, RecursionError) as error:
        raise TwirpError("malformed", f"the body is not a {kind.__name__}") from error
    raise TwirpError("bad_route", f"unexpected Content-Type {content_type!r}: use {JSON} or {PROTOBUF}")


def encode(message: Message, content_type: str) -> Reply:
    """A response in the encoding of its request."""
    if content_type == JSON:
        text = MessageToJson(message, preserving_proto_field_name=True, indent=None)
        return Reply(200, JSON, text.encode())
    return Reply(200, PROTOBUF, message.SerializeToString())


def failure(error: TwirpError) -> Reply:
    """An error is JSON whatever the encoding of the request."""
    body = json.dumps({"code": error.code, "msg": error.text})
    return Reply(_STATUS[error.code], JSON, body.encode())
