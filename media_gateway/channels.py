"""The data channels of one peer, on aiortc's SCTP over the peer's DTLS (RFC 8831, RFC 8832).

Private parts of aiortc are used: its SCTP wants a DTLS transport with `_role`, `_send_data` and
`_register_data_receiver`, and is fed through `_handle_data`.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, cast

from aiortc import (
    RTCDataChannel,
    RTCDataChannelParameters,
    RTCDtlsTransport,
    RTCSctpCapabilities,
    RTCSctpTransport,
)
from aiortc.exceptions import InvalidStateError

from .counters import Counters
from .settings import GatewaySettings

logger = logging.getLogger(__name__)

SCTP_PORT = 5000
_MAX_LABEL = 256
#: Received but unordered chunks, and streams, that a peer may make us keep beyond the window it was given.
_MAX_OVERDRAFT = 256 * 1024
_MAX_MISORDERED = 8192
_MAX_STREAMS = 1024
#: What malformed but authentic SCTP can raise inside aiortc, which asserts and unpacks as it goes.
_SCTP_ERRORS = (AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)


class ChannelEvents(Protocol):
    """What the channels tell the peer that owns them."""

    def channel_ready(self, label: str) -> None: ...
    def channel_message(self, label: str, payload: bytes) -> None: ...


class _DtlsSide:
    """The part of aiortc's RTCDtlsTransport that its SCTP uses."""

    def __init__(self, send: Callable[[bytes], bool]) -> None:
        self.state = "connected"
        self._role = "server"  # decides who takes odd stream numbers (RFC 8832 section 6)
        self._send = send

    def _register_data_receiver(self, receiver: object) -> None:
        """Datagrams are handed to the receiver directly."""

    def _unregister_data_receiver(self, receiver: object) -> None:
        """Nothing was registered."""

    async def _send_data(self, data: bytes) -> None:
        self._send(data)  # one that cannot go out now is lost like any other; SCTP repeats it


class Channels:
    """Opens, finds and feeds data channels by label."""

    def __init__(
        self,
        settings: GatewaySettings,
        counters: Counters,
        send: Callable[[bytes], bool],
        events: ChannelEvents,
    ) -> None:
        self._settings = settings
        self._counters = counters
        self._events = events
        self._sctp = RTCSctpTransport(cast(RTCDtlsTransport, _DtlsSide(send)), port=SCTP_PORT)
        self._sctp.on("datachannel", self._add)
        self._channels: dict[str, RTCDataChannel] = {}
        self._started = False
        self._closed = False

    @property
    def declared(self) -> bool:
        """Whether this side wants channels."""
        return bool(self._channels)

    def open(self, label: str, *, ordered: bool, max_retransmits: int | None) -> None:
        """Open a channel from this side, as soon as the association is up."""
        if label in self._channels:
            return
        parameters = RTCDataChannelParameters(label=label, ordered=ordered, maxRetransmits=max_retransmits)
        self._watch(RTCDataChannel(self._sctp, parameters))

    def start(self, remote_port: int, max_message_size: int) -> None:
        """Begin the association; DTLS is up and the application section negotiated."""
        if not self._started and not self._closed:
            self._started = True
            _run(self._sctp.start(RTCSctpCapabilities(maxMessageSize=max_message_size), remote_port))

    def receive(self, data: bytes) -> None:
        """Take one SCTP packet."""
        if not self._started or self._closed:
            return
        try:
            _run(self._sctp._handle_data(data))
        except _SCTP_ERRORS as error:
            self._counters.dropped["sctp_malformed"] += 1
            logger.debug("SCTP packet refused: %s", error)
        if self._overdrawn():
            self._counters.dropped["sctp_overdrawn"] += 1
            logger.warning("an SCTP association is closed: the peer ignores its limits")
            self.close()

    def _overdrawn(self) -> bool:
        """aiortc announces a receive window but does not enforce it."""
        sctp = self._sctp
        return bool(
            sctp._advertised_rwnd < -_MAX_OVERDRAFT
            or len(sctp._sack_misordered) > _MAX_MISORDERED
            or len(sctp._inbound_streams) > _MAX_STREAMS
        )

    def send(self, label: str, payload: bytes) -> bool:
        """False without such an open channel, when its buffer is full, or when the message is too long."""
        channel = self._channels.get(label)
        if channel is None or channel.readyState != "open" or self._closed:
            return False
        if channel.bufferedAmount + len(payload) > self._settings.channel_buffer_bytes:
            self._counters.dropped["channel_buffer_full"] += 1
            return False
        try:
            channel.send(payload)
        except (ValueError, InvalidStateError):
            self._counters.dropped["channel_message_too_long"] += 1
            return False
        return True

    def buffered(self, label: str) -> int:
        """Bytes that wait to be sent."""
        channel = self._channels.get(label)
        return int(channel.bufferedAmount) if channel is not None else 0

    def close(self) -> None:
        """Stop the association and its timers."""
        if not self._closed:
            self._closed = True
            _run(self._sctp.stop())

    def _add(self, channel: RTCDataChannel) -> None:
        if len(self._channels) >= self._settings.max_channels or len(channel.label) > _MAX_LABEL:
            channel.close()
            return
        self._watch(channel)
        self._events.channel_ready(channel.label)

    def _watch(self, channel: RTCDataChannel) -> None:
        label = channel.label
        self._channels[label] = channel

        def on_message(message: bytes | str) -> None:
            payload = message.encode() if isinstance(message, str) else message
            if len(payload) > self._settings.max_message_bytes:
                self._counters.dropped["channel_message_too_long"] += 1
            else:
                self._events.channel_message(label, payload)

        def on_close() -> None:
            if self._channels.get(label) is channel:
                del self._channels[label]

        channel.on("message", on_message)
        channel.on("open", lambda: self._events.channel_ready(label))
        channel.on("close", on_close)


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run aiortc's SCTP code to its end at once: over this transport it never has to wait.

    Handled in tasks, packets would cost more and could overtake each other.
    """
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("aiortc's SCTP waited for something: the pinned version has changed")
