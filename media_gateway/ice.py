"""ICE-lite (RFC 8445) for one peer, without I/O: connectivity checks in, authenticated answers out."""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass

from aioice import stun

from .errors import WireError

_COOKIE = struct.pack("!I", 0x2112A442)
_MAX_STUN = 1280
_ROLE_CONFLICT = (487, "Role Conflict")

Address = tuple[str, int] | tuple[str, int, int, int]


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """User name fragment and password of one ICE generation; `repr` is off so that no log can show them."""

    ufrag: str
    pwd: str

    @classmethod
    def generate(cls) -> Credentials:
        """64 and 128 random bits (RFC 8445 section 5.3 asks for 24 and 128)."""
        return cls(secrets.token_hex(8), secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A well-formed but not yet authenticated connectivity check."""

    message: stun.Message
    local_ufrag: str
    remote_ufrag: str


def parse_request(data: bytes) -> BindingRequest:
    """Raises WireError for everything but a binding request with a user name and integrity."""
    if len(data) > _MAX_STUN or data[4:8] != _COOKIE:
        raise WireError("not a STUN message")
    try:
        message = stun.parse_message(data)
    except (ValueError, struct.error, IndexError) as error:
        raise WireError(f"malformed STUN message: {error}") from error
    if message.message_class != stun.Class.REQUEST or message.message_method != stun.Method.BINDING:
        raise WireError("not a STUN binding request")
    local, separator, remote = message.attributes.get("USERNAME", "").partition(":")
    if not separator or not {"MESSAGE-INTEGRITY", "FINGERPRINT"} <= message.attributes.keys():
        raise WireError("STUN request without credentials or fingerprint")
    return BindingRequest(message, local, remote)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer to a check; `valid` is False for an error answer."""

    response: bytes
    valid: bool
    nominated: bool = False


class IceLite:
    """Answers checks with the current credentials, and with the ones before until the peer uses the new."""

    def __init__(self) -> None:
        self.local = Credentials.generate()
        self.remote: Credentials | None = None
        self.last_check: float | None = None
        self._previous: tuple[Credentials, Credentials | None] | None = None

    @property
    def ufrags(self) -> tuple[str, ...]:
        """Local user name fragments under which checks may come."""
        return (self.local.ufrag, *((self._previous[0].ufrag,) if self._previous else ()))

    def restart(self) -> None:
        """New local credentials (RFC 8445 section 9); the path in use stays in use."""
        if self._previous is None:  # else the generation in between was never used
            self._previous = (self.local, self.remote)
        self.local = Credentials.generate()
        self.remote = None

    def check(self, request: BindingRequest, address: Address, now: float) -> CheckResult | None:
        """Answer a connectivity check that came from `address`; None for one that is not authentic."""
        local = self._authenticate(request)
        if local is None:
            return None
        message = request.message
        if "ICE-CONTROLLED" in message.attributes:
            return CheckResult(_respond(message, local, error=True, address=address), valid=False)
        if local is self.local:
            self._previous = None
        self.last_check = now
        nominated = "USE-CANDIDATE" in message.attributes
        return CheckResult(_respond(message, local, error=False, address=address), True, nominated)

    def _authenticate(self, request: BindingRequest) -> Credentials | None:
        generations = [(self.local, self.remote)]
        if self._previous is not None:
            generations.append(self._previous)
        for local, remote in generations:
            if request.local_ufrag != local.ufrag:
                continue
            # Before the peer's description is here, its fragment is unknown and our password decides alone.
            if remote is not None and request.remote_ufrag != remote.ufrag:
                continue
            if request.message.check_message_integrity(local.pwd.encode()):
                return local
        return None

    def consent_age(self, now: float) -> float:
        """Seconds since the last authentic check, infinite before the first (RFC 7675 section 5.1)."""
        return float("inf") if self.last_check is None else now - self.last_check


def _respond(request: stun.Message, local: Credentials, *, error: bool, address: Address) -> bytes:
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.ERROR if error else stun.Class.RESPONSE,
        transaction_id=request.transaction_id,
    )
    if error:
        response.attributes["ERROR-CODE"] = _ROLE_CONFLICT
    else:
        response.attributes["XOR-MAPPED-ADDRESS"] = (address[0], address[1])
    response.add_message_integrity(local.pwd.encode())
    return bytes(response)
