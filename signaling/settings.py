"""The engine's settings: addresses, keys, webhook targets, timeouts and limits, each with its default."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from media_gateway import GatewaySettings

from .errors import SettingsError

#: HMAC-SHA256 keys shorter than its output weaken it (RFC 7518 section 3.2).
MIN_SECRET_CHARS = 32


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one client may ask of the engine."""

    #: Longest room name and participant identity, in characters.
    name_chars: int = 256
    #: Longest metadata, in characters, and all attribute keys and values together.
    metadata_chars: int = 64_000
    #: Largest message accepted on the signal WebSocket; a session description of a full room fits.
    signal_bytes: int = 512_000
    #: Longest request line: the single-connection join carries a compressed offer in its query.
    request_line_bytes: int = 65_536
    #: Largest decompressed join request.
    join_bytes: int = 262_144
    #: Signal messages a second one connection may send for long, and at once.
    signal_rate: float = 100.0
    signal_burst: int = 500
    #: Messages and bytes queued for a slow WebSocket reader before it is disconnected.
    outbox_messages: int = 2_000
    outbox_bytes: int = 4_000_000
    #: Largest data packet forwarded; clients split larger payloads into streams themselves.
    data_bytes: int = 65_536
    #: Reliable bytes held for one participant whose data channel is not ready for them.
    backlog_bytes: int = 2_000_000
    #: Published or announced tracks of one participant.
    tracks: int = 32
    #: Tracks a participant may hold explicit subscription wishes and settings for.
    wishes: int = 1_000
    #: Largest Twirp request body.
    request_bytes: int = 1_000_000
    #: Rooms at once.
    rooms: int = 1_000
    #: Undelivered webhook events kept; further ones are dropped and counted.
    webhook_events: int = 10_000


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """One LiveKit-compatible engine: an HTTP port for signalling and a media gateway behind it."""

    #: API key -> secret. Tokens name the key as their issuer and are signed with its secret.
    keys: Mapping[str, str]
    host: str = "127.0.0.1"
    port: int = 7880
    gateway: GatewaySettings = field(default_factory=GatewaySettings)

    webhook_urls: tuple[str, ...] = ()
    #: The API key that signs webhooks; empty means the first of `keys`.
    webhook_key: str = ""

    #: Seconds a room stays open before anybody joined, and after the last participant left.
    empty_timeout_s: int = 300
    departure_timeout_s: int = 20
    #: Visible participants in one room; 0 is unlimited. A room created with its own limit keeps that.
    max_participants: int = 0
    #: Seconds a participant may be without a signal connection before it counts as gone.
    resume_window_s: float = 15.0
    #: Seconds from joining to a connected media transport.
    connect_timeout_s: float = 30.0
    #: Clients send a ping at this interval, and take the connection for dead after the timeout.
    ping_interval_s: int = 5
    ping_timeout_s: int = 15
    #: Lifetime of the tokens handed to connected clients, renewed when half of it has passed.
    token_ttl_s: int = 600
    #: Whether RoomService may unmute a participant's track as well as mute it.
    remote_unmute: bool = True
    #: Codecs clients may publish, in the order of preference offered to them.
    codecs: tuple[str, ...] = ("audio/opus", "video/VP8", "video/H264", "video/VP9", "video/AV1")
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Raises SettingsError when the engine could not work safely with these values."""
        if not self.keys:
            raise SettingsError("at least one API key is needed")
        for key, secret in self.keys.items():
            if len(secret) < MIN_SECRET_CHARS:
                raise SettingsError(f"the secret of API key {key!r} needs {MIN_SECRET_CHARS} characters")
        if self.webhook_key and self.webhook_key not in self.keys:
            raise SettingsError(f"webhook_key {self.webhook_key!r} is not among the API keys")

    @property
    def signing_key(self) -> str:
        """The API key that signs webhooks."""
        return self.webhook_key or next(iter(self.keys))
