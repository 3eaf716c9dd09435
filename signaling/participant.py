"""One participant: who it is, what it may do, what it publishes and receives, and its signal connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from livekit.protocol.models import DisconnectReason, ParticipantInfo
from livekit.protocol.rtc import SignalResponse

from media_gateway import Subscription

from .grants import Claims, Permission
from .ids import PARTICIPANT, new_id
from .joining import JoinParameters
from .subscriptions import Audience, Wishes
from .tracks import PublishedTrack
from .transport import Transport

if TYPE_CHECKING:
    from .presence import Presence

#: Client capabilities passed on to others; the protocol knows two.
_MAX_CAPABILITIES = 16


class SignalSink(Protocol):
    """The outgoing half of a signal connection."""

    def send(self, payload: bytes) -> None:
        """Queue a serialised SignalResponse; never blocks."""

    def close(self, reason: str) -> None:
        """Close once what is queued has been sent."""


class Participant:
    """State only: the rules live in `publishing`, `subscribing`, `data_packets` and `room`."""

    # Set when it enters a room: both refer back to the participant.
    presence: Presence
    transport: Transport

    def __init__(
        self,
        claims: Claims,
        parameters: JoinParameters,
        sink: SignalSink,
        joined_at: float,
        wishes_limit: int,
    ) -> None:
        self.sid = new_id(PARTICIPANT)
        self.claims = claims
        self.identity = claims.identity
        self.name = claims.name
        self.metadata = claims.metadata
        self.attributes = dict(claims.attributes)
        self.permission = Permission.granted(claims.video)
        self.client = parameters.client
        self.capabilities = list(dict.fromkeys(parameters.client.capabilities))[:_MAX_CAPABILITIES]
        self.single = parameters.single
        self.state: ParticipantInfo.State = ParticipantInfo.JOINING
        self.joined_at = joined_at  # unix seconds
        self.version = 0
        self.disconnect_reason: DisconnectReason = DisconnectReason.UNKNOWN_REASON

        #: Announced tracks by the client's id, until their section is negotiated; live ones by sid.
        self.pending: dict[str, PublishedTrack] = {}
        self.tracks: dict[str, PublishedTrack] = {}
        self.audience = Audience()
        self.wishes = Wishes(parameters.auto_subscribe, wishes_limit)
        self.received: dict[str, Subscription] = {}
        #: Tracks this participant would receive but for their publisher's audience, told to it as such.
        self.denied: set[str] = set()
        #: Highest sequence number of its reliable packets; lower ones are repetitions after a resume.
        self.last_sequence = 0

        self.sink: SignalSink | None = sink
        #: Monotonic times: of joining, of the last message from the client, of losing its signal connection.
        self.entered_at = 0.0
        self.last_heard = 0.0
        self.signal_lost_at: float | None = None
        #: Monotonic time of the loss of its media transport, for good.
        self.transport_lost_at: float | None = None
        self.token_renewed_at = 0.0
        self.announced_in_webhook = False

    @property
    def gone(self) -> bool:
        return self.state == ParticipantInfo.DISCONNECTED

    @property
    def hidden(self) -> bool:
        return self.permission.hidden

    @property
    def dependent(self) -> bool:
        """Recorders and agents serve a room but do not keep it open."""
        return (
            self.claims.participant_kind in (ParticipantInfo.EGRESS, ParticipantInfo.AGENT)
            or self.permission.recorder
        )

    def send(self, message: SignalResponse) -> None:
        """Send over the signal connection, if there is one: what is lost meanwhile, a resume repeats."""
        if self.sink is not None:
            self.sink.send(message.SerializeToString())

    def send_serialised(self, payload: bytes) -> None:
        """The same for a message that goes to many."""
        if self.sink is not None:
            self.sink.send(payload)

    def changed(self) -> None:
        """Clients ignore descriptions whose version is not newer than the one they know."""
        self.version += 1

    def info(self) -> ParticipantInfo:
        """The description others get."""
        return ParticipantInfo(
            sid=self.sid,
            identity=self.identity,
            name=self.name,
            state=self.state,
            tracks=[track.info for track in self.tracks.values()],
            metadata=self.metadata,
            attributes=self.attributes,
            joined_at=int(self.joined_at),
            joined_at_ms=int(self.joined_at * 1000),
            version=self.version,
            permission=self.permission.message(),
            is_publisher=bool(self.tracks),
            kind=self.claims.participant_kind,
            disconnect_reason=self.disconnect_reason,
            client_protocol=self.client.client_protocol,
            capabilities=self.capabilities,
        )
