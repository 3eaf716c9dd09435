"""When a session ends, what it has opened ends with it: the board, the stream of events, the rooms."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from livekit.api import TokenVerifier
from livekit.api.access_token import Claims
from sqlalchemy import update

from consultation.admissions import Admissions, Credential, CredentialKind
from consultation.board.connection import CloseCode
from consultation.lockout import CHECK_EVERY_S, Lockout
from consultation.requests import SESSION_COOKIE
from core import accounts
from core.audit import OPERATOR
from core.models import ApiToken
from core.sessions import Sessions
from tests.consultation.board.conftest import Gathering, gathering, house
from tests.consultation.consultations.conftest import CONSOLE, EXPERT, Browser, House, guest
from tests.consultation.event_stream import EventStream
from tests.consultation.fake_engine import speaker
from tests.support.board_client import BoardClient
from tests.support.visitor import eventually

__all__ = ["gathering", "guest", "house"]

Headers = Mapping[str, str]


async def session_of(house: House, name: str, lifetime: timedelta = timedelta(hours=1)) -> Headers:
    """Somebody who has signed in with a browser."""
    shared = house.application.services
    async with shared.database.write() as session:
        user = await accounts.get_user(session, name)
        sessions = Sessions(shared.hasher, lifetime)
        opened = await sessions.open(session, user, address="10.0.0.1", now=shared.now())
    return {"Cookie": f"{SESSION_COOKIE}={opened.secret}"}


async def board_of(gathering: Gathering, headers: Headers, person: str = EXPERT) -> BoardClient:
    client = await gathering.client(person)
    client.headers = headers
    return await client.synced()


async def sign_out(house: House, headers: Headers) -> None:
    async with house.client.delete("/api/session", json={}, headers=headers) as answer:
        assert answer.status == 204


async def test_signing_out_ends_the_boards_of_this_session_and_of_no_other(gathering: Gathering) -> None:
    house = gathering.house
    here, elsewhere = [await session_of(house, EXPERT) for _ in range(2)]
    first, second = [await board_of(gathering, headers) for headers in (here, elsewhere)]
    began = time.monotonic()
    await sign_out(house, here)
    assert await first.closed() == CloseCode.SIGNED_OUT
    assert time.monotonic() - began < 2
    await first.connect()
    assert await first.closed() == CloseCode.SIGNED_OUT
    second.draw()
    await second.saved()
    for client in (first, second):
        await client.leave()


async def test_board_ends_when_its_session_expires(gathering: Gathering) -> None:
    began = time.monotonic()
    board = await board_of(gathering, await session_of(gathering.house, EXPERT, timedelta(seconds=1)))
    assert await board.closed() == CloseCode.SIGNED_OUT
    assert time.monotonic() - began >= 1
    await board.leave()


@pytest.mark.parametrize("end", ["expired", "revoked", "password"])
async def test_boards_of_programs_and_of_old_passwords_end_too(gathering: Gathering, end: str) -> None:
    house, shared = gathering.house, gathering.house.application.services
    async with shared.database.write() as session:
        lifetime = timedelta(seconds=1) if end == "expired" else None
        token = await shared.api_tokens.issue(
            session, EXPERT, lifetime=lifetime, now=shared.now(), actor=OPERATOR
        )
    by_token = {"Authorization": f"Bearer {token}"}
    headers = await session_of(house, EXPERT) if end == "password" else by_token
    board = await board_of(gathering, headers)
    async with shared.database.write() as session:
        # As the command line does it, of which no process is told.
        user = await accounts.get_user(session, EXPERT)
        if end == "revoked":
            await session.execute(
                update(ApiToken).where(ApiToken.user_id == user.id).values(revoked_at=shared.now())
            )
        elif end == "password":
            await accounts.set_password(session, user, user.password_hash, now=shared.now(), actor=OPERATOR)
    assert await board.closed(3 * CHECK_EVERY_S) == CloseCode.SIGNED_OUT
    await board.leave()


async def test_guests_board_ends_with_their_visit(gathering: Gathering, guest: Browser) -> None:
    house = gathering.house
    guest_id = await house.let_in(gathering.path, guest)
    board = await gathering.client(EXPERT)
    board.headers = {"Cookie": f"{guest.cookie.key}={guest.cookie.value}"}
    board.attendee = f"guest-{guest_id}"
    await board.synced()
    await house.expire_guests()
    assert await board.closed(3 * CHECK_EVERY_S) == CloseCode.SIGNED_OUT
    await board.leave()


@pytest.mark.parametrize("end", ["signed out", "expired"])
async def test_stream_of_events_ends_with_the_session(house: House, end: str) -> None:
    lifetime = timedelta(seconds=1 if end == "expired" else 3600)
    headers = await session_of(house, EXPERT, lifetime)
    async with house.client.get("/api/events", headers=headers) as response:
        stream = EventStream(response)
        await stream.told("consultations")
        if end == "signed out":
            await sign_out(house, headers)
        with pytest.raises(EOFError):
            await stream.told("never told")


async def test_rooms_are_left_by_those_who_came_with_the_session(gathering: Gathering) -> None:
    house, engine = gathering.house, gathering.house.application.engine
    room, headers = "consultation-" + gathering.id, await session_of(gathering.house, EXPERT)
    here, _ = [await claims_of(house, f"{gathering.path}/token", headers) for _ in range(2)]
    console = await claims_of(house, f"/api/rooms/{await house.on_air()}/token", headers)
    elsewhere = await claims_of(house, f"{gathering.path}/token", await session_of(house, EXPERT))
    engine.rooms[room] = [speaker(one.identity, **one.attributes) for one in (here, elsewhere)]
    engine.rooms[CONSOLE] = [speaker(console.identity, **console.attributes)]
    await sign_out(house, headers)
    left = {("RemoveParticipant", room, here.identity), ("RemoveParticipant", CONSOLE, console.identity)}

    async def seen() -> bool | None:
        return set(engine.orders) == left or None

    await eventually("the emptied rooms", seen, 10)
    await Lockout(house.application.services).check()
    assert len(engine.orders) == len(left)


async def claims_of(house: House, path: str, headers: Headers) -> Claims:
    """What a token for a room says of its bearer."""
    async with house.client.post(path, json={}, headers=headers) as answer:
        token = (await answer.json())["token"]
    livekit = house.application.services.settings.livekit
    return TokenVerifier(livekit.api_key, livekit.api_secret.get_secret_value()).verify(token)


async def test_a_line_hears_of_its_own_credential_alone_and_once() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    heard: list[str] = []
    admissions = Admissions(lambda: now)
    lasting = Credential(CredentialKind.TOKEN, "lasting", None)
    brief = Credential(CredentialKind.SESSION, "brief", now + timedelta(milliseconds=1))
    forget = admissions.hold(lasting, lambda: heard.append("lasting"))
    admissions.hold(brief, lambda: heard.append("brief"))
    assert admissions.held() == {lasting, brief}
    await admissions.wait(10)
    assert heard == ["brief"]
    assert admissions.ended() == {brief}
    admissions.end([brief])
    assert heard == ["brief"]
    admissions.settle([brief])
    forget()
    admissions.end([lasting])
    assert heard == ["brief"]
    assert admissions.held() == frozenset()
