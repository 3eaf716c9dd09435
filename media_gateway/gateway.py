"""The gateway: opens the sockets, makes peers, runs the timers."""

from __future__ import annotations

from .model import GatewayMetrics, PeerObserver
from .peer import Peer
from .settings import GatewaySettings


class Gateway:
    """A selective forwarding unit on one UDP port."""

    port: int

    @classmethod
    async def open(cls, settings: GatewaySettings) -> Gateway:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError

    def create_peer(self, observer: PeerObserver, *, label: str) -> Peer:
        raise NotImplementedError

    def metrics(self) -> GatewayMetrics:
        raise NotImplementedError
