"""Every role at every route of a consultation: what it may do there is what the table of rights says."""

from __future__ import annotations

import pytest
from livekit.api import TokenVerifier

from consultation.consultations.attendance import entered
from consultation.consultations.routes import ROUTES
from core.rights import Right, rights_in_room
from core.roles import Role
from tests.consultation.consultations.conftest import (
    ADMINISTRATOR,
    COLLEAGUE,
    CONSOLE,
    EXPERT,
    HOST,
    PEOPLE,
    STUDENT,
    Browser,
    House,
)
from tests.consultation.consultations.test_help_now import entry

GUEST = "guest"
NOBODY = "000000000000"

NEEDS = {
    ("GET", ""): Right.SEE,
    ("POST", "/token"): Right.SEE,
    ("POST", f"/consoles/{CONSOLE}/token"): Right.SEE,
    ("POST", "/studies"): Right.PRESENT,
    ("DELETE", "/studies/1.2"): Right.PRESENT,
    ("POST", "/consoles"): Right.PRESENT,
    ("DELETE", "/consoles/console-other"): Right.PRESENT,
    ("PATCH", ""): Right.MODERATE,
    ("POST", "/open"): Right.MODERATE,
    ("POST", "/members"): Right.MODERATE,
    ("DELETE", f"/members/person/{NOBODY}"): Right.MODERATE,
    ("POST", "/host"): Right.MODERATE,
    ("POST", f"/people/{NOBODY}/mute"): Right.MODERATE,
    ("POST", f"/people/{NOBODY}/remove"): Right.MODERATE,
    ("POST", "/guests"): Right.MODERATE,
    ("GET", "/guests"): Right.ADMIT,
    ("POST", f"/guests/{NOBODY}/admit"): Right.ADMIT,
    ("POST", f"/guests/{NOBODY}/refuse"): Right.ADMIT,
    ("POST", "/take-over"): Right.ADMINISTER,
    ("POST", "/close"): Right.MODERATE,
}
"""Right by route; closing comes last, and the host's turn after everybody else's."""

ATTENDEES: tuple[tuple[str, Role | None], ...] = (
    (GUEST, None),
    *((name, PEOPLE[name][0]) for name in (STUDENT, ADMINISTRATOR, COLLEAGUE, EXPERT, HOST)),
)


@pytest.fixture
async def path(house: House, guest: Browser) -> str:
    path = await house.with_everybody(consoles=[await house.on_air()])
    await house.let_in(path, guest)
    # While the host is there nobody takes over, so that every turn finds the same host.
    await entered(house.application.services, await entry(house, HOST, path))
    return path


async def ask(house: House, guest: Browser, who: str, method: str, path: str) -> tuple[int, str]:
    if who == GUEST:
        status, told = await guest.ask(method, path)
    else:
        answer = await house.ask(path, who, method=method, json={})
        status, told = answer.status, await answer.json()
    return status, told.get("error", {}).get("code", "")


async def test_every_route_is_open_to_those_with_its_right_only(
    house: House, guest: Browser, path: str
) -> None:
    for (method, route), right in NEEDS.items():
        for who, role in ATTENDEES:
            status, code = await ask(house, guest, who, method, path + route)
            allowed = right in rights_in_room(role, host=who == HOST)
            assert (status == 403) is not allowed, (who, method, route, status, code)
            assert status < 500
            assert code not in {"no_such_consultation", "not_signed_in"}


def test_the_table_of_this_test_names_every_route() -> None:
    of_one = {(route.method, route.path) for route in ROUTES if "{consultation" in route.path}
    assert len(of_one) == len(NEEDS)


async def test_refusals_are_audited_with_the_right_that_was_missing(house: House, path: str) -> None:
    await house.refuses(STUDENT, f"{path}/consoles", 403, "not_allowed", body={"room": CONSOLE})
    (refused, *_) = await house.audited("consultation.refused")
    assert refused == (
        f"user:{STUDENT}",
        "refused",
        {"right": "present", "path": f"{path}/consoles"},
    )


MICROPHONE, CAMERA, SCREEN = ["microphone"], ["camera"], ["screen_share", "screen_share_audio"]


async def test_tokens_let_everybody_do_what_their_role_may_and_no_more(
    house: House, guest: Browser, path: str
) -> None:
    livekit = house.application.services.settings.livekit
    verifier = TokenVerifier(livekit.api_key, livekit.api_secret.get_secret_value())
    for who, role in ATTENDEES:
        if who == GUEST:
            _, told = await guest.ask("POST", f"{path}/token")
        else:
            told = await house.do(who, f"{path}/token")
        rights = rights_in_room(role, host=who == HOST)
        claims = verifier.verify(told["token"])
        wanted = [
            *(MICROPHONE if Right.SPEAK in rights else []),
            *(CAMERA if Right.CAMERA in rights else []),
            *(SCREEN if Right.SCREEN in rights else []),
        ]
        assert claims.video is not None
        assert (claims.video.can_publish_sources or []) == wanted
        assert claims.video.can_publish is bool(wanted)
        assert claims.video.can_publish_data is (Right.POINT in rights)
        assert claims.video.can_subscribe
        assert not any((claims.video.room_admin, claims.video.room_create, claims.video.hidden))
        assert claims.video.room == told["room"] == "consultation-" + path[-12:]
        assert claims.identity == told["identity"]
        assert told["rights"] == sorted(rights)
        attendee = claims.attributes["consilium.user"]
        kind = "" if role is None else "user-"
        assert told["identity"].startswith(f"{kind}{attendee}-")
        assert claims.attributes["consilium.role"] == ("guest" if role is None else role.value)
        assert claims.attributes["consilium.kind"] == "person"


async def test_each_page_load_is_a_participant_of_its_own(house: House, path: str) -> None:
    first, second = [await house.do(HOST, f"{path}/token") for _ in range(2)]
    assert first["identity"] != second["identity"]


async def test_console_is_watched_unseen_and_only_if_it_was_brought(house: House, path: str) -> None:
    await house.on_air("console-other")
    told = await house.do(STUDENT, f"{path}/consoles/{CONSOLE}/token")
    livekit = house.application.services.settings.livekit
    claims = TokenVerifier(livekit.api_key, livekit.api_secret.get_secret_value()).verify(told["token"])
    assert claims.video is not None
    assert claims.video.room == told["room"] == CONSOLE
    assert claims.video.hidden
    assert claims.video.can_subscribe
    assert not any((claims.video.can_publish, claims.video.can_publish_data))
    assert claims.attributes["consilium.consultation"] == path[-12:]
    await house.refuses(STUDENT, f"{path}/consoles/console-other/token", 404, "no_such_console")


async def test_nothing_is_entered_before_it_opens_or_after_it_closed(house: House) -> None:
    path = await house.start(planned_for="2026-11-22T09:00:00Z", consoles=[await house.on_air()])
    await house.refuses(HOST, f"{path}/token", 409, "not_open")
    await house.do(HOST, f"{path}/open")
    await house.do(HOST, f"{path}/token")
    await house.do(HOST, f"{path}/close")
    for route in ("/token", f"/consoles/{CONSOLE}/token"):
        await house.refuses(HOST, path + route, 409, "not_open")
    for route in ("/open", "/close", "/studies", "/consoles", "/members", "/guests"):
        await house.refuses(HOST, path + route, 409, "closed")
