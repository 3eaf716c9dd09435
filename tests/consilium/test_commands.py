"""The commands for accounts, agents and tokens, as an operator types them."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import jwt
import pytest
from livekit.api import TokenVerifier

from consilium.__main__ import main
from core.settings import load_settings
from tests.support.processes import consilium

ADD = ("user", "add", "--name", "wang", "--organisation", "市第一医院", "--role", "expert")


@dataclass(frozen=True)
class Result:
    """What a command printed."""

    stdout: str
    stderr: str


Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `consilium` with ``--data`` in this process and expects its exit status."""

    def run(*arguments: str, stdin: str = "", status: int = 0) -> Result:
        monkeypatch.setattr("sys.argv", ["consilium", *arguments, "--data", str(tmp_path)])
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            sys.exit(main())
        output = Result(*capsys.readouterr())
        assert (ended.value.code or 0) == status, output
        return output

    return run


def add_user(command: Command) -> None:
    command(*ADD, "--display-name", "王伟", "--password-stdin", stdin="a-long-password\n")


def test_user_is_added_and_listed(command: Command) -> None:
    add_user(command)
    listed = command("user", "list").stdout
    assert listed == "wang\texpert\t市第一医院\t王伟\n"


def test_made_up_password_is_shown_once_where_nobody_can_answer(command: Command, tmp_path: Path) -> None:
    output = command(*ADD).stdout
    assert "shown only now" in output
    password = output.rstrip().rpartition(" ")[2]
    database = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert password.encode() not in database


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        ((*ADD, "--password-stdin"), "short\n", "at least 10"),
        ((*ADD, "--password-stdin"), "", "no password"),
        (("user", "password", "--name", "nobody", "--password-stdin"), "a-long-password\n", "no user"),
        (("user", "disable", "--name", "nobody"), "", "no user"),
        (("api-token", "--user", "nobody"), "", "no user"),
        (("agent", "add", "--name", "A", "--organisation", "O", "--modality", "echo"), "", "modality"),
        (("agent", "disable", "--id", "none"), "", "no agent"),
    ],
)
def test_mistake_is_explained_without_traceback(
    command: Command, arguments: tuple[str, ...], stdin: str, said: str
) -> None:
    done = command(*arguments, stdin=stdin, status=2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_user_is_disabled_and_enabled_again(command: Command) -> None:
    add_user(command)
    command("user", "disable", "--name", "wang")
    assert "(disabled)" in command("user", "list").stdout
    command("user", "enable", "--name", "wang")
    assert "(disabled)" not in command("user", "list").stdout


def test_agents_credential_stands_alone_on_standard_output(command: Command) -> None:
    enrol = ("agent", "add", "--name", "超声 1", "--organisation", "县人民医院", "--modality", "US")
    credential = command(*enrol).stdout
    assert credential.startswith("ca_")
    assert len(credential.split()) == 1
    agent_id, *rest = command("agent", "list").stdout.rstrip("\n").split("\t")
    assert rest == ["US", "县人民医院", "超声 1"]
    assert command("agent", "credential", "--id", agent_id).stdout != credential
    command("agent", "disable", "--id", agent_id)
    assert "(disabled)" in command("agent", "list").stdout


def test_api_token_is_printed_alone(command: Command) -> None:
    add_user(command)
    token = command("api-token", "--user", "wang", "--ttl", "7d").stdout
    assert token.startswith("ct_")
    assert len(token.split()) == 1


@pytest.mark.parametrize(
    ("options", "publish", "hidden", "seconds"),
    [
        ((), False, False, 6 * 3600),
        (("--publish", "--ttl", "15m"), True, False, 900),
        (("--hidden", "--ttl", "90"), False, True, 90),
    ],
)
def test_access_token_holds_what_was_asked_for(
    command: Command, tmp_path: Path, options: tuple[str, ...], publish: bool, hidden: bool, seconds: int
) -> None:
    token = command("token", "--room", "r", "--identity", "i", *options).stdout.strip()
    livekit = load_settings(tmp_path).livekit
    claims = TokenVerifier(livekit.api_key, livekit.api_secret.get_secret_value()).verify(token)
    times = jwt.decode(token, options={"verify_signature": False})
    assert (claims.identity, claims.video.room, claims.video.room_join) == ("i", "r", True)
    assert (claims.video.can_publish, claims.video.can_publish_data) == (publish, publish)
    assert bool(claims.video.hidden) is hidden
    assert times["exp"] - times["nbf"] == seconds


def test_tokens_that_an_operator_makes_are_audited(command: Command, tmp_path: Path) -> None:
    add_user(command)
    command("token", "--room", "r", "--identity", "i", "--publish")
    command("api-token", "--user", "wang")
    with closing(sqlite3.connect(tmp_path / "consilium.db")) as database:
        rows = database.execute("SELECT actor, action, target FROM audit_entry ORDER BY id DESC LIMIT 2")
        assert rows.fetchall() == [
            ("operator", "api-token.create", "wang"),
            ("operator", "room-token", "r"),
        ]


@pytest.mark.parametrize("ttl", ["", "0", "-5m", "forever", "9999999999d", "400d"])
def test_unusable_duration_is_refused(command: Command, ttl: str) -> None:
    done = command("token", "--room", "r", "--identity", "i", f"--ttl={ttl}", status=2)
    assert "Traceback" not in done.stderr


def test_broken_settings_are_explained(command: Command, tmp_path: Path) -> None:
    load_settings(tmp_path)
    (tmp_path / "settings.toml").write_text("[server]\nport = 'x'\n")
    done = command("user", "list", status=2)
    assert "server.port" in done.stderr
    assert "settings.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_capture_passes_its_arguments_on() -> None:
    done = subprocess.run(
        consilium("capture", "--help"), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert "--credential-file" in done.stdout
