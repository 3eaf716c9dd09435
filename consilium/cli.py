"""The command line: which command is where."""

import sys

import typer

from consilium.accounts_commands import app as user_app
from consilium.agent_commands import app as agent_app
from consilium.demo_command import demo
from consilium.serve_command import serve
from consilium.token_commands import api_token, token

app = typer.Typer(
    name="consilium",
    help="Live medical consultation: the consoles' pictures, beside the people who look at them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve)
app.command("demo")(demo)
app.command("token")(token)
app.command("api-token")(api_token)
app.add_typer(user_app, name="user")
app.add_typer(agent_app, name="agent")


@app.command(
    "capture",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def capture(context: typer.Context) -> None:
    """Send a console's picture: runs the capture agent (`consilium capture --help` for its options)."""
    from capture_agent.cli import main as run_agent
    from consilium.lifeline import hold_lifeline

    hold_lifeline()
    sys.exit(run_agent(context.args))
