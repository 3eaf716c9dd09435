"""How the engine introduces itself to clients."""

from livekit.protocol.models import ServerInfo

#: The LiveKit server release whose behaviour is offered. Clients decide by it which features they use:
#: RPC and data streams need 1.8; above 1.13.6 browsers would publish VP9 and AV1 as simulcast.
VERSION = "1.9.0"

#: The signal protocol version spoken: leave actions, single connection, media section requirements.
PROTOCOL = 16


def describe() -> ServerInfo:
    """Part of the join and reconnect responses."""
    return ServerInfo(edition=ServerInfo.Standard, version=VERSION, protocol=PROTOCOL, node_id="consilium")
