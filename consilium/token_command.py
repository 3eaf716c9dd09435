"""`consilium token`: a LiveKit access token for a program."""

from datetime import timedelta
from typing import Annotated

import typer

from consilium.duration import duration
from consilium.offline import Offline, change
from consilium.options import DataOption
from consultation.grants import plain_token
from core import audit
from core.audit import OPERATOR, Action, Event

app = typer.Typer(add_completion=False)


@app.command()
def token(
    data: DataOption,
    room: Annotated[str, typer.Option(help="The one room it opens.")],
    identity: Annotated[str, typer.Option(help="The participant it makes its bearer.")],
    publish: Annotated[bool, typer.Option("--publish", help="May publish tracks and data.")] = False,
    hidden: Annotated[bool, typer.Option("--hidden", help="Is not shown to others.")] = False,
    ttl: Annotated[
        timedelta, typer.Option("--ttl", parser=duration, help="How long it is valid: 15m, 6h, 7d.")
    ] = "6h",  # type: ignore[assignment]  # Typer passes the default through the parser
) -> None:
    """Print a LiveKit access token."""

    async def work(offline: Offline) -> str:
        detail: dict[str, str | int | bool] = {"identity": identity, "publish": publish, "hidden": hidden}
        event = Event(offline.now, OPERATOR, Action.ROOM_TOKEN, target=room, detail=detail)
        audit.record(offline.session, event)
        livekit = offline.settings.livekit
        return plain_token(livekit, room=room, identity=identity, publish=publish, hidden=hidden, ttl=ttl)

    print(change(data, work))
