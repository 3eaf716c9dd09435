"""Guests: a link that works once, waiting until the host decides, and being cut off at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.consultation.archive_site import COUNTY
from tests.consultation.consultations.conftest import COLLEAGUE, HOST, Browser, House, browser
from tests.consultation.event_stream import EventStream
from tests.consultation.fake_engine import speaker
from tests.support.dicom_files import CT


async def test_guest_waits_until_admitted_and_then_takes_part(house: House, guest: Browser) -> None:
    path = await house.start(title="颈动脉")
    made = await house.do(HOST, f"{path}/guests", status=201)
    assert made["link"].startswith("/guest/cg_")
    visit = {"consultation": {"id": path[-12:], "title": "颈动脉"}, "state": "waiting"}
    assert await guest.use(made["link"]) == (200, visit)
    assert await guest.ask("GET", "/api/guest") == (200, visit)
    for route in ("", "/token"):
        status, told = await guest.ask("POST" if route else "GET", path + route)
        assert (status, told["error"]["code"]) == (403, "not_admitted")
    assert (await house.told(path, HOST))["guests_waiting"] == 1
    (brief,) = (await house.told("/api/consultations", HOST))["consultations"]
    assert brief["guests_waiting"] == 1
    (waiting,) = (await house.told(f"{path}/guests", HOST))["guests"]
    assert (waiting["name"], waiting["organisation"], waiting["state"]) == (
        "张村医",
        "青山村卫生室",
        "waiting",
    )
    await house.do(HOST, f"{path}/guests/{made['id']}/admit")
    status, told = await guest.ask("GET", path)
    assert (status, told["me"]["id"], told["me"]["role"]) == (200, f"guest-{made['id']}", "guest")
    assert (told["me"]["name"], told["me"]["host"]) == ("张村医", False)
    assert (await house.told(path, HOST))["guests_waiting"] == 0
    assert (await house.audited("guest.enter"))[0][0] == f"guest:{made['id']}"
    assert (await house.audited("guest.admit"))[0] == (f"user:{HOST}", "success", {"guest": made["id"]})


async def test_link_works_once(house: House, guest: Browser) -> None:
    path = await house.start()
    link = await house.link(path)
    assert (await guest.use(link))[0] == 200
    async with browser(house) as thief:
        status, told = await thief.use(link)
        assert (status, told["error"]["code"]) == (401, "bad_link")
        assert (await thief.ask("GET", "/api/guest"))[0] == 401
    (refused, entered) = await house.audited("guest.enter")
    assert (refused[0], refused[1], entered[1]) == ("anonymous", "refused", "success")


async def test_cookie_is_for_this_server_alone_and_out_of_scripts_reach(house: House, guest: Browser) -> None:
    await guest.use(await house.link(await house.start()))
    cookie = guest.cookie
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["secure"]  # this test speaks plain HTTP


async def test_secrets_are_stored_nowhere(house: House, guest: Browser) -> None:
    link = await house.link(await house.start())
    await guest.use(link)
    data = house.application.services.settings.data
    stored = b"".join(file.read_bytes() for file in data.glob("consilium.db*"))
    for secret in (link.removeprefix("/guest/"), guest.cookie.value):
        assert secret.encode() not in stored


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\0"])
async def test_guest_says_who_they_are(house: House, guest: Browser, name: str) -> None:
    link = await house.link(await house.start())
    assert (await guest.use(link, name))[0] == 400
    assert (await guest.use(link, "李医生"))[0] == 200


async def test_link_that_is_too_old_is_refused(house: House, guest: Browser) -> None:
    made = await house.do(HOST, f"{await house.start()}/guests", status=201)
    lifetime = datetime.fromisoformat(made["expires_at"]) - house.application.services.now()
    assert timedelta(hours=23, minutes=59) < lifetime <= timedelta(hours=24)
    link = made["link"]
    await house.expire_guests()
    status, told = await guest.use(link)
    assert (status, told["error"]["code"]) == (401, "bad_link")


async def test_guessing_links_is_slowed_down(house: House, guest: Browser) -> None:
    statuses = [(await guest.use(f"/guest/cg_{n}"))[0] for n in range(8)]
    assert statuses[0] == 401
    assert statuses[-1] == 429


async def test_refused_guest_is_cut_off_at_once(house: House, guest: Browser) -> None:
    path = await house.start(people=[house.ids[COLLEAGUE]])
    guest_id = await house.let_in(path, guest)
    room = "consultation-" + path[-12:]
    engine = house.application.engine
    engine.rooms[room] = [speaker(f"guest-{guest_id}-0a1b2c3d"), speaker(f"user-{house.ids[HOST]}-0a1b2c3d")]
    shut: list[str] = []
    house.application.services.doors.watch(path[-12:], f"guest-{guest_id}", lambda: shut.append("shut"))
    async with guest.http.get(f"{guest.url}/api/events") as response:
        stream = EventStream(response)
        assert (await stream.told("guest"))["state"] == "admitted"
        await house.do(HOST, f"{path}/guests/{guest_id}/refuse")
        assert (await stream.told("guest"))["state"] == "refused"
        with pytest.raises(EOFError):
            await stream.told("guest")
    assert shut == ["shut"]
    assert engine.orders == [("RemoveParticipant", room, f"guest-{guest_id}-0a1b2c3d")]
    assert (await guest.ask("GET", path))[0] == 401
    assert (await guest.ask("GET", "/api/guest"))[0] == 401


async def test_link_that_was_taken_back_leads_nowhere(house: House, guest: Browser) -> None:
    path = await house.start()
    made = await house.do(HOST, f"{path}/guests", status=201)
    await house.refuses(HOST, f"{path}/guests/{made['id']}/admit", 409, "not_waiting")
    await house.do(HOST, f"{path}/guests/{made['id']}/refuse")
    assert (await guest.use(made["link"]))[0] == 401
    await house.refuses(HOST, f"{path}/guests/{made['id']}/admit", 409, "not_waiting")


async def test_end_of_the_consultation_is_the_end_of_the_visit(house: House, guest: Browser) -> None:
    path = await house.start()
    await house.let_in(path, guest)
    unused = await house.link(path)
    async with guest.http.get(f"{guest.url}/api/events") as response:
        stream = EventStream(response)
        await stream.told("guest")
        await house.do(HOST, f"{path}/close")
        assert (await stream.told("guest"))["state"] == "closed"
    assert (await guest.ask("GET", path))[0] == 401
    async with browser(house) as late:
        assert (await late.use(unused))[0] == 401


async def test_guest_of_one_consultation_is_a_stranger_in_all_others(house: House, guest: Browser) -> None:
    image = CT()
    await house.store(COUNTY, image)
    path = await house.start(studies=[image.study_uid])
    other = await house.start()
    guest_id = await house.let_in(path, guest)
    status, told = await guest.ask("GET", path)
    assert (status, told["studies"][0]["patient_name"]) == (200, "")
    assert (await guest.ask("GET", other))[0] == 404
    assert (await guest.ask("GET", "/api/consultations"))[0] == 401
    await house.refuses(HOST, f"{other}/guests/{guest_id}/refuse", 404, "no_such_guest")
