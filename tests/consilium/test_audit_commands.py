"""`consilium audit`: entries on the terminal, and an exit code that tells whether the chain holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from typer.testing import CliRunner

from consilium.archive_commands import PROBLEMS_FOUND
from consilium.cli import app
from consilium.options import given
from core.settings import load_settings


def consilium(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout


def test_log_is_listed_verified_and_found_broken(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    load_settings(tmp_path, given())
    for _ in range(2):
        assert consilium("audit", "verify", *data)[0] == 0
    code, listed = consilium("audit", "list", *data, "--action", "audit.verify", "--limit", "1")
    assert code == 0
    assert listed.split("\t")[0] == "2"
    assert listed.split("\t")[2:5] == ["operator", "audit.verify", ""]
    assert consilium("audit", "list", *data, "--since", "2100-01-01")[1] == ""
    assert (tmp_path / "audit-head").exists()
    with sqlite3.connect(tmp_path / "consilium.db") as connection:
        connection.execute("DROP TRIGGER audit_entry_no_delete")
        connection.execute("DELETE FROM audit_entry WHERE id = 2")
    code, told = consilium("audit", "verify", *data)
    assert code == PROBLEMS_FOUND
    assert "Broken at link 2 (entry 2): entry missing." in told
