"""The archive's page in a browser: a folder is brought in, found, looked through, and seen by nobody else."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route

from tests.browser.conftest import prepare_site
from tests.conftest import require
from tests.support.dicom_files import CT
from tests.support.orthanc import Orthanc, available
from tests.support.site import EXPERT, TECHNOLOGIST, Person, Site
from tests.support.visitor import Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ADMINISTRATOR = Person("admin", "a-Long-password-3", "管理员", EXPERT.organisation, "administrator")
COUNTY_PHYSICIAN = Person("county", "a-Long-password-4", "赵医师", TECHNOLOGIST.organisation, "physician")
STUDENT = Person("student", "a-Long-password-5", "学员", EXPERT.organisation, "student")

SLICES = 6
HEAD, CLIP, DAMAGED, CHINESE = "REMOVED", "PLA", "CompressedSamples, MR1", "王小东"
PHONE_WIDTH = 390
UPLOAD_TIMEOUT_S = 40.0
TRANSFER_TIMEOUT_S = 40.0

PIXELS_OF_IMAGE = """
(image) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const lightness = Array.from({ length: data.length / 4 }, (_, index) => data[4 * index + 1]);
  return { width: canvas.width, darkest: Math.min(...lightness), lightest: Math.max(...lightness) };
}
"""


FILE_IN_HAND = """
(content) => {
  const held = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  held.items.add(new File([bytes], 'dropped.dcm'));
  return held;
}
"""


def fill_folder(folder: Path, data: Path) -> Path:
    """Real CT slices, a real ultrasound clip, a name in two scripts; and cut off, unreadable, no DICOM."""
    (folder / "ct").mkdir(parents=True)
    for number in range(1, SLICES + 1):
        shutil.copy(data / "ct_head" / "ge_infarct" / f"{number:02}.dcm", folder / "ct")
    shutil.copy(data / "us_cine" / "echo_sonosite_30f_examples_ybr_color.dcm", folder)
    shutil.copy(data / "malformed_odd" / "pydicom" / "MR_truncated.dcm", folder)
    shutil.copy(data / "malformed_odd" / "fo-dicom" / "GH220.dcm", folder / "no-study.dcm")
    (folder / "wang.dcm").write_bytes(CT(name="Wang^XiaoDong=王^小东", patient_id="P-77").bytes())
    (folder / "notes.txt").write_text("nothing to store")
    return folder


@asynccontextmanager
async def at_archive(
    browser: Browser, site: Site, person: Person, query: str = "", *, width: int = 1366
) -> AsyncIterator[Visitor]:
    visitor = await Visitor.arrive(browser, site.url, person, "/archive", width=width)
    await visitor.find("archive-page").wait_for()
    if query:
        await visitor.page.goto(f"{site.url}/archive?{query}")
    try:
        yield visitor
        assert visitor.errors == []
    finally:
        await visitor.leave()


async def upload_ends(visitor: Visitor, phase: str = "finished") -> None:
    panel = visitor.page.locator(f'[data-testid="upload-panel"][data-phase="{phase}"]')
    await panel.wait_for(timeout=UPLOAD_TIMEOUT_S * 1000)


def row(page: Page, text: str):
    return page.get_by_test_id("study-row").filter(has_text=text)


async def names(visitor: Visitor) -> set[str]:
    return set(await visitor.find("study-name").all_inner_texts())


async def lists_only(visitor: Visitor, *wanted: str) -> None:
    async def look() -> bool:
        return await names(visitor) == set(wanted)

    await eventually(f"only {wanted} on the list", look, 10)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = prepare_site(tmp_path_factory.mktemp("archive-site"))
    for person in (ADMINISTRATOR, COUNTY_PHYSICIAN, STUDENT):
        site.add_person(person)
    try:
        site.start()
        yield site
    finally:
        left = site.stop()
    assert left == [], "processes stayed behind"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def archive(
    running: Site, open_browser: Browser, tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Site:
    """The site with a folder in its archive, brought in through the page."""
    folder = fill_folder(tmp_path_factory.mktemp("disc") / "disc", shared_data)
    async with at_archive(open_browser, running, EXPERT) as visitor:
        await visitor.page.get_by_text("档案里还没有检查").wait_for()
        await visitor.find("upload-folder").set_input_files(folder)
        await upload_ends(visitor)
        assert await visitor.find("upload-stored").inner_text() == f"已存入 {SLICES + 3} 个文件"
        await visitor.find("upload-expand").click()
        told = await visitor.find("upload-list").inner_text()
        assert "notes.txt\n不是 DICOM 文件" in told
        assert "no-study.dcm\n文件损坏" in told
        assert "Study Instance UID" in told, "the server's own reason is missing"
        await lists_only(visitor, CLIP, HEAD, DAMAGED, CHINESE)
    return running


async def test_studies_are_listed_with_what_people_look_for(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT) as visitor:
        await visitor.find("study-count").filter(has_text="4 项检查").wait_for()
        head = await row(visitor.page, HEAD).inner_text()
        assert "QMNx85rKkkg" in head
        assert "头部" in head
        assert f"1 / {SLICES}" in head
        assert EXPERT.organisation in head
        chinese = await row(visitor.page, CHINESE).inner_text()
        assert f"{CHINESE}\nWang XiaoDong" in chinese
        assert "男 · 56 岁" in chinese
        await visitor.find("language-switch").click()
        await row(visitor.page, "Wang XiaoDong").filter(has_text="M · 56 y").wait_for()


async def test_thumbnails_show_the_picture(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT) as visitor:
        for study in (HEAD, CLIP):
            picture = row(visitor.page, study).locator('[data-state="shown"] img')
            seen = await picture.evaluate(PIXELS_OF_IMAGE)
            assert seen["width"] >= 44
            assert seen["lightest"] - seen["darkest"] > 100, f"the thumbnail of {study} is blank"


async def test_filters_narrow_the_list_and_stay_in_the_address(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT) as visitor:
        page = visitor.page
        await visitor.find("filter-modality").click()
        await page.get_by_role("option", name="US 超声").click()
        await lists_only(visitor, CLIP)
        assert "modality=US" in page.url
        await page.reload()
        await lists_only(visitor, CLIP)

        await page.get_by_role("button", name="清除筛选").click()
        await visitor.find("filter-name").fill("王小")
        await lists_only(visitor, CHINESE)
        await visitor.find("filter-name").fill("")
        await visitor.find("filter-patient-id").fill("P-77")
        await lists_only(visitor, CHINESE)
        await visitor.find("filter-patient-id").fill("")
        await visitor.find("filter-text").fill("QMNx85")
        await lists_only(visitor, HEAD)
        await visitor.find("filter-text").fill("nobody has this name")
        await page.get_by_text("没有符合条件的检查").wait_for()


async def test_days_narrow_the_list(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT, "from=20160101&to=20161231") as visitor:
        await lists_only(visitor, CLIP)
        await visitor.find("filter-date").click()
        await visitor.find("filter-period-week").click()
        assert "period=week" in visitor.page.url
        assert "from=" not in visitor.page.url


async def test_a_damaged_study_carries_its_verdict_with_the_reasons(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT) as visitor:
        mark = row(visitor.page, DAMAGED).get_by_test_id("verdict")
        assert await mark.get_attribute("data-verdict") == "failed"
        await mark.click()
        found = await visitor.find("findings").inner_text()
        assert "像素数据长度不符" in found or "文件不完整" in found
        assert await row(visitor.page, CHINESE).get_by_test_id("verdict").count() == 0


async def test_details_show_series_with_pictures(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT) as visitor:
        await row(visitor.page, HEAD).get_by_test_id("study-details").click()
        series = visitor.find("series-row")
        await series.get_by_text(f"{SLICES} 幅图像").wait_for()
        await series.locator('[data-state="shown"]').wait_for()
        await visitor.page.reload()
        await series.wait_for()
        await visitor.find("details-open").click()
        await visitor.page.wait_for_url("**/archive/1.2.*")


async def test_the_keyboard_chooses_and_opens(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT) as visitor:
        page = visitor.page
        await visitor.find("study-row").nth(3).wait_for()
        await visitor.find("study-table").focus()
        for _ in range(3):
            await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        chosen = page.locator('[role="row"][aria-selected="true"]')
        uid = await chosen.get_attribute("data-study")
        assert await visitor.find("study-row").nth(1).get_attribute("data-study") == uid
        assert await visitor.find("study-table").get_attribute(
            "aria-activedescendant"
        ) == await chosen.get_attribute("id")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/archive/{uid}")


async def test_another_hospitals_physician_sees_nothing_of_it(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT) as visitor:
        uid = await row(visitor.page, HEAD).get_attribute("data-study")
    async with at_archive(browser, archive, COUNTY_PHYSICIAN) as visitor:
        await visitor.find("study-count").filter(has_text="0 项检查").wait_for()
        assert await visitor.find("study-row").count() == 0
        await visitor.page.goto(f"{archive.url}/archive?details={uid}")
        await visitor.page.get_by_text("您无权查看").wait_for()


async def test_students_are_told_that_they_have_no_access(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, STUDENT) as visitor:
        await visitor.find("archive-no-access").get_by_text("您的账户不能查看影像档案").wait_for()
        assert await visitor.find("upload-button").count() == 0


async def test_a_phone_shows_cards_within_its_width(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, EXPERT, width=PHONE_WIDTH) as visitor:
        page = visitor.page
        await visitor.find("study-row").nth(3).wait_for()
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE_WIDTH
        box = await visitor.find("study-row").first.bounding_box()
        assert box is not None
        assert box["height"] > 90
        assert box["x"] + box["width"] <= PHONE_WIDTH
        await visitor.find("filter-open").click()
        await visitor.find("filter-name").fill("王小东")
        await page.get_by_role("button", name="查看结果").click()
        await lists_only(visitor, CHINESE)
        await visitor.find("study-row").click()
        await page.wait_for_url("**/archive/*")


async def test_a_new_study_appears_by_itself_and_a_lost_network_is_outlasted(
    running: Site, browser: Browser, tmp_path: Path
) -> None:
    late = tmp_path / "late.dcm"
    late.write_bytes(CT(study="late", series="late", name="Li^Mei=李^梅", study_date="20261122").bytes())
    lost = 2

    async def lose_twice(route: Route) -> None:
        nonlocal lost
        lost -= 1
        if lost >= 0:
            await route.abort("internetdisconnected")
        else:
            await route.continue_()

    async with (
        at_archive(browser, running, EXPERT) as watching,
        at_archive(browser, running, EXPERT) as bringing,
    ):
        await bringing.page.route("**/dicomweb/studies", lose_twice)
        await bringing.find("upload-files").set_input_files(late)
        await upload_ends(bringing, "waiting")
        await upload_ends(bringing)
        assert lost < 0
        assert await bringing.find("upload-stored").inner_text() == "已存入 1 个文件"
        await row(watching.page, "李梅").wait_for(timeout=15_000)


async def test_files_may_be_dropped_anywhere_on_the_page(running: Site, browser: Browser) -> None:
    image = CT(study="dropped", series="dropped", name="Zhao^Min=赵^敏").bytes()
    async with at_archive(browser, running, EXPERT) as visitor:
        held = await visitor.page.evaluate_handle(FILE_IN_HAND, b64encode(image).decode())
        await visitor.find("upload-area").dispatch_event("dragenter", {"dataTransfer": held})
        await visitor.find("drop-veil").wait_for()
        await visitor.find("upload-area").dispatch_event("drop", {"dataTransfer": held})
        await upload_ends(visitor)
        await row(visitor.page, "赵敏").wait_for()
        assert await visitor.find("drop-veil").count() == 0


async def test_an_administrator_sees_what_was_set_aside(archive: Site, browser: Browser) -> None:
    async with at_archive(browser, archive, ADMINISTRATOR) as visitor:
        await visitor.find("archive-view-set-aside").click()
        aside = visitor.find("set-aside-row").filter(has_text="无法识别")
        await aside.filter(has_text="用户 expert").wait_for()
        async with visitor.page.expect_download() as download:
            await aside.get_by_role("link", name="下载文件").click()
        assert (await download.value).suggested_filename
        await aside.get_by_role("button", name="标记为已处理").click()
        await visitor.page.get_by_text("没有待处理的文件").wait_for()


@pytest.fixture
def orthanc(running: Site, tmp_path: Path) -> Iterator[Orthanc]:
    """Another PACS that knows the archive."""
    require(available(), "no Orthanc: make setup-dev installs it")
    other = Orthanc(tmp_path / "orthanc", {"consilium": ("CONSILIUM", "127.0.0.1", running.dicom_port)})
    other.start()
    yield other
    other.stop()


async def test_a_pacs_is_made_known_sent_to_and_asked(
    archive: Site, browser: Browser, orthanc: Orthanc
) -> None:
    async with at_archive(browser, archive, ADMINISTRATOR, "view=remote") as visitor:
        page = visitor.page
        await page.get_by_text("还没有登记外部 PACS").wait_for()
        await visitor.find("peer-add").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="添加").click()
        await dialog.get_by_text("请输入对方的地址").wait_for()
        await dialog.get_by_label("AE 名称").fill(orthanc.aet)
        await dialog.get_by_label("地址").fill("127.0.0.1")
        await dialog.get_by_label("端口").fill(str(orthanc.dicom_port))
        await dialog.get_by_role("button", name="添加").click()
        await visitor.find("peer-echo").click()
        await visitor.find("peer-row").filter(has_text="有应答").wait_for()

    async with at_archive(browser, archive, EXPERT) as visitor:
        page = visitor.page
        await row(page, CHINESE).get_by_test_id("study-details").click()
        await page.get_by_placeholder("选择目的地").click()
        await page.get_by_role("option", name=orthanc.aet).click()
        await page.get_by_role("button", name="发送", exact=True).click()
        await page.get_by_text("已加入传输队列").wait_for()

        await page.goto(f"{archive.url}/archive?view=remote")
        sent = visitor.find("transfer-row").and_(page.locator('[data-state="done"]'))
        await sent.get_by_text("1 / 1").wait_for(timeout=TRANSFER_TIMEOUT_S * 1000)
        assert await visitor.find("peer-add").count() == 0

        await page.get_by_placeholder("患者姓名").fill("Wang")
        await visitor.find("query-start").click()
        await visitor.find("remote-study").filter(has_text=CHINESE).wait_for()
        await visitor.find("remote-retrieve").click()
        retrieved = (
            visitor.find("transfer-row").and_(page.locator('[data-state="done"]')).filter(has_text="获取")
        )
        await retrieved.wait_for(timeout=TRANSFER_TIMEOUT_S * 1000)

    async with at_archive(browser, archive, ADMINISTRATOR, "view=remote") as visitor:
        await visitor.find("peer-row").get_by_role("button", name="移除").click()
        # In the dialog that asks: until it is there, the row's own button is the only one.
        await visitor.page.get_by_role("dialog").get_by_role("button", name="移除", exact=True).click()
        await visitor.page.get_by_text("还没有登记外部 PACS").wait_for()
