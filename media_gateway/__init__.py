"""The media engine's public interface: a gateway, its peers, tracks and subscriptions."""

from .errors import GatewayError, SdpError
from .gateway import Gateway
from .inbound import InboundTrack
from .model import (
    GatewayMetrics,
    LayerStats,
    LinkQuality,
    Offer,
    OfferedTrack,
    PeerObserver,
    TrackStats,
)
from .outbound import Subscription
from .peer import Peer
from .settings import GatewaySettings

__all__ = [
    "Gateway",
    "GatewayError",
    "GatewayMetrics",
    "GatewaySettings",
    "InboundTrack",
    "LayerStats",
    "LinkQuality",
    "Offer",
    "OfferedTrack",
    "Peer",
    "PeerObserver",
    "SdpError",
    "Subscription",
    "TrackStats",
]
