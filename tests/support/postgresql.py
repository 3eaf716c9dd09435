"""A real PostgreSQL of Debian's in a folder of its own, reached through a Unix socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

BINARIES = Path("/usr/lib/postgresql/15/bin")
USER = "postgres"
TIMEOUT_S = 60


def available() -> bool:
    """Whether the server is installed, and may be started by this user."""
    return (BINARIES / "postgres").exists() and (os.geteuid() != 0 or _account() is not None)


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        return None


class PostgreSQL:
    """Use as ``with PostgreSQL() as server``; each `new_database` is empty and independent of the others."""

    def __init__(self, data_parent: Path | None = None) -> None:
        """`data_parent`: where its data folder goes, for instance a small disk; default: a new one."""
        # The path of a Unix socket has at most 107 bytes, and a test's folder may be longer.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.data = Path(tempfile.mkdtemp(prefix="data-", dir=data_parent or self._folder))
        self._count = 0
        self._account = _account() if os.geteuid() == 0 else None
        if self._account is not None:
            for path in (self._folder, self.data):
                shutil.chown(path, self._account.pw_uid, self._account.pw_gid)

    def __enter__(self) -> PostgreSQL:
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder} -c max_connections=200"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self._folder / "log"), "start")
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.data)
        shutil.rmtree(self._folder)

    def new_database(self, template: str = "template1") -> str:
        """The URL of a database that nobody has used yet: a copy of the one with the name `template`."""
        self._count += 1
        name = f"test{self._count}"
        with psycopg.connect(host=str(self._folder), user=USER, dbname=USER, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return f"postgresql+psycopg://{USER}@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        account = self._account
        done = subprocess.run(
            [str(BINARIES / program), "-D", str(self.data), *arguments],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd=self._folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}"
