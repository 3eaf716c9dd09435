"""`consilium peer …`: the DICOM nodes that may connect, and that are sent to and asked."""

from collections.abc import Sequence
from typing import Annotated

import typer

from consilium.offline import Offline, change
from consilium.options import DataOption
from core.accounts import organisation_or_first
from core.audit import OPERATOR
from core.settings import load_settings
from imaging.errors import PeerError
from imaging.node import peers
from imaging.node.peers import DEFAULT_PORT, NewPeer, PeerRecord

app = typer.Typer(
    help="DICOM nodes that may connect, and that are sent to.", no_args_is_help=True, add_completion=False
)

TitleOption = Annotated[str, typer.Option("--aet", help="Its application entity title.")]


@app.command()
def add(
    data: DataOption,
    aet: TitleOption,
    host: Annotated[str, typer.Option(help="Address or name that it connects from and is reached at.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="TCP port it is reached at.")] = DEFAULT_PORT,
    organisation: Annotated[
        str | None,
        typer.Option(help="Whose studies it brings and sees; created if it is new. Default: the oldest one."),
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="Reach it with TLS.")] = False,
) -> None:
    """Make another DICOM node known. Nobody else may connect."""

    async def work(offline: Offline) -> PeerRecord:
        owner = await organisation_or_first(offline.session, organisation, now=offline.now, actor=OPERATOR)
        new = NewPeer(aet, host, owner.id, port, tls)
        return await peers.add_peer(offline.session, new, now=offline.now, actor=OPERATOR)

    added = change(data, work)
    print(f"Added {added.aet} at {added.host} port {added.port} ({added.organisation}).")


@app.command("list")
def list_peers(data: DataOption) -> None:
    """Show all: AE title, host, port, organisation."""

    async def work(offline: Offline) -> Sequence[PeerRecord]:
        return await peers.list_peers(offline.session)

    for peer in change(data, work):
        print(f"{peer.aet}\t{peer.host}\t{peer.port}\t{peer.organisation}{'  (TLS)' if peer.tls else ''}")


@app.command()
def remove(data: DataOption, aet: TitleOption) -> None:
    """Refuse a node from now on; what it sent stays."""

    async def work(offline: Offline) -> None:
        peer = await _known(offline, aet)
        await peers.remove_peer(offline.session, peer.id, now=offline.now, actor=OPERATOR)

    change(data, work)
    print(f"{aet} is no longer known.")


@app.command()
def echo(data: DataOption, aet: TitleOption) -> None:
    """Ask a node whether it is there (C-ECHO)."""
    from imaging.node.entity import configure_library
    from imaging.node.remote import Remote

    async def work(offline: Offline) -> PeerRecord:
        return await _known(offline, aet)

    peer = change(data, work)
    configure_library()
    took_ms = Remote(load_settings(data).dicom).echo(peer)
    print(f"{aet} answered in {took_ms:.0f} ms.")


async def _known(offline: Offline, aet: str) -> PeerRecord:
    """Raises PeerError."""
    peer = await peers.find_peer(offline.session, aet)
    if peer is None:
        raise PeerError(f"there is no peer {aet}: `consilium peer list` shows those there are.")
    return peer
