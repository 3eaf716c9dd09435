"""Every exception the gateway raises to its user or between its own files."""


class GatewayError(Exception):
    """The gateway cannot do what was asked; the text says what and what to do about it."""


class SdpError(GatewayError, ValueError):
    """A session description is malformed, or does not fit the negotiation it belongs to."""


class WireError(ValueError):
    """A datagram (STUN, RTP, RTCP) or an encoded payload is malformed. Never leaves the gateway."""


class SrtpError(WireError):
    """An SRTP or SRTCP packet is forged, replayed, or cannot be protected."""
