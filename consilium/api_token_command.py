"""`consilium api-token`: a token for programs that use the HTTP interfaces."""

from datetime import timedelta
from typing import Annotated

import typer

from consilium.duration import duration
from consilium.offline import Offline, change
from consilium.options import DataOption
from core.audit import OPERATOR

app = typer.Typer(add_completion=False)


@app.command()
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
