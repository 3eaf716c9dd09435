"""`consilium token` and `consilium api-token`: access for programs."""

import re
from datetime import timedelta
from typing import Annotated

import typer

from consilium.offline import Offline, change
from consilium.options import DataOption
from core.audit import OPERATOR
from core.settings import load_settings

_DURATION = re.compile(r"(\d+)([smhd]?)")
_UNIT = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=366)


def duration(text: str) -> timedelta:
    """``90``, ``90s``, ``15m``, ``6h`` or ``7d``. Raises typer.BadParameter."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or len(match[1]) > 9:
        raise typer.BadParameter("write a number with s, m, h or d behind it, for instance 15m or 6h")
    found = timedelta(seconds=int(match[1]) * _UNIT[match[2]])
    if not timedelta() < found <= _LONGEST:
        raise typer.BadParameter("choose between a second and 366 days")
    return found


TtlOption = Annotated[
    timedelta, typer.Option("--ttl", parser=duration, help="How long it is valid: 15m, 6h, 7d.")
]


def token(
    data: DataOption,
    room: Annotated[str, typer.Option(help="The one room it opens.")],
    identity: Annotated[str, typer.Option(help="The participant it makes its bearer.")],
    publish: Annotated[bool, typer.Option("--publish", help="May publish tracks and data.")] = False,
    hidden: Annotated[bool, typer.Option("--hidden", help="Is not shown to others.")] = False,
    ttl: TtlOption = "6h",  # type: ignore[assignment]  # typer passes the default through the parser
) -> None:
    """Print a LiveKit access token."""
    from consultation.grants import plain_token

    settings = load_settings(data)
    print(
        plain_token(settings.livekit, room=room, identity=identity, publish=publish, hidden=hidden, ttl=ttl)
    )


def api_token(
    data: DataOption,
    user: Annotated[str, typer.Option(help="The account it acts for.")],
    ttl: Annotated[
        timedelta | None,
        typer.Option("--ttl", parser=duration, help="How long it is valid; without it, until revoked."),
    ] = None,
) -> None:
    """Print a token for the HTTP interfaces: `Authorization: Bearer …`."""

    async def work(offline: Offline) -> str:
        return await offline.api_tokens.issue(
            offline.session, user, lifetime=ttl, now=offline.now, actor=OPERATOR
        )

    print(change(data, work))
