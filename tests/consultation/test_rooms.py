"""Room tokens: each role gets its rights and no more, for rooms that exist, and every one is audited."""

from __future__ import annotations

from typing import Any

import pytest
from livekit.api import TokenVerifier

from consultation.grants import ROLE_RIGHTS
from core.audit import OPERATOR
from core.roles import Role
from tests.consultation.conftest import Application
from tests.consultation.fake_engine import console

SPEAKS = ["microphone", "camera", "screen_share", "screen_share_audio"]


def claims(application: Application, token: str) -> Any:
    livekit = application.services.settings.livekit
    return TokenVerifier(livekit.api_key, livekit.api_secret.get_secret_value()).verify(token)


async def ask(application: Application, room: str, *, preview: bool = False) -> Any:
    answer = await application.client.post(f"/api/rooms/{room}/token", json={"preview": preview})
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def test_token_leads_through_this_server_into_that_room_only(signed_in: Application) -> None:
    agent, _ = await signed_in.add_agent()
    answer = await ask(signed_in, agent.room)
    found = claims(signed_in, answer["token"])
    assert answer["room"] == found.video.room == agent.room
    assert answer["url"] == signed_in.url.replace("http", "ws", 1)
    assert found.video.room_join
    assert not any((found.video.room_admin, found.video.room_create, found.video.room_list))
    assert found.name == "王伟"
    user_id = found.attributes["consilium.user"]
    assert found.identity.startswith(f"user-{user_id}-")
    assert found.attributes == {
        "consilium.kind": "person",
        "consilium.organisation": "市第一医院",
        "consilium.role": "expert",
        "consilium.user": user_id,
        "consilium.session": found.attributes["consilium.session"],
    }


async def test_each_page_load_is_a_participant_of_its_own(signed_in: Application) -> None:
    agent, _ = await signed_in.add_agent()
    tokens = [(await ask(signed_in, agent.room))["token"] for _ in range(2)]
    assert claims(signed_in, tokens[0]).identity != claims(signed_in, tokens[1]).identity


@pytest.mark.parametrize(
    ("role", "sources", "data"),
    [
        (Role.EXPERT, SPEAKS, True),
        (Role.PHYSICIAN, SPEAKS, True),
        (Role.TECHNOLOGIST, SPEAKS, True),
        (Role.STUDENT, None, False),
        (Role.ADMINISTRATOR, ["microphone", "camera"], False),
    ],
)
async def test_role_decides_what_may_be_published(
    application: Application, role: Role, sources: list[str] | None, data: bool
) -> None:
    await application.add_user("li", role)
    await application.sign_in("li")
    agent, _ = await application.add_agent()
    video = claims(application, (await ask(application, agent.room))["token"]).video
    assert video.can_subscribe
    assert not video.hidden
    assert not video.can_update_own_metadata
    assert (video.can_publish, video.can_publish_sources) == (sources is not None, sources)
    assert video.can_publish_data is data


def test_every_role_has_its_line_in_the_table() -> None:
    assert set(ROLE_RIGHTS) == set(Role)


async def test_preview_sees_without_being_seen(signed_in: Application) -> None:
    agent, _ = await signed_in.add_agent()
    video = claims(signed_in, (await ask(signed_in, agent.room, preview=True))["token"]).video
    assert video.hidden
    assert video.can_subscribe
    assert not video.can_publish
    assert not video.can_publish_data


async def test_room_of_a_console_that_is_on_air_without_enrolment_can_be_entered(
    signed_in: Application,
) -> None:
    room = "console-elsewhere"
    signed_in.engine.rooms[room] = [console(room)]
    signed_in.services.directory.put_all(await signed_in.services.engine.consoles())
    assert (await ask(signed_in, room))["room"] == room


@pytest.mark.parametrize("room", ["console-unknown", "other", "%00", "console-%2e%2e", "x" * 500])
async def test_room_that_does_not_exist_is_not_found(signed_in: Application, room: str) -> None:
    answer = await signed_in.client.post(f"/api/rooms/{room}/token", json={})
    assert answer.status == 404
    assert (await answer.json())["error"]["code"] in {"no_such_room", "not_found"}


async def test_disabled_console_has_no_room(signed_in: Application) -> None:
    agent, _ = await signed_in.add_agent()
    services = signed_in.services
    async with services.database.write() as session:
        await services.agents.disable(session, agent.id, now=services.now(), actor=OPERATOR)
    answer = await signed_in.client.post(f"/api/rooms/{agent.room}/token", json={})
    assert answer.status == 404


async def test_nobody_gets_a_token_without_signing_in(application: Application) -> None:
    agent, _ = await application.add_agent()
    answer = await application.client.post(f"/api/rooms/{agent.room}/token", json={})
    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "not_signed_in"


async def test_token_is_audited(signed_in: Application) -> None:
    agent, _ = await signed_in.add_agent()
    await ask(signed_in, agent.room)
    entry = (await signed_in.audited())[0]
    assert (entry.actor, entry.action, entry.target) == ("user:wang", "room-token", agent.room)
    assert entry.detail == {"preview": False, "role": "expert"}


async def test_agent_gets_a_token_for_its_own_room(application: Application) -> None:
    agent, credential = await application.add_agent()
    answer = await application.client.post(
        "/api/agent/token", json={}, headers={"Authorization": f"Bearer {credential}"}
    )
    body = await answer.json()
    found = claims(application, body["token"])
    assert answer.status == 200
    assert body["room"] == body["identity"] == found.identity == found.video.room == agent.room
    assert body["url"] == application.url.replace("http", "ws", 1)
    assert found.video.can_publish
    assert found.name == "超声 1"
    assert found.attributes == {
        "consilium.kind": "console",
        "consilium.organisation": "县人民医院",
        "consilium.modality": "US",
    }


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", "Basic abc", "Bearer \xff"])
async def test_agent_without_its_credential_is_refused(application: Application, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = await application.client.post("/api/agent/token", json={}, headers=headers)
    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "bad_credential"


async def test_guessed_credentials_are_slowed_down_and_right_ones_are_not(application: Application) -> None:
    _, credential = await application.add_agent()

    async def ask_with(value: str) -> int:
        headers = {"Authorization": f"Bearer {value}"}
        return (await application.client.post("/api/agent/token", json={}, headers=headers)).status

    answers = [await ask_with("wrong") for _ in range(8)]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert await ask_with(credential) == 200
