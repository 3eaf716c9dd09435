"""`consilium user …`: accounts of people."""

import sys
from typing import Annotated

import typer

from consilium.offline import Offline, change, hash_password
from consilium.options import DataOption
from core import accounts
from core.accounts import LANGUAGES, NewUser, Person
from core.audit import OPERATOR
from core.errors import AccountError
from core.models import User
from core.passwords import check_new_password, random_password
from core.roles import Role

app = typer.Typer(help="Accounts of people.", no_args_is_help=True, add_completion=False)

NameOption = Annotated[str, typer.Option("--name", help="What is typed at sign-in.")]
StdinOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from the first line of standard input."),
]


@app.command()
def add(
    data: DataOption,
    name: NameOption,
    organisation: Annotated[str, typer.Option(help="Hospital or clinic; created if it is new.")],
    role: Annotated[Role, typer.Option(help="What this person may do.")],
    display_name: Annotated[str, typer.Option(help="The name others see; default the sign-in name.")] = "",
    language: Annotated[str, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")] = LANGUAGES[0],
    password_stdin: StdinOption = False,
) -> None:
    """Create an account. Without --password-stdin it asks, or makes up a password where nobody can answer."""
    password, made_up = _new_password(password_stdin)
    new = NewUser(name, display_name, organisation, role, hash_password(password), language)

    async def work(offline: Offline) -> Person:
        return await accounts.create_user(offline.session, new, now=offline.now, actor=OPERATOR)

    created = change(data, work)
    print(f"Created {created.role} {created.name} ({created.display_name}, {created.organisation}).")
    _show(password, made_up)


@app.command("list")
def list_users(data: DataOption) -> None:
    """Show all accounts: name, role, organisation, display name."""

    async def work(offline: Offline) -> list[User]:
        return list(await accounts.list_users(offline.session))

    for user in change(data, work):
        state = "  (disabled)" if user.disabled_at else ""
        print(f"{user.name}\t{user.role}\t{user.organisation.name}\t{user.display_name}{state}")


@app.command()
def password(data: DataOption, name: NameOption, password_stdin: StdinOption = False) -> None:
    """Set a new password; whoever is signed in with the old one is signed out."""
    new, made_up = _new_password(password_stdin)
    hashed = hash_password(new)

    async def work(offline: Offline) -> None:
        user = await accounts.get_user(offline.session, name)
        await accounts.set_password(offline.session, user, hashed, now=offline.now, actor=OPERATOR)

    change(data, work)
    print(f"The password of {name} was changed.")
    _show(new, made_up)


@app.command()
def disable(data: DataOption, name: NameOption) -> None:
    """Lock somebody out: sessions and API tokens end at once, a stay in a room within seconds."""
    _set_disabled(data, name, True)


@app.command()
def enable(data: DataOption, name: NameOption) -> None:
    """Let somebody sign in again."""
    _set_disabled(data, name, False)


def _set_disabled(data: DataOption, name: str, disabled: bool) -> None:
    async def work(offline: Offline) -> None:
        user = await accounts.get_user(offline.session, name)
        await accounts.set_disabled(offline.session, user, disabled, now=offline.now, actor=OPERATOR)

    change(data, work)
    print(f"{name} is {'disabled' if disabled else 'enabled'}.")


def _new_password(from_stdin: bool) -> tuple[str, bool]:
    """The password, and whether it was made up. Raises AccountError."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise AccountError("standard input holds no password: its first line was empty.")
    elif sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        return random_password(), True
    check_new_password(given)
    return given, False


def _show(password: str, made_up: bool) -> None:
    if made_up:
        print(f"Password, shown only now: {password}")
