"""Who may associate: known peers, from their address, calling us by our name. Refusals are audited."""

import ipaddress
import logging
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

from core import audit
from core.audit import ANONYMOUS, Action, Event, Outcome
from core.database import Database
from imaging.node.association import (
    CALLED_UNKNOWN,
    CALLING_UNKNOWN,
    NodeAssociation,
    Rejection,
)
from imaging.node.bridge import Bridge
from imaging.node.peers import PeerRecord, find_peer

log = logging.getLogger(__name__)

REPEAT_AFTER_S = 60.0
"""The same refusal is recorded once in this time: whoever retries must not fill the audit log."""

REMEMBERED = 1000


class Admission:
    """Asked by every association before it is negotiated, in the association's thread."""

    def __init__(self, database: Database, bridge: Bridge, aet: str) -> None:
        self._database = database
        self._bridge = bridge
        self._aet = aet
        self._refusals = Refusals(time.monotonic)

    def __call__(self, assoc: NodeAssociation) -> PeerRecord | Rejection:
        asked, remote = assoc.requestor.primitive, assoc.requestor.address_info
        if asked is None or remote is None:
            return CALLING_UNKNOWN
        calling, called, address = asked.calling_ae_title, asked.called_ae_title, remote.address
        peer = self._bridge.run(self._find(calling))
        refused = self._judge(peer, called, address)
        if refused is not None:
            self._record(refused, calling, called, address)
        if refused is not None or peer is None:
            return refused or CALLING_UNKNOWN
        return peer

    def _judge(self, peer: PeerRecord | None, called: str, address: str) -> Rejection | None:
        if called != self._aet:
            return CALLED_UNKNOWN
        if peer is None or not is_at(peer.host, address):
            return CALLING_UNKNOWN
        return None

    async def _find(self, aet: str) -> PeerRecord | None:
        async with self._database.read() as session:
            return await find_peer(session, aet)

    def _record(self, refused: Rejection, calling: str, called: str, address: str) -> None:
        log.warning("%s at %s, calling %s, is refused: %s", calling, address, called, refused.text)
        repeated = self._refusals.count((calling, called, address))
        if repeated is None:
            return
        detail: dict[str, str | int | bool] = {"calling": calling, "called": called, "reason": refused.text}
        if repeated:
            detail["further"] = repeated
        now = datetime.now(UTC)
        event = Event(now, ANONYMOUS, Action.ASSOCIATION, calling, address, Outcome.REFUSED, detail)
        self._bridge.run(self._write(event))

    async def _write(self, event: Event) -> None:
        async with self._database.write() as session:
            audit.record(session, event)


class Refusals:
    """How often the same was refused since it was last recorded; any thread may count."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[str, str, str], tuple[float, int]] = OrderedDict()

    def count(self, what: tuple[str, str, str]) -> int | None:
        """None while it need not be recorded; otherwise how often it came unrecorded before this time."""
        now = self._clock()
        with self._lock:
            recorded_at, further = self._seen.get(what, (float("-inf"), 0))
            due = now - recorded_at >= REPEAT_AFTER_S
            self._seen[what] = (now, 0) if due else (recorded_at, further + 1)
            self._seen.move_to_end(what)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        return further if due else None


def is_at(host: str, address: str) -> bool:
    """Whether `address` is one of those of `host`, which is an address or a name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        log.warning("the host %s of a peer cannot be resolved", host)
        return False
    wanted = _plain(address)
    return any(_plain(str(info[4][0])) == wanted for info in found)


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """IPv4 in IPv6 clothes, as a socket for both families reports it, is IPv4."""
    parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    return getattr(parsed, "ipv4_mapped", None) or parsed
