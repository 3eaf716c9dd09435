"""`consilium agent …`: capture agents that may connect, each the console of one organisation."""

import sys
from typing import Annotated

import typer

from consilium.offline import Offline, change
from consilium.options import DataOption
from core.audit import OPERATOR
from core.credentials import Console
from core.models import Agent

app = typer.Typer(help="Capture agents that may connect.", no_args_is_help=True, add_completion=False)

IdOption = Annotated[str, typer.Option("--id", help="The agent, as `consilium agent list` names it.")]


@app.command()
def add(
    data: DataOption,
    name: Annotated[str, typer.Option(help="Name of the console, as people see it.")],
    organisation: Annotated[str, typer.Option(help="Hospital or clinic; created if it is new.")],
    modality: Annotated[str, typer.Option(help="DICOM code of what it shows: US, CT, XA, ES…")] = "US",
) -> None:
    """Enrol a capture agent. Its credential goes to standard output, alone, and is shown only now."""

    async def work(offline: Offline) -> tuple[Console, str]:
        return await offline.agents.enrol(
            offline.session,
            name=name,
            organisation=organisation,
            modality=modality,
            now=offline.now,
            actor=OPERATOR,
        )

    console, credential = change(data, work)
    print(f"Enrolled {console.room}. Put this into the agent's credential file (mode 600):", file=sys.stderr)
    print(credential)


@app.command("list")
def list_agents(data: DataOption) -> None:
    """Show all agents: id, modality, organisation, name."""

    async def work(offline: Offline) -> list[Agent]:
        return await offline.agents.enrolled(offline.session)

    for agent in change(data, work):
        state = "  (disabled)" if agent.disabled_at else ""
        print(f"{agent.id}\t{agent.modality}\t{agent.organisation.name}\t{agent.name}{state}")


@app.command()
def credential(data: DataOption, agent_id: IdOption) -> None:
    """Give an agent a new credential; the old one is refused from now on."""

    async def work(offline: Offline) -> str:
        return await offline.agents.renew(offline.session, agent_id, now=offline.now, actor=OPERATOR)

    print(change(data, work))


@app.command()
def disable(data: DataOption, agent_id: IdOption) -> None:
    """Refuse an agent from now on; a picture that it is sending goes off the air within seconds."""

    async def work(offline: Offline) -> None:
        await offline.agents.disable(offline.session, agent_id, now=offline.now, actor=OPERATOR)

    change(data, work)
    print(f"{agent_id} is disabled.")
