"""A DICOM node of ours in processes of its own, with its data folder and the peers that a test names."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from core.database import Database
from core.settings import load_settings
from imaging.node.transfers import Kind, NewTransfer, enqueue
from tests.support.processes import Child, consilium, free_port, listens, run, wait_for

START_WITHIN_S = 40.0

HOSPITAL = "City Hospital"


class Node:
    """`consilium serve dicom`, as often as wanted, on one port."""

    def __init__(self, folder: Path, processes: int = 1) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self.children: list[Child] = []
        self._folder = folder
        self._processes = processes

    def add_peer(self, aet: str, port: int = 104, organisation: str = HOSPITAL, *more: str) -> None:
        """May be called before `start` and after."""
        command = ["peer", "add", "--data", str(self.data), "--aet", aet, "--host", "127.0.0.1"]
        run(consilium(*command, "--port", str(port), "--organisation", organisation, *more))

    def start(self, *more: str) -> None:
        for _ in range(self._processes):
            self.start_one(*more)
        wait_for("the DICOM port", self._listens, START_WITHIN_S)

    def start_one(self, *more: str) -> Child:
        ports = ("--dicom-host", "127.0.0.1", "--dicom-port", str(self.port))
        command = consilium("serve", "dicom", "--data", str(self.data), *ports, *more)
        child = Child(command, self._folder / f"node-{len(self.children)}.log")
        self.children.append(child)
        return child

    def stop(self) -> list[int]:
        """The exit codes."""
        return [child.stop() for child in self.children]

    @property
    def text(self) -> str:
        return "\n".join(child.text for child in self.children)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What is in its database."""
        with sqlite3.connect(f"file:{self.data / 'consilium.db'}?mode=ro", uri=True) as database:
            return database.execute(statement).fetchall()

    def kept(self) -> set[str]:
        """The SOP Instance UIDs in its index."""
        return {str(uid) for (uid,) in self.rows("SELECT sop_instance_uid FROM instance")}

    def queue(self, kind: str, peer_id: str, organisation_id: str, study_uid: str) -> str:
        """Puts a transfer into the queue, as the page does; its id."""
        return asyncio.run(
            self._queue(NewTransfer(Kind(kind), peer_id, organisation_id, "user:test", "", study_uid))
        )

    async def _queue(self, new: NewTransfer) -> str:
        url = load_settings(self.data).database_url
        async with Database(url) as database, database.write() as session:
            return await enqueue(session, new, now=datetime.now(UTC))

    def _listens(self) -> bool:
        for child in self.children:
            assert child.process.poll() is None, child.text
        return listens(self.port)
