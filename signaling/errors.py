"""Every exception of the signalling server."""

from livekit.protocol.rtc import RequestResponse


class SettingsError(ValueError):
    """The engine's settings cannot work; the text says which and why."""


class MessageError(ValueError):
    """Bytes from a client are not the protobuf message expected there."""


class Refused(Exception):
    """A client may not do what its HTTP request asks; carries the status and the reason for the client."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class RequestError(Exception):
    """A signal request cannot be fulfilled; answered with a RequestResponse of this reason."""

    def __init__(self, reason: RequestResponse.Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


class TwirpError(Exception):
    """A Twirp call failed; `code` is one of the Twirp error codes and decides the HTTP status."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
