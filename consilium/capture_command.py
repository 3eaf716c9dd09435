"""`consilium capture`: runs the capture agent with the arguments as they are."""

import sys

import typer

from capture_agent.cli import main
from consilium.lifeline import hold_lifeline

app = typer.Typer(add_completion=False)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def capture(context: typer.Context) -> None:
    """Send a console's picture (`consilium capture --help` for its options)."""
    hold_lifeline()
    sys.exit(main(context.args))
