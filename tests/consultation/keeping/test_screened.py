"""The summary's section on what software found: what experts judged, by name, and how much they did not."""

from __future__ import annotations

from datetime import timedelta

from analysis.findings import Kind
from consultation.consultations.tables import Consultation
from consultation.keeping.screening_names import KINDS
from consultation.keeping.summary import keep_summary
from consultation.screening.tables import ScreeningVerdict, Verdict
from consultation.services import utc_now
from core.models import new_id
from core.screening import ScreeningEpisode
from tests.consultation.keeping.conftest import CONSULTATION, KeepingSite
from tests.consultation.keeping.test_summary import close
from tests.support.pdf_text import pdf_text

ROOM = "console-0a"


async def found(site: KeepingSite, kind: str, judged: tuple[tuple[str, Verdict], ...] = ()) -> None:
    """As a worker writes it down, with what experts say of it."""
    async with site.services.database.write() as session:
        opened = (await session.get_one(Consultation, CONSULTATION)).opened_at
        assert opened is not None
        episode = ScreeningEpisode(
            id=new_id(),
            room=ROOM,
            detector="ultrasound",
            kind=kind,
            label="",
            score=0.71,
            first_at=opened,
            last_at=opened + timedelta(seconds=3),
            seen_s=1.3,
            frames=40,
            outline=[[1.0, 2.0], [3.0, 2.0], [3.0, 4.0]],
            closed=True,
            width=640,
            height=480,
            measures=[["diameter", 12.34, "mm"], ["area", 1139.0, "px2"]],
        )
        session.add(episode)
        await session.flush()
        for name, verdict in judged:
            said = ScreeningVerdict(
                consultation_id=CONSULTATION,
                episode_id=episode.id,
                attendee_id=name,
                name=name,
                verdict=verdict.value,
                at=utc_now(),
            )
            session.add(said)


async def summary_text(site: KeepingSite) -> str:
    await keep_summary(site.services, CONSULTATION, await close(site), "127.0.0.1")
    answer = await site.get("/summary.pdf", "expert")
    return pdf_text(await answer.read()).replace(" ", "")


async def test_the_summary_tells_who_agreed_and_who_dismissed_and_how_much_was_not_judged(
    site: KeepingSite,
) -> None:
    await site.bring_console(ROOM)
    await found(site, "hypoechoic", (("王专家", Verdict.AGREE), ("李技师", Verdict.DISMISS)))
    await found(site, "anechoic")
    text = await summary_text(site)
    for said in (
        "仅供参考，不作诊断",
        "低回声区",
        "0.71",
        "12.3mm",
        "1139px²",
        "王专家",
        "李技师",
        "Notjudged:1",
    ):
        assert said in text, said
    assert "无回声区" not in text


async def test_a_summary_without_screening_says_nothing_of_it(site: KeepingSite) -> None:
    assert "软件提示" not in await summary_text(site)


def test_every_kind_has_a_name() -> None:
    assert set(KINDS) == {kind.value for kind in Kind}
