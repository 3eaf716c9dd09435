"""Who is disabled is out at once: a console's picture goes off the air, a person leaves the room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from livekit import api, rtc

from core.settings import load_settings
from tests.support.processes import consilium, run, wait_for
from tests.support.site import TECHNOLOGIST, Site
from tests.support.visitor import eventually

pytestmark = pytest.mark.peers


OUT_WITHIN_S = 10.0


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    running = Site(tmp_path)
    running.add_person(TECHNOLOGIST)
    running.start()
    running.add_agent("test", TECHNOLOGIST.organisation, "test:320x240@15")
    yield running
    assert running.stop() == []


async def identities(site: Site) -> list[str]:
    """Everybody in every room."""
    livekit = load_settings(site.data).livekit
    async with api.LiveKitAPI(
        site.engine_url, livekit.api_key, livekit.api_secret.get_secret_value()
    ) as client:
        rooms = (await client.room.list_rooms(api.ListRoomsRequest())).rooms
        people = [
            await client.room.list_participants(api.ListParticipantsRequest(room=room.name)) for room in rooms
        ]
    return [participant.identity for answer in people for participant in answer.participants]


async def test_a_disabled_console_is_off_the_air_and_stays_off(site: Site) -> None:
    (console,) = await identities(site)
    token = site.token(console, console)
    run(consilium("agent", "disable", "--data", str(site.data), "--id", console))

    async def nobody() -> bool:
        return await identities(site) == []

    await eventually("the console is removed", nobody, OUT_WITHIN_S)
    with pytest.raises(rtc.ConnectError, match="401"):
        await rtc.Room().connect(site.url.replace("http", "ws"), token)
    agent = site.agents[0]
    wait_for("the agent says why", lambda: "removed" in agent.text, 10)


def test_disabling_works_while_the_site_is_stopped(site: Site) -> None:
    assert site.server is not None
    site.server.stop()
    run(consilium("user", "disable", "--data", str(site.data), "--name", TECHNOLOGIST.name))
    listed = run(consilium("user", "list", "--data", str(site.data)))
    assert "disabled" in next(line for line in listed.splitlines() if line.startswith(TECHNOLOGIST.name))
