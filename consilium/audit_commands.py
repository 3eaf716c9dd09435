"""`consilium audit …`: searching the audit log, and verifying that nobody has changed it."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from consilium.archive_commands import PROBLEMS_FOUND
from consilium.options import DataOption
from core import audit
from core.audit import OPERATOR, Action, Event
from core.audit_chain import chain_key
from core.audit_head import HeadFile
from core.audit_sealer import AuditSealer
from core.audit_search import AuditPage, AuditQuery, search
from core.audit_verify import Verification
from core.database import Database
from core.settings import Settings, load_settings

app = typer.Typer(help="The audit log.", no_args_is_help=True, add_completion=False)

Words = Annotated[str, typer.Option(show_default=False)]
Time = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="In UTC.")]


@app.command()
def verify(data: DataOption) -> None:
    """Compute the chain over all entries anew; may run beside the site."""
    found = asyncio.run(_verify(load_settings(data)))
    print(_summary(found))
    if found.broken is not None:
        raise typer.Exit(PROBLEMS_FOUND)


@app.command("list")
def list_entries(
    data: DataOption,
    actor: Words = "",
    action: Words = "",
    target: Words = "",
    outcome: Words = "",
    text: Annotated[str, typer.Option(help="Occurs somewhere in the entry.", show_default=False)] = "",
    since: Time = None,
    until: Time = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 100,
) -> None:
    """Print entries, newest first, tab-separated."""
    times = (time and time.replace(tzinfo=UTC) for time in (since, until))
    query = AuditQuery(actor, action, target, outcome, text, *times)
    page = asyncio.run(_list(load_settings(data), query, limit))
    for entry in page.entries:
        detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
        fields = (entry.id, entry.at.isoformat(), entry.actor, entry.action, entry.target, entry.address)
        print(*fields, entry.outcome, detail, sep="\t")


async def _verify(settings: Settings) -> Verification:
    key = chain_key(settings.session.secret.get_secret_value())
    async with Database(settings.database_url) as database:
        await database.migrate()
        await _record(database, Action.AUDIT_VERIFY)
        return await AuditSealer(database, key, HeadFile(settings.data)).verified()


async def _list(settings: Settings, query: AuditQuery, limit: int) -> AuditPage:
    async with Database(settings.database_url) as database:
        await database.migrate()
        page = await search(database, query, limit=limit)
        await _record(database, Action.AUDIT_READ)
        return page


async def _record(database: Database, action: Action) -> None:
    async with database.write() as session:
        audit.record(session, Event(datetime.now(UTC), OPERATOR, action))


def _summary(found: Verification) -> str:
    counts = f"{found.sealed} entries sealed, {found.unsealed} waiting"
    if found.broken is None:
        return f"{counts}: the chain holds."
    entry = "" if found.broken.entry_id is None else f" (entry {found.broken.entry_id})"
    return f"{counts}. Broken at link {found.broken.seq}{entry}: {found.broken.reason.value}."
