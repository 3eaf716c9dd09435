"""Access tokens: verifies those of clients, and makes the fresher ones connected clients are given."""

from collections.abc import Mapping

import jwt
from google.protobuf.json_format import ParseDict, ParseError
from livekit.protocol.room import RoomConfiguration
from pydantic import ValidationError

from .errors import Refused
from .grants import Claims, RoomOptions

#: Seconds by which the clocks of token makers and the engine may differ.
LEEWAY_S = 10.0


def verify(token: str, keys: Mapping[str, str], now: float) -> Claims:
    """The claims of an HS256 token signed by one of `keys`, valid at `now` (unix seconds).

    Raises Refused with status 401 for a malformed, forged, expired or not yet valid token.
    """
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        secret = keys.get(issuer) if isinstance(issuer, str) else None
        if secret is None:
            raise Refused(401, "invalid token: unknown API key")
        payload = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            # Times are compared below, against the time handed in.
            options={
                "require": ["exp", "iss"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        _check_times(payload, now)
        return Claims.model_validate(payload)
    except jwt.PyJWTError as error:
        raise Refused(401, f"invalid token: {error}") from error
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refused(401, f"invalid token: claim {where} is malformed") from error
    except (ValueError, RecursionError) as error:  # not base64, not UTF-8, or nested without end
        raise Refused(401, "invalid token: malformed") from error


def _check_times(payload: Mapping[str, object], now: float) -> None:
    """RFC 7519 sections 4.1.4 and 4.1.5."""
    expires, starts = payload.get("exp"), payload.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(starts, int | float):
        raise Refused(401, "invalid token: exp and nbf have to be numbers")
    if now >= expires + LEEWAY_S:
        raise Refused(401, "invalid token: token is expired")
    if now < starts - LEEWAY_S:
        raise Refused(401, "invalid token: token is not valid yet")


def room_to_join(claims: Claims, asked: str = "") -> str:
    """The room this token lets its bearer into; `asked` is the room named in the request, if any.

    Raises Refused: 403 without the roomJoin grant or for another room, 400 without an identity.
    """
    if not claims.video.room_join:
        raise Refused(403, "the token does not grant joining a room (roomJoin)")
    if not claims.identity:
        raise Refused(400, "the token has no identity")
    if not claims.video.room:
        raise Refused(403, "the token names no room")
    if asked and asked != claims.video.room:
        raise Refused(403, "the token is for another room")
    return claims.video.room


def room_options(claims: Claims) -> RoomOptions:
    """How the token wants the room created should it not exist yet. Raises Refused (401) when malformed."""
    if claims.room_config is None:
        return RoomOptions()
    try:
        message = ParseDict(claims.room_config, RoomConfiguration(), ignore_unknown_fields=True)
    except ParseError as error:
        raise Refused(401, "invalid token: claim roomConfig is malformed") from error
    return RoomOptions.from_configuration(message)


def sign(claims: Mapping[str, object], api_key: str, secret: str, now: float, ttl_s: float) -> str:
    """A token of these claims, valid from `now` (unix seconds) for `ttl_s`."""
    times = {"iss": api_key, "nbf": int(now), "exp": int(now + ttl_s)}
    return jwt.encode({**claims, **times}, secret, algorithm="HS256")
