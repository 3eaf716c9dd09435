"""Three hospitals at one light box: live ultrasound beside a prior CT; talk, measure, lead, freeze, keep."""

from __future__ import annotations

import asyncio
import json
import wave
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pydicom
import pytest
from playwright.async_api import Browser, Response

from tests.browser.conftest import require_browser
from tests.conftest import require
from tests.support.attending import Attending, arrive
from tests.support.board_client import BoardClient
from tests.support.chromium import chromium
from tests.support.dciodvfy import errors
from tests.support.house import LIVE, STORED, House
from tests.support.house import house as running_house
from tests.support.meeting import Caller
from tests.support.pdf_text import pdf_text
from tests.support.site import ADMINISTRATOR, EXPERT, PHYSICIAN, STUDENT, TECHNOLOGIST, Person, Site
from tests.support.two_apps import available, two_apps
from tests.support.visitor import eventually

pytestmark = pytest.mark.browser

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


@pytest.fixture
async def drawing_browser() -> AsyncIterator[Browser]:
    """One browser for everybody, with WebGL by software."""
    async with chromium(webgl=True) as running:
        yield running


@asynccontextmanager
async def in_the_room(
    house: House, browser: Browser, *people: Person
) -> AsyncIterator[tuple[str, Sequence[Attending]]]:
    """A new consultation with both pictures on its stage, by the host's page or the first person."""
    consultation = house.consultation()
    url = house.site.url
    attending = await asyncio.gather(*(arrive(browser, url, person, consultation) for person in people))
    if TECHNOLOGIST not in people:
        await attending[0].side_by_side()
    await asyncio.gather(*(one.sees_both() for one in attending))
    try:
        yield consultation, attending
        assert [one.errors for one in attending] == [[] for _ in attending]
    finally:
        for one in attending:
            await one.leave()


async def test_help_is_called_and_the_expert_comes_to_both_pictures(
    house: House, drawing_browser: Browser
) -> None:
    url = house.site.url
    expert = await Attending.arrive(drawing_browser, url, EXPERT)
    technologist = await Attending.arrive(drawing_browser, url, TECHNOLOGIST)
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


async def test_a_tone_spoken_at_one_hospital_is_heard_at_the_others(house: House, tmp_path: Path) -> None:
    tone = tmp_path / "tone.wav"
    with wave.open(str(tone), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        samples = np.sin(2 * np.pi * TONE_HZ * np.arange(48_000) / 48_000) * 12_000
        file.writeframes(samples.astype("<i2").tobytes())
    consultation = house.consultation()
    url = house.site.url
    async with chromium() as quiet, chromium(f"--use-file-for-fake-audio-capture={tone}") as loud:
        listeners = [await arrive(quiet, url, person, consultation) for person in (TECHNOLOGIST, PHYSICIAN)]
        speaker = await arrive(loud, url, EXPERT, consultation)
        await speaker.find("mic-toggle").click()
        for listener in listeners:

            async def hears(listener: Attending = listener) -> bool:
                frequency, level = await listener.peak()
                return abs(frequency - TONE_HZ) < 30 and level > -60

            await eventually("the tone", hears, 15)
        speaking = listeners[0].page.locator('[data-testid="person"][data-speaking="true"]')
        await speaking.filter(has_text=EXPERT.display_name).wait_for(timeout=10_000)
        # The host mutes; the tone ends for everybody.
        row = listeners[0].find("person").filter(has_text=EXPERT.display_name)
        await row.get_by_test_id("mute-person").click()

        async def silent() -> bool:
            return (await listeners[1].peak())[1] < -80

        await eventually("silence after the host muted", silent, 10)


async def test_a_measurement_has_the_same_millimetres_elsewhere_and_each_one_undoes_their_own(
    house: House, drawing_browser: Browser
) -> None:
    people = (TECHNOLOGIST, EXPERT, PHYSICIAN)
    async with in_the_room(house, drawing_browser, *people) as (_, (county, city, village)):
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

        await eventually("the edited length at the county's", longer, 10)
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


async def test_followers_see_what_the_presenter_sees_break_away_and_return(
    house: House, drawing_browser: Browser
) -> None:
    async with in_the_room(house, drawing_browser, EXPERT, TECHNOLOGIST) as (_, (leader, follower)):
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
        await pointer.filter(has_text=EXPERT.display_name).first.wait_for(state="attached", timeout=5_000)
        await pointer.filter(has_text=EXPERT.display_name).first.wait_for(state="detached", timeout=10_000)


async def test_a_frozen_frame_is_drawn_on_kept_and_found_in_the_archive(
    house: House, drawing_browser: Browser, tmp_path: Path
) -> None:
    async with in_the_room(house, drawing_browser, TECHNOLOGIST, EXPERT) as (consultation, (county, city)):
        await county.live_picture(LIVE)
        await county.cell(LIVE).get_by_test_id("freeze").click()
        frozen = city.cell(LIVE).get_by_test_id("frozen-picture")
        await frozen.first.wait_for(timeout=15_000)
        mark = await city.draw("arrow", LIVE, (0.4, 0.4), (0.5, 0.5))
        await county.mark(mark.id)
        await county.cell(LIVE).get_by_test_id("keep").click()
        await county.find("keep-confirm").click()
        await county.find("keep-done").wait_for(timeout=20_000)
        kept = house.technologist("GET", f"/api/consultations/{consultation}/kept")["kept"]
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


async def test_a_guest_waits_until_the_host_opens(house: House, drawing_browser: Browser) -> None:
    consultation = house.consultation()
    link = house.technologist("POST", f"/api/consultations/{consultation}/guests")["link"]
    host = await arrive(drawing_browser, house.site.url, TECHNOLOGIST, consultation)
    context = await drawing_browser.new_context(locale="zh-CN", permissions=["camera", "microphone"])
    guest = Attending(context, await context.new_page(), house.site.url)
    await guest.page.goto(house.site.url + link)
    await guest.find("guest-name").fill("外院专家")
    await guest.find("guest-submit").click()
    await guest.find("guest-waits").wait_for()
    assert (await guest.page.request.get(f"{house.site.url}/api/consultations/{consultation}")).status == 403
    await host.find("guest-waiting").filter(has_text="外院专家").wait_for(timeout=10_000)
    await host.find("guest-admit").click()
    await guest.find("lobby-enter").click(timeout=15_000)
    await guest.find("consultation-room").wait_for()
    await guest.board_is("synced")
    assert await guest.find("tool-length").count() == 0
    await host.find("person").filter(has_text="外院专家").first.wait_for()
    second = await drawing_browser.new_context()
    page = await second.new_page()
    await page.goto(house.site.url + link)
    await page.get_by_test_id("guest-name").fill("another")
    await page.get_by_test_id("guest-submit").click()
    await page.get_by_test_id("guest-link-unusable").wait_for()
    await host.leave()
    await context.close()


async def test_a_students_hand_made_message_draws_nothing_and_is_logged(
    house: House, drawing_browser: Browser
) -> None:
    async with in_the_room(house, drawing_browser, TECHNOLOGIST, STUDENT) as (consultation, (county, looker)):
        assert await looker.find("tool-length").count() == 0
        assert await looker.find("mic-toggle").count() == 0
        student = Caller.of(house.site, STUDENT)
        me = student("GET", "/api/session")
        headers = {"Authorization": f"Bearer {student.token}"}
        by_hand = BoardClient(house.site.url, consultation, headers, me["id"], me["display_name"])
        await by_hand.synced()
        target = {"kind": "live", "source": house.console}
        forged = by_hand.draw(target=target)
        own = await county.draw("arrow", STORED, (0.3, 0.3), (0.4, 0.4))
        await looker.mark(own.id)
        assert forged not in {mark.id for mark in await county.marks()}
        await by_hand.leave()
        administrator = Caller.of(house.site, ADMINISTRATOR)

        async def logged() -> list[object]:
            query = f"/api/audit?actor=user:{STUDENT.name}&outcome=refused&target={consultation}"
            found = await asyncio.to_thread(administrator, "GET", query)
            return list(found["entries"])

        await eventually("the refusal in the audit log", logged, 10)
        assert administrator("GET", "/api/audit/verify")["broken"] is None


async def test_a_student_learns_no_name_from_any_page(house: House, drawing_browser: Browser) -> None:
    async with in_the_room(house, drawing_browser, TECHNOLOGIST, STUDENT) as (_, (_county, student)):
        shown = house.technologist("GET", f"/api/archive/studies/{house.study}")
        assert "Zhou" in json.dumps(shown)
        answers: list[Response] = []

        def note(answer: Response) -> None:
            answers.append(answer)

        student.page.on("response", note)
        await student.page.reload()
        await student.find("lobby-enter").click()
        await student.drawn(STORED)
        assert any("/dicomweb/" in answer.url for answer in answers)
        for answer in answers:
            if "json" in answer.headers.get("content-type", ""):
                assert "Zhou" not in await answer.text()
        assert "周" not in await student.page.inner_text("body")


async def test_a_shared_window_is_pointed_at_and_drawn_on(house: House, drawing_browser: Browser) -> None:
    people = (EXPERT, PHYSICIAN)
    async with in_the_room(house, drawing_browser, *people) as (_, (expert, village)):
        await village.find("share-screen").click()
        # Both cells are taken: the stage grows by itself.
        await expert.shows(2, "screen")
        await expert.live_picture(2)
        drawn = await expert.draw("arrow", 2, (0.4, 0.4), (0.5, 0.5))
        await village.shows(2, "screen")
        await village.mark(drawn.id)


async def test_chat_leads_to_a_slice_and_findings_are_agreed_or_disputed_by_name(
    house: House, drawing_browser: Browser
) -> None:
    async with in_the_room(house, drawing_browser, EXPERT, TECHNOLOGIST) as (_, (expert, county)):
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
        await entry.filter(has_text=TECHNOLOGIST.display_name).wait_for(timeout=10_000)


async def test_closing_leaves_a_summary_with_the_study(
    house: House, drawing_browser: Browser, tmp_path: Path
) -> None:
    people = (TECHNOLOGIST, EXPERT)
    async with in_the_room(house, drawing_browser, *people) as (consultation, (county, city)):
        drawn = await city.draw("length", STORED, (0.4, 0.5), (0.6, 0.5))
        await county.mark(drawn.id)
        await county.find("close-consultation").click()
        await county.find("close-conclusion").fill("左侧低密度，建议复查")
        await county.find("close-confirm").click()
        for one in (county, city):
            await one.find("consultation-over").wait_for(timeout=40_000)
        kept = house.technologist("GET", f"/api/consultations/{consultation}/kept")["kept"]
        assert {"marks", "measurements", "summary"} <= {one["kind"] for one in kept}
        for one in kept:
            path = tmp_path / f"{one['kind']}.dcm"
            path.write_bytes(await retrieved(county, one))
            assert errors(path) == []
        written = pdf_text(bytes(pydicom.dcmread(tmp_path / "summary.dcm").EncapsulatedDocument))
        for expected in ("左侧低密度，建议复查", EXPERT.display_name, drawn.measured.split()[0]):
            assert expected in written
