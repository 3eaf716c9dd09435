"""Signing in and out: the right password only, a cookie no script can read, and guesses slowed down."""

from __future__ import annotations

from pathlib import Path

from consultation.services import utc_now
from core import accounts
from core.audit import OPERATOR
from core.rights import ROLE_RIGHTS
from core.roles import Role
from core.throttle import NAME_LIMIT
from tests.consultation.conftest import PASSWORD, Application, running
from tests.consultation.fake_engine import FakeEngine


async def test_signing_in_tells_who_one_is(application: Application) -> None:
    answer = await application.sign_in()
    user = await answer.json()
    assert answer.status == 200
    assert user == {
        "id": user["id"],
        "name": "wang",
        "display_name": "王伟",
        "organisation": {"id": user["organisation"]["id"], "name": "市第一医院"},
        "role": "expert",
        "language": "zh-CN",
        "rights": sorted(ROLE_RIGHTS[Role.EXPERT]),
    }
    assert await (await application.client.get("/api/session")).json() == user


async def test_name_may_be_typed_in_any_case(application: Application) -> None:
    assert (await application.sign_in(" WANG ")).status == 200


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(application: Application) -> None:
    cookie = (await application.sign_in()).cookies["consilium_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    assert int(cookie["max-age"]) == 12 * 3600


async def test_cookie_is_secure_where_the_site_is_opened_by_https(tmp_path: Path) -> None:
    overrides: dict[str, object] = {"server.public_url": "https://consilium.example"}
    async with running(tmp_path, FakeEngine(), "ws://127.0.0.1:9", overrides) as application:
        assert (await application.sign_in()).cookies["consilium_session"]["secure"]


async def test_wrong_password_and_unknown_name_get_the_same_answer(application: Application) -> None:
    answers = []
    for name, password in (("wang", "wrong"), ("nobody", PASSWORD)):
        answer = await application.client.post("/api/session", json={"name": name, "password": password})
        answers.append((answer.status, await answer.json()))
        assert not answer.cookies
    assert answers[0] == answers[1]
    assert answers[0][0] == 401
    assert answers[0][1]["error"]["code"] == "bad_credentials"


async def test_guessing_is_slowed_down_even_for_the_right_password(application: Application) -> None:
    for _ in range(NAME_LIMIT):
        answer = await application.client.post("/api/session", json={"name": "wang", "password": "wrong"})
        assert answer.status == 401
    answer = await application.sign_in()
    assert answer.status == 429
    assert (await answer.json())["error"]["code"] == "too_many_attempts"
    assert int(answer.headers["Retry-After"]) > 0


async def test_signing_out_ends_the_session_on_the_server_too(signed_in: Application) -> None:
    (cookie,) = signed_in.client.session.cookie_jar
    assert (await signed_in.client.delete("/api/session", json={})).status == 204
    assert (await signed_in.client.get("/api/session")).status == 401
    stolen = {"Cookie": f"consilium_session={cookie.value}"}
    assert (await signed_in.client.get("/api/session", headers=stolen)).status == 401


async def test_signing_out_twice_is_no_error(application: Application) -> None:
    assert (await application.client.delete("/api/session", json={})).status == 204


async def test_disabled_user_is_out_at_once_and_cannot_sign_in(signed_in: Application) -> None:
    async with signed_in.services.database.write() as session:
        user = await accounts.get_user(session, "wang")
        await accounts.set_disabled(session, user, True, now=utc_now(), actor=OPERATOR)
    assert (await signed_in.client.get("/api/session")).status == 401
    assert (await signed_in.sign_in()).status == 401


async def test_api_token_stands_for_its_user(application: Application) -> None:
    services = application.services
    async with services.database.write() as session:
        token = await services.api_tokens.issue(
            session, "wang", lifetime=None, now=services.now(), actor=OPERATOR
        )
    for value, status in ((token, 200), (token + "x", 401)):
        answer = await application.client.get("/api/session", headers={"Authorization": f"Bearer {value}"})
        assert answer.status == status


async def test_audit_log_holds_success_refusal_and_address(application: Application) -> None:
    await application.client.post("/api/session", json={"name": "wang", "password": "wrong"})
    await application.sign_in()
    success, refusal, *_ = await application.audited()
    assert (success.actor, success.action, success.outcome) == ("user:wang", "sign-in", "success")
    assert (refusal.actor, refusal.target, refusal.outcome) == ("anonymous", "wang", "refused")
    assert success.address == "127.0.0.1"


async def test_address_is_taken_from_a_trusted_proxy_only(application: Application, tmp_path: Path) -> None:
    claim = {"X-Forwarded-For": "1.2.3.4, 10.9.8.7"}
    body = {"name": "wang", "password": PASSWORD}
    await application.client.post("/api/session", json=body, headers=claim)
    assert (await application.audited())[0].address == "127.0.0.1"
    trusting: dict[str, object] = {"server.trusted_proxies": ["127.0.0.1"]}
    async with running(tmp_path / "b", FakeEngine(), "ws://127.0.0.1:9", trusting) as behind_proxy:
        await behind_proxy.client.post("/api/session", json=body, headers=claim)
        assert (await behind_proxy.audited())[0].address == "10.9.8.7"


async def test_old_password_hash_is_renewed_at_sign_in(application: Application) -> None:
    async with application.services.database.write() as session:
        user = await accounts.get_user(session, "wang")
        from argon2 import PasswordHasher

        old = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
        user.password_hash = old
    assert (await application.sign_in()).status == 200
    async with application.services.database.read() as session:
        assert (await accounts.get_user(session, "wang")).password_hash != old
