"""The command line: which command is in which module; a module is imported only when its command is used."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

_MODULES = {
    "serve": "consilium.serve_command",
    "demo": "consilium.demo_command",
    "capture": "consilium.capture_command",
    "user": "consilium.user_commands",
    "agent": "consilium.agent_commands",
    "token": "consilium.token_command",
    "api-token": "consilium.api_token_command",
    "peer": "consilium.peer_commands",
    "archive": "consilium.archive_commands",
    "audit": "consilium.audit_commands",
}
"""Each of them holds a Typer `app` with one command, or a group of them."""


class LazyCommands(TyperGroup):
    """Looks commands up by name, so that starting one does not wait for what only another needs."""

    # `Any`: these types are Click's, which Typer keeps to itself.
    def list_commands(self, ctx: Any) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        module = _MODULES.get(cmd_name)
        if module is None:
            return None
        command = typer.main.get_command(import_module(module).app)
        command.name = cmd_name
        return command


app = typer.Typer(
    name="consilium",
    cls=LazyCommands,
    help="Live medical consultation: the consoles' pictures, beside the people who look at them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def consilium() -> None:
    """Live medical consultation: the consoles' pictures, beside the people who look at them."""
