"""A house of two hospitals with an open consultation, and clients that come to its board by real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.consultation.consultations.conftest import House, house
from tests.support.board_client import BoardClient

__all__ = ["house"]


@dataclass
class Gathering:
    """A consultation that everybody is invited to."""

    house: House
    path: str

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]

    async def client(self, person: str) -> BoardClient:
        """A client of this person, not connected yet."""
        headers = {"Authorization": f"Bearer {self.house.tokens[person]}"}
        told = await self.house.told("/api/session", person)
        return BoardClient(self.house.application.url, self.id, headers, told["id"], told["display_name"])

    async def recorded(self, action: str, person: str, count: int) -> list[Mapping[str, Any]]:
        """The details of the audit entries of somebody's deeds, oldest first, once there are so many."""
        async with asyncio.timeout(10):
            while True:
                entries = await self.house.audited(action)
                details = [detail for actor, _, detail in reversed(entries) if actor == f"user:{person}"]
                if len(details) >= count:
                    return details
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def people(self, *persons: str) -> AsyncIterator[list[BoardClient]]:
        """Clients that are connected, and leave at the end."""
        clients = [await self.client(person) for person in persons]
        try:
            for client in clients:
                await client.synced()
            yield clients
        finally:
            for client in clients:
                await client.leave()


@pytest.fixture
async def gathering(house: House) -> Gathering:
    return Gathering(house, await house.with_everybody())
