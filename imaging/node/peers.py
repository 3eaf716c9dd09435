"""The DICOM nodes that are known: added, listed, found and removed, each change audited."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit
from core.audit import Action, Event
from core.models import Organisation
from imaging.errors import PeerError
from imaging.index.tables import Peer, Transfer

DEFAULT_PORT = 104
"""Assigned to DICOM by IANA."""

_TITLE = re.compile(r"[!-\[\]-~](?:[ -\[\]-~]{0,14}[!-\[\]-~])?")
"""PS3.5 section 6.2, AE: 1 to 16 printable ASCII characters without backslash or outer spaces."""

HOST_MAX = 255


@dataclass(frozen=True, slots=True)
class NewPeer:
    """What is needed to make another node known. `host` is where it calls from and is reached."""

    aet: str
    host: str
    organisation_id: str
    port: int = DEFAULT_PORT
    tls: bool = False


@dataclass(frozen=True, slots=True)
class PeerRecord:
    """A known node."""

    id: str
    aet: str
    host: str
    port: int
    tls: bool
    organisation_id: str
    organisation: str


async def add_peer(session: AsyncSession, new: NewPeer, *, now: datetime, actor: str) -> PeerRecord:
    """Raises PeerError for an impossible or taken AE title, host, port or organisation."""
    _check(new)
    organisation = await session.get(Organisation, new.organisation_id)
    if organisation is None:
        raise PeerError("the organisation is not known: choose one that exists.")
    if await session.scalar(select(exists().where(Peer.aet == new.aet))):
        raise PeerError(f"there is already a peer {new.aet}: remove it first, or choose another AE title.")
    row = Peer(
        aet=new.aet,
        host=new.host,
        port=new.port,
        tls=new.tls,
        organisation_id=new.organisation_id,
        created_at=now,
    )
    session.add(row)
    detail: dict[str, str | int | bool] = {
        "host": new.host,
        "port": new.port,
        "tls": new.tls,
        "organisation": organisation.name,
    }
    audit.record(session, Event(now, actor, Action.PEER_ADD, target=new.aet, detail=detail))
    await session.flush()
    return _record(row, organisation.name)


def _check(new: NewPeer) -> None:
    if not _TITLE.fullmatch(new.aet):
        raise PeerError(f"'{new.aet}' is no AE title: up to 16 printable ASCII characters, no backslash.")
    if not 1 <= len(new.host) <= HOST_MAX or any(character.isspace() for character in new.host):
        raise PeerError(f"'{new.host}' is no host: give an address or a host name.")
    if not 1 <= new.port <= 65535:
        raise PeerError(f"{new.port} is no TCP port: 1 to 65535.")


async def list_peers(session: AsyncSession) -> Sequence[PeerRecord]:
    """All of them, by AE title."""
    rows = await session.execute(_SELECT.order_by(Peer.aet))
    return [_record(peer, organisation) for peer, organisation in rows]


async def find_peer(session: AsyncSession, aet: str) -> PeerRecord | None:
    """The node of that AE title, if it is known."""
    row = (await session.execute(_SELECT.where(Peer.aet == aet))).one_or_none()
    return None if row is None else _record(*row)


async def get_peer(session: AsyncSession, peer_id: str) -> PeerRecord:
    """Raises PeerError where there is none (any more)."""
    row = (await session.execute(_SELECT.where(Peer.id == peer_id))).one_or_none()
    if row is None:
        raise PeerError("there is no such peer (any more).")
    return _record(*row)


async def remove_peer(session: AsyncSession, peer_id: str, *, now: datetime, actor: str) -> None:
    """From now on it is refused; its transfers, waiting ones too, go with it. Raises PeerError."""
    peer = await get_peer(session, peer_id)
    await session.execute(delete(Transfer).where(Transfer.peer_id == peer_id))
    await session.execute(delete(Peer).where(Peer.id == peer_id))
    audit.record(session, Event(now, actor, Action.PEER_REMOVE, target=peer.aet))


_SELECT = select(Peer, Organisation.name).join(Organisation, Organisation.id == Peer.organisation_id)


def _record(peer: Peer, organisation: str) -> PeerRecord:
    return PeerRecord(peer.id, peer.aet, peer.host, peer.port, peer.tls, peer.organisation_id, organisation)
