"""Fixtures of these tests: a gateway on a free port, and foreign clients of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from media_gateway import Gateway, GatewaySettings, Peer

from .clients import Client, MakeClient
from .peers import Recorder

# A busy machine is no reason to fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    opened = await Gateway.open(GatewaySettings(port=0))
    yield opened
    await opened.close()


@pytest.fixture
async def client(gateway: Gateway) -> AsyncIterator[MakeClient]:
    made: list[Client] = []

    def make(label: str) -> Client:
        made.append(Client(gateway, label))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.fixture
def publisher(gateway: Gateway) -> Peer:
    return gateway.create_peer(Recorder(), label="publisher")
