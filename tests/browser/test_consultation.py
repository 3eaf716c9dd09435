"""Three hospitals at one light box: live ultrasound beside a prior CT; talk, measure, lead, freeze, keep."""

from __future__ import annotations

import asyncio
import json
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pydicom
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route

from tests.browser.conftest import require_browser
from tests.conftest import require
from tests.support.attending import Attending, arrive, path_of
from tests.support.chromium import chromium
from tests.support.dciodvfy import errors
from tests.support.house import LIVE, STORED, House
from tests.support.house import house as running_house
from tests.support.meeting import Caller
from tests.support.pdf_text import pdf_text
from tests.support.site import ADMINISTRATOR, EXPERT, PHYSICIAN, STUDENT, TECHNOLOGIST, Site
from tests.support.two_apps import available, two_apps
from tests.support.visitor import PATIENCE_S, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TONE_HZ = 1000.0


@pytest.fixture(scope="module", params=["one-process", "two-processes"])
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Iterator[House]:
    """The same tests with one application, and with two that share PostgreSQL and Redis."""
    require_browser()
    folder = tmp_path_factory.mktemp("house")
    with ExitStack() as stack:
        if request.param == "one-process":
            site = Site(folder)
        else:
            require(available(), "PostgreSQL, Redis or HAProxy is missing: make setup-dev installs them")
            site = stack.enter_context(two_apps(folder))
        yield stack.enter_context(running_house(site, shared_data / "ct_head" / "ge_infarct"))


@dataclass(frozen=True, slots=True)
class Room:
    """One consultation with three people in it, whom the tests of a site share: pages are slow to open."""

    browser: Browser
    consultation: str
    county: Attending
    """The technologist, who is the host."""
    city: Attending
    """The expert."""
    village: Attending
    """A physician."""

    def check(self) -> None:
        """Nothing went wrong on any page."""
        assert [one.errors for one in (self.county, self.city, self.village)] == [[], [], []]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(house: House) -> AsyncIterator[Room]:
    # The one form with WebGL, computed by the processor, the other without graphics, as on an old computer,
    # which also costs the processor less.
    async with chromium(webgl=isinstance(house.site, Site)) as browser:
        consultation = house.consultation()
        people = await asyncio.gather(
            *(
                arrive(browser, house.site.url, person, consultation)
                for person in (TECHNOLOGIST, EXPERT, PHYSICIAN)
            )
        )
        await asyncio.gather(*(one.sees_both() for one in people))
        yield Room(browser, consultation, *people)
        for one in people:
            await one.leave()


async def test_help_is_called_and_the_expert_comes_to_both_pictures(house: House, room: Room) -> None:
    url = house.site.url
    expert = await Attending.arrive(room.browser, url, EXPERT)
    technologist = await Attending.arrive(room.browser, url, TECHNOLOGIST)
    await technologist.find("help-now").first.click()
    await technologist.find("lobby-enter").click()
    call = expert.find("help-call")
    await call.first.wait_for(timeout=5_000)
    assert TECHNOLOGIST.organisation in await call.first.inner_text()
    await call.first.get_by_test_id("help-answer").click()
    await expert.find("lobby-enter").click()
    for one in (technologist, expert):
        await one.find("consultation-room").wait_for()
        await one.board_is("synced")
        await one.shows(LIVE, "console")
        await one.live_picture(LIVE)
    for person in (EXPERT, TECHNOLOGIST):
        row = technologist.find("person").filter(has_text=person.display_name)
        await row.first.wait_for()
    assert expert.errors == technologist.errors == []
    await expert.leave()
    await technologist.leave()


async def test_a_tone_spoken_at_one_hospital_is_heard_at_the_others(
    house: House, room: Room, tmp_path: Path
) -> None:
    tone = tmp_path / "tone.wav"
    with wave.open(str(tone), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        samples = np.sin(2 * np.pi * TONE_HZ * np.arange(48_000) / 48_000) * 12_000
        file.writeframes(samples.astype("<i2").tobytes())
    async with chromium(f"--use-file-for-fake-audio-capture={tone}") as loud:
        speaker = await arrive(loud, house.site.url, EXPERT, room.consultation)
        await speaker.find("mic-toggle").click()
        for listener in (room.county, room.village):

            async def hears(listener: Attending = listener) -> bool:
                frequency, level = await listener.peak()
                return abs(frequency - TONE_HZ) < 30 and level > -60

            await eventually("the tone", hears, PATIENCE_S)
        speaking = room.county.page.locator('[data-testid="person"][data-speaking="true"]')
        await speaking.filter(has_text=EXPERT.display_name).wait_for()
        # The host mutes; the tone ends for everybody.
        await speaking.get_by_test_id("mute-person").click()

        async def silent() -> bool:
            return (await room.village.peak())[1] < -80

        await eventually("silence after the host muted", silent, PATIENCE_S)
    room.check()


async def test_a_measurement_has_the_same_millimetres_elsewhere_and_each_one_undoes_their_own(
    room: Room,
) -> None:
    county, city, village = room.county, room.city, room.village
    drawn = await county.draw("length", STORED, (0.4, 0.5), (0.6, 0.5))
    assert drawn.measured.endswith(" mm")
    seen = await city.mark(drawn.id)
    assert (seen.measured, seen.author) == (drawn.measured, drawn.author)
    assert (await village.mark(drawn.id)).measured == drawn.measured

    # The expert takes its end and moves it; the county sees the new length.
    await city.take("pointer")
    await city.page.mouse.click(*await city.at(STORED, (0.5, 0.5)))
    await city.drag(STORED, (0.6, 0.5), (0.7, 0.5))

    async def longer() -> bool:
        return (await county.mark(drawn.id)).measured != drawn.measured

    await eventually("the edited length at the county's", longer, PATIENCE_S)
    edited = (await county.mark(drawn.id)).measured
    assert float(edited.split()[0]) == pytest.approx(1.5 * float(drawn.measured.split()[0]), rel=0.03)
    assert (await city.mark(drawn.id)).measured == edited

    own = await city.draw("ellipse", STORED, (0.3, 0.3), (0.4, 0.4))
    await county.mark(own.id)
    await county.find("undo").click()
    await city.mark_gone(drawn.id)
    assert (await city.mark(own.id)).author != drawn.author
    await county.find("redo").click()
    assert (await village.mark(drawn.id)).measured == edited
    await city.find("undo").click()
    await county.mark_gone(own.id)
    await village.mark(drawn.id)
    room.check()


async def test_followers_see_what_the_presenter_sees_break_away_and_return(room: Room) -> None:
    leader, follower = room.city, room.county
    await leader.find("present").click()
    await leader.scroll(STORED, 3)
    shown = await leader.slice_of(STORED)
    await follower.slice_becomes(STORED, shown)
    await follower.scroll(STORED, -2)
    await follower.slice_becomes(STORED, shown - 2)
    await leader.scroll(STORED, 1)
    await leader.slice_becomes(STORED, shown + 1)
    await follower.page.wait_for_timeout(500)
    assert await follower.slice_of(STORED) == shown - 2
    await follower.find("return-to-presenter").click()
    await follower.slice_becomes(STORED, shown + 1)
    pointer = follower.page.get_by_test_id("pointer")
    await leader.take("pointer")
    await leader.page.mouse.move(*await leader.at(STORED, (0.5, 0.5)))
    await leader.page.mouse.move(*await leader.at(STORED, (0.55, 0.5)), steps=4)
    await pointer.filter(has_text=EXPERT.display_name).first.wait_for(state="attached")
    await pointer.filter(has_text=EXPERT.display_name).first.wait_for(state="detached")
    await leader.find("present-end").click()
    room.check()


async def test_a_frozen_frame_is_drawn_on_kept_and_found_in_the_archive(
    house: House, room: Room, tmp_path: Path
) -> None:
    county, city = room.county, room.city
    await county.live_picture(LIVE)
    await county.cell(LIVE).get_by_test_id("freeze").click()
    frozen = city.cell(LIVE).get_by_test_id("frozen-picture")
    await frozen.first.wait_for()
    mark = await city.draw("arrow", LIVE, (0.4, 0.4), (0.5, 0.5))
    await county.mark(mark.id)
    await county.cell(LIVE).get_by_test_id("keep").click()
    await county.find("keep-confirm").click()
    await county.find("keep-done").wait_for()
    kept = house.technologist("GET", f"/api/consultations/{room.consultation}/kept")["kept"]
    assert sorted(one["kind"] for one in kept) == ["image", "marks"]
    for one in kept:
        assert one["study_uid"] == house.study
        path = tmp_path / f"{one['kind']}.dcm"
        path.write_bytes(await retrieved(county, one))
        assert errors(path) == []
    image = pydicom.dcmread(tmp_path / "image.dcm")
    assert image.Modality == "US"
    assert (image.Rows, image.Columns) == (240, 320)
    await county.page.keyboard.press("Escape")
    await county.cell(LIVE).get_by_test_id("release").click()
    await city.live_picture(LIVE)
    room.check()


async def retrieved(attending: Attending, kept: dict[str, str]) -> bytes:
    """The instance, through DICOMweb with the page's session."""
    path = (
        f"/dicomweb/studies/{kept['study_uid']}/series/{kept['series_uid']}/instances/{kept['instance_uid']}"
    )
    answer = await attending.page.request.get(
        attending.url + path,
        headers={"Accept": 'multipart/related; type="application/dicom"; transfer-syntax=*'},
    )
    assert answer.ok
    body = await answer.body()
    boundary = answer.headers["content-type"].partition("boundary=")[2].strip('"')
    return body.split(b"\r\n\r\n", 1)[1].rsplit(f"\r\n--{boundary}".encode(), 1)[0]


async def test_a_guest_waits_until_the_host_opens(house: House, room: Room) -> None:
    consultation, host = room.consultation, room.county
    link = house.technologist("POST", f"/api/consultations/{consultation}/guests")["link"]
    context = await room.browser.new_context(locale="zh-CN", permissions=["camera", "microphone"])
    context.set_default_timeout(PATIENCE_S * 1000)
    guest = Attending(context, await context.new_page(), house.site.url)
    await guest.page.goto(house.site.url + link)
    await guest.find("guest-name").fill("外院专家")
    await guest.find("guest-submit").click()
    await guest.find("guest-waits").wait_for()
    assert (await guest.page.request.get(f"{house.site.url}/api/consultations/{consultation}")).status == 403
    await host.find("guest-waiting").filter(has_text="外院专家").wait_for()
    await host.find("guest-admit").click()
    await guest.find("lobby-enter").click()
    await guest.find("consultation-room").wait_for()
    await guest.board_is("synced")
    assert await guest.find("tool-length").count() == 0
    await host.find("person").filter(has_text="外院专家").first.wait_for()
    second = await room.browser.new_context()
    page = await second.new_page()
    await page.goto(house.site.url + link)
    await page.get_by_test_id("guest-name").fill("another")
    await page.get_by_test_id("guest-submit").click()
    await page.get_by_test_id("guest-link-unusable").wait_for()
    await second.close()
    await context.close()
    room.check()


async def test_a_students_hand_made_message_draws_nothing_and_is_logged(house: House, room: Room) -> None:
    by_hand = Caller.of(house.site, STUDENT).board(room.consultation)
    await by_hand.synced()
    forged = by_hand.draw(target={"kind": "live", "source": house.console})
    own = await room.county.draw("arrow", STORED, (0.3, 0.3), (0.4, 0.4))
    await by_hand.until(lambda: own.id in by_hand.marks, PATIENCE_S, "the county's arrow at the student's")
    for one in (room.county, room.city, room.village):
        await one.mark(own.id)
        assert forged not in {mark.id for mark in await one.marks()}
    await by_hand.leave()
    administrator = Caller.of(house.site, ADMINISTRATOR)

    async def logged() -> list[object]:
        query = f"/api/audit?actor=user:{STUDENT.name}&outcome=refused&target={room.consultation}"
        found = await asyncio.to_thread(administrator, "GET", query)
        return list(found["entries"])

    await eventually("the refusal in the audit log", logged, PATIENCE_S)
    assert administrator("GET", "/api/audit/verify")["broken"] is None


async def test_a_student_has_no_tools_and_learns_no_name(house: House, room: Room) -> None:
    assert "Zhou" in json.dumps(house.technologist("GET", f"/api/archive/studies/{house.study}"))
    student = await Attending.arrive(room.browser, house.site.url, STUDENT)
    answers: list[str] = []

    async def note(route: Route) -> None:
        # Read on the way in: of a request that the page gives up, Chromium keeps nothing to read afterwards.
        if route.request.resource_type not in {"fetch", "xhr"} or "/frames/" in route.request.url:
            await route.continue_()
            return
        answer = await route.fetch()
        if "json" in answer.headers.get("content-type", ""):
            answers.append(await answer.text())
        await route.fulfill(response=answer)

    await student.page.route("**/*", note)
    # Without loading the page anew: what it has read could not be looked at any more.
    await student.page.locator(f'a[href="{path_of(room.consultation)}"]').first.click()
    await student.go_in()
    await student.sees_both()
    for control in ("tool-length", "mic-toggle", "share-screen", "chat-input", "freeze"):
        assert await student.find(control).count() == 0
    await student.page.unroute_all(behavior="wait")
    assert any(house.instances[0] in answer for answer in answers), "no headers were read"
    assert not [answer for answer in answers if "Zhou" in answer]
    assert "周" not in await student.page.inner_text("body")
    assert student.errors == []
    await student.leave()


async def test_chat_leads_to_a_slice_and_findings_are_agreed_or_disputed_by_name(room: Room) -> None:
    expert, county = room.city, room.county
    await expert.scroll(STORED, 4)
    at = await expert.slice_of(STORED)
    assert await county.slice_of(STORED) != at
    await expert.find("tab-chat").click()
    await expert.find("chat-here").click()
    await expert.find("chat-input").fill("请看这一层")
    await expert.find("chat-input").press("Enter")
    await county.find("tab-chat").click()
    message = county.find("chat-message").filter(has_text="请看这一层")
    await message.get_by_test_id("place-link").click()
    await county.slice_becomes(STORED, at)
    await expert.find("tab-findings").click()
    await expert.find("finding-add").click()
    await expert.find("finding-title").fill("左侧低密度")
    await expert.find("finding-keep").click()
    await county.find("tab-findings").click()
    finding = county.find("finding").filter(has_text="左侧低密度")
    await finding.get_by_test_id("finding-dispute").click()
    entry = expert.find("finding").filter(has_text="左侧低密度")
    await entry.filter(has_text=TECHNOLOGIST.display_name).wait_for()
    room.check()


async def test_a_shared_window_is_pointed_at_and_drawn_on(room: Room) -> None:
    expert, village = room.city, room.village
    await village.find("share-screen").click()
    # Both cells are taken: the stage grows by itself.
    await expert.shows(2, "screen")
    await expert.live_picture(2)
    drawn = await expert.draw("arrow", 2, (0.4, 0.4), (0.5, 0.5))
    await village.shows(2, "screen")
    await village.mark(drawn.id)
    room.check()


async def test_closing_leaves_a_summary_with_the_study(house: House, room: Room, tmp_path: Path) -> None:
    county, city = room.county, room.city
    drawn = await city.draw("length", STORED, (0.4, 0.5), (0.6, 0.5))
    await county.mark(drawn.id)
    await county.find("close-consultation").click()
    await county.find("close-conclusion").fill("左侧低密度，建议复查")
    await county.find("close-confirm").click()
    for one in (county, city):
        await one.find("consultation-over").wait_for()
    kept = await eventually("the summary", partial(kept_with_summary, house, room), PATIENCE_S)
    assert {"marks", "measurements"} <= {one["kind"] for one in kept}
    for one in kept:
        path = tmp_path / f"{one['instance_uid']}.dcm"
        path.write_bytes(await retrieved(county, one))
        assert errors(path) == []
    (summary,) = [one for one in kept if one["kind"] == "summary"]
    document = pydicom.dcmread(tmp_path / f"{summary['instance_uid']}.dcm").EncapsulatedDocument
    written = pdf_text(bytes(document))
    for expected in ("左侧低密度，建议复查", EXPERT.display_name, drawn.measured.split()[0]):
        assert expected in written
    room.check()


async def kept_with_summary(house: House, room: Room) -> list[dict[str, str]]:
    """What the consultation left; nothing while the summary, which is made last, is not among it."""
    path = f"/api/consultations/{room.consultation}/kept"
    kept: list[dict[str, str]] = (await asyncio.to_thread(house.technologist, "GET", path))["kept"]
    return kept if "summary" in {one["kind"] for one in kept} else []
