"""Accounts, sessions, tokens, agents: who gets in, who no longer does, and what the audit log keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core import accounts, audit
from core.accounts import NewUser, Person
from core.audit import OPERATOR, Action, Event, Outcome
from core.credentials import Agents, ApiTokens
from core.database import Database
from core.errors import AccountError
from core.models import User
from core.opaque import SecretHasher
from core.roles import Role
from core.sessions import Opened, Sessions
from tests.core.conftest import NOW

HASHER = SecretHasher("k" * 40)
SESSIONS = Sessions(HASHER, timedelta(hours=12))
TOKENS = ApiTokens(HASHER)
AGENTS = Agents(HASHER)


async def add_user(session: AsyncSession, name: str = "Wang.Wei", organisation: str = "市第一医院") -> Person:
    new = NewUser(name, "王伟", organisation, Role.EXPERT, "hash")
    return await accounts.create_user(session, new, now=NOW, actor=OPERATOR)


async def sign_in(session: AsyncSession) -> tuple[User, Opened]:
    await add_user(session)
    user = await accounts.get_user(session, "wang.wei")
    return user, await SESSIONS.open(session, user, address="10.0.0.1", now=NOW)


async def test_user_is_found_whatever_the_case(database: Database) -> None:
    async with database.write() as session:
        await add_user(session)
    async with database.read() as session:
        user = await accounts.get_user(session, " WANG.wei ")
        assert accounts.person(user).organisation == "市第一医院"
        assert (await accounts.list_users(session)) == [user]


async def test_users_of_one_hospital_share_its_organisation(database: Database) -> None:
    async with database.write() as session:
        one, other = await add_user(session), await add_user(session, "li")
    assert one.organisation_id == other.organisation_id


async def test_name_is_taken_only_once(database: Database) -> None:
    async with database.write() as session:
        await add_user(session)
        with pytest.raises(AccountError, match="already"):
            await add_user(session, "WANG.WEI")


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 65, "a\nb", "a/b"])
async def test_unusable_user_name_is_refused(database: Database, name: str) -> None:
    async with database.write() as session:
        with pytest.raises(AccountError, match="user name"):
            await add_user(session, name)


@pytest.mark.parametrize("organisation", ["", "  ", "x" * 201])
async def test_unusable_organisation_is_refused(database: Database, organisation: str) -> None:
    async with database.write() as session:
        with pytest.raises(AccountError, match="organisation"):
            await add_user(session, organisation=organisation)


async def test_unknown_language_and_user_are_explained(database: Database) -> None:
    async with database.write() as session:
        new = NewUser("a", "A", "O", Role.STUDENT, "hash", language="xx")
        with pytest.raises(AccountError, match="zh-CN"):
            await accounts.create_user(session, new, now=NOW, actor=OPERATOR)
        with pytest.raises(AccountError, match="user list"):
            await accounts.get_user(session, "nobody")


async def test_session_lasts_until_it_expires(database: Database) -> None:
    async with database.write() as session:
        _, opened = await sign_in(session)
    async with database.read() as session:
        later = NOW + timedelta(hours=11, minutes=59)
        assert await SESSIONS.find(session, opened.secret, later) == opened.person
        assert await SESSIONS.find(session, opened.secret, NOW + timedelta(hours=12)) is None
        assert await SESSIONS.find(session, opened.secret + "x", NOW) is None


async def test_session_ends_by_signing_out_once_and_for_all(database: Database) -> None:
    async with database.write() as session:
        _, opened = await sign_in(session)
        await SESSIONS.close(session, opened.secret, address="", now=NOW)
        await SESSIONS.close(session, opened.secret, address="", now=NOW)
        assert await SESSIONS.find(session, opened.secret, NOW) is None
        outs = await audit.latest(session, 10, action=Action.SIGN_OUT)
    assert len(outs) == 1


async def test_new_password_ends_the_sessions_of_the_old_one(database: Database) -> None:
    async with database.write() as session:
        user, opened = await sign_in(session)
        await accounts.set_password(session, user, "new hash", now=NOW, actor=OPERATOR)
        assert await SESSIONS.find(session, opened.secret, NOW) is None


async def test_disabled_user_is_out_for_good_and_may_come_back_anew(database: Database) -> None:
    async with database.write() as session:
        user, opened = await sign_in(session)
        token = await TOKENS.issue(session, user.name, lifetime=None, now=NOW, actor=OPERATOR)
        await accounts.set_disabled(session, user, True, now=NOW, actor=OPERATOR)
        assert await SESSIONS.find(session, opened.secret, NOW) is None
        assert await TOKENS.find(session, token, NOW) is None
        await accounts.set_disabled(session, user, False, now=NOW, actor=OPERATOR)
        assert await SESSIONS.find(session, opened.secret, NOW) is None
        again = await SESSIONS.open(session, user, address="", now=NOW)
        assert await SESSIONS.find(session, again.secret, NOW) is not None


async def test_api_token_acts_for_its_user_until_it_expires(database: Database) -> None:
    async with database.write() as session:
        person = await add_user(session)
        lasting = await TOKENS.issue(session, person.name, lifetime=None, now=NOW, actor=OPERATOR)
        short = await TOKENS.issue(session, person.name, lifetime=timedelta(hours=1), now=NOW, actor=OPERATOR)
        later = NOW + timedelta(hours=1)
        assert await TOKENS.find(session, lasting, later) == person
        assert await TOKENS.find(session, short, NOW) == person
        assert await TOKENS.find(session, short, later) is None
        assert await TOKENS.find(session, "ct_unknown", NOW) is None


async def enrol(session: AsyncSession, modality: str = "US", name: str = "超声 1") -> tuple[str, str]:
    console, credential = await AGENTS.enrol(
        session, name=name, organisation="县人民医院", modality=modality, now=NOW, actor=OPERATOR
    )
    return console.id, credential


async def test_agent_is_known_by_its_credential_and_its_room(database: Database) -> None:
    async with database.write() as session:
        agent_id, credential = await enrol(session)
        console = await AGENTS.find(session, credential)
        assert console is not None
        assert (console.room, console.organisation) == (f"console-{agent_id}", "县人民医院")
        assert await AGENTS.by_room(session, console.room) == console
        assert await AGENTS.by_room(session, agent_id) is None
        assert await AGENTS.by_room(session, "console-unknown") is None


async def test_renewed_credential_replaces_the_old_one(database: Database) -> None:
    async with database.write() as session:
        agent_id, old = await enrol(session)
        new = await AGENTS.renew(session, f"console-{agent_id}", now=NOW, actor=OPERATOR)
        assert await AGENTS.find(session, old) is None
        assert await AGENTS.find(session, new) is not None


async def test_disabled_agent_is_refused(database: Database) -> None:
    async with database.write() as session:
        agent_id, credential = await enrol(session)
        await AGENTS.disable(session, agent_id, now=NOW, actor=OPERATOR)
        assert await AGENTS.find(session, credential) is None
        assert await AGENTS.by_room(session, f"console-{agent_id}") is None
        with pytest.raises(AccountError, match="agent list"):
            await AGENTS.disable(session, "unknown", now=NOW, actor=OPERATOR)


@pytest.mark.parametrize(("modality", "name"), [("ultrasound", "A"), ("", "A"), ("US", " ")])
async def test_agent_without_proper_name_or_modality_is_refused(
    database: Database, modality: str, name: str
) -> None:
    async with database.write() as session:
        with pytest.raises(AccountError):
            await enrol(session, modality, name)


async def test_no_secret_is_stored(database: Database) -> None:
    async with database.write() as session:
        user, opened = await sign_in(session)
        token = await TOKENS.issue(session, user.name, lifetime=None, now=NOW, actor=OPERATOR)
        _, credential = await enrol(session)
    async with database.read() as session:
        stored = ""
        for table in ("session", "api_token", "agent", "audit_entry", "user_account"):
            stored += repr((await session.execute(text(f"SELECT * FROM {table}"))).all())
    for secret in (opened.secret, token, credential):
        assert secret not in stored


def test_hashes_of_another_installation_are_worthless() -> None:
    assert SecretHasher("a" * 40)("secret") != SecretHasher("b" * 40)("secret")


async def test_audit_tells_who_did_what_when_from_where_and_how_it_ended(database: Database) -> None:
    event = Event(NOW, "user:wang", Action.SIGN_IN, "t", "10.0.0.1", Outcome.REFUSED, {"reason": "x"})
    async with database.write() as session:
        audit.record(session, event)
    async with database.read() as session:
        (entry,) = await audit.latest(session, 10)
    assert (entry.at, entry.actor, entry.action, entry.target) == (NOW, "user:wang", "sign-in", "t")
    assert (entry.address, entry.outcome, entry.detail) == ("10.0.0.1", "refused", {"reason": "x"})


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
async def test_audit_log_cannot_be_changed(database: Database, statement: str) -> None:
    async with database.write() as session:
        audit.record(session, Event(NOW, OPERATOR, Action.SIGN_IN))
    with pytest.raises(IntegrityError, match="append-only"):
        async with database.write() as session:
            await session.execute(text(statement))


async def test_deed_and_audit_entry_are_kept_or_lost_together(database: Database) -> None:
    async def add_twice() -> None:
        async with database.write() as session:
            await add_user(session)
            await add_user(session)

    with pytest.raises(AccountError):
        await add_twice()
    async with database.read() as session:
        assert await audit.latest(session, 10) == []
        assert await accounts.count_users(session) == 0
