"""The gateway's settings: addresses and limits, each with its default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Where the gateway listens and how much it may spend on each peer.

    `bind` holds explicit local addresses, one socket each on the same port: a socket bound to a wildcard
    address would answer from whatever address the route prefers, and DTLS would time out.
    """

    bind: tuple[str, ...] = ("127.0.0.1",)
    #: UDP port of every bound address; 0 takes any free one.
    port: int = 7882
    #: Addresses put into ICE candidates (behind a 1:1 NAT they differ from `bind`); empty means `bind`.
    announce: tuple[str, ...] = ()

    #: Peers at once; `create_peer` refuses more.
    max_peers: int = 2000
    #: Media sections in one session description.
    max_sections: int = 256
    #: Published tracks of one peer.
    max_tracks: int = 32
    #: RTP streams (SSRCs) one peer may ever send, retransmission streams included; the keys of each are kept.
    max_streams: int = 1024
    #: Data channels of one peer.
    max_channels: int = 32

    #: Media datagrams kept per published layer to answer NACKs.
    cache_packets: int = 1024
    #: The same limit in bytes.
    cache_bytes: int = 1_500_000
    #: Retransmitted bytes, as a share of the bytes sent to a subscriber in the last second.
    nack_share: float = 0.25
    #: Retransmitted bytes per second every subscriber may ask for, however little it was sent.
    nack_floor_bytes: int = 25_000

    #: Bitrate (bit/s) first allowed to a publisher; its sending rate follows REMB, so this is generous.
    remb_seed_bps: int = 8_000_000
    #: Highest bitrate (bit/s) ever allowed to a publisher.
    remb_max_bps: int = 30_000_000

    #: Seconds without an authenticated ICE check after which nothing is sent any more (RFC 7675 section 5.1).
    consent_s: float = 15.0
    #: Seconds without an authenticated ICE check after which the peer is closed.
    expiry_s: float = 30.0
    #: Seconds a new peer may take from its first description to finished DTLS.
    setup_s: float = 30.0

    #: Bytes queued on one data channel before `Peer.send` refuses more.
    channel_buffer_bytes: int = 4_000_000
    #: Largest data channel message taken from a peer, also advertised as `max-message-size` (RFC 8841).
    max_message_bytes: int = 262_144
