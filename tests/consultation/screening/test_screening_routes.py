"""What software found: chosen for all by those who treat, kept with the consultation, judged by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from consultation.screening.forgetting import KEPT_FOR, Forgetting
from core.models import new_id
from core.screening import ScreeningEpisode, ScreeningLease
from tests.consultation.consultations.conftest import CONSOLE, EXPERT, HOST, STRANGER, STUDENT, Browser, House

CHOICE = f"/api/consoles/{CONSOLE}/screening"


async def watched(house: House, room: str = CONSOLE, ago: timedelta = timedelta()) -> None:
    """As a worker tells that it watches the console."""
    shared = house.application.services
    state = {"signal": {"fps": 29.5, "took_ms": 3.0}}
    async with shared.database.write() as session:
        session.add(ScreeningLease(room=room, worker="one", beat=1, at=shared.now() - ago, state=state))


async def found(house: House, room: str = CONSOLE, ago: timedelta = timedelta()) -> str:
    """As a worker writes what it has found."""
    shared = house.application.services
    episode = ScreeningEpisode(
        id=new_id(),
        room=room,
        detector="ultrasound",
        kind="anechoic",
        label="",
        score=0.8,
        first_at=shared.now() - ago,
        last_at=shared.now() - ago,
        seen_s=1.3,
        frames=40,
        outline=[[1.0, 2.0], [3.0, 2.0], [3.0, 4.0]],
        closed=True,
        width=640,
        height=480,
        measures=[["diameter", 7.2, "mm"]],
    )
    async with shared.database.write() as session:
        session.add(episode)
    return episode.id


def detectors(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {one["name"]: one for one in answer["detectors"]}


async def test_a_console_tells_what_is_looked_for_and_how_it_gets_on(house: House) -> None:
    await house.on_air()
    await watched(house)
    answer = await house.do(EXPERT, CHOICE, method="GET")
    assert answer["watched"]
    assert detectors(answer)["signal"] == {
        "name": "signal",
        "on": True,
        "running": {"fps": 29.5, "took_ms": 3.0},
    }
    assert detectors(answer)["ultrasound"]["on"]
    assert not detectors(answer)["head-ct"]["on"]


async def test_a_worker_that_has_fallen_silent_does_not_watch(house: House) -> None:
    await house.on_air()
    await watched(house, ago=timedelta(seconds=6))
    answer = await house.do(EXPERT, CHOICE, method="GET")
    assert not answer["watched"]
    assert detectors(answer)["signal"]["running"] is None


async def test_who_treats_may_choose_for_everybody(house: House) -> None:
    await house.on_air()
    wanted = {"detectors": {"ultrasound": False, "head-ct": True}, "hidden_kinds": ["text"]}
    answer = await house.do(EXPERT, CHOICE, wanted, method="PUT")
    assert answer["hidden_kinds"] == ["text"]
    assert not detectors(answer)["ultrasound"]["on"]
    assert detectors(answer)["head-ct"]["on"]
    ((actor, outcome, detail),) = await house.audited("screening.change")
    assert (actor, outcome) == (f"user:{EXPERT}", "success")
    assert detail == {"off": "ultrasound", "hidden": "text"}


async def test_students_and_strangers_choose_nothing(house: House, guest: Browser) -> None:
    await house.on_air()
    wanted = {"detectors": {}, "hidden_kinds": []}
    await house.refuses(STUDENT, CHOICE, 403, "not_allowed", body=wanted, method="PUT")
    status, _ = await guest.ask("PUT", CHOICE, wanted)
    assert status == 401


async def test_nothing_is_chosen_for_a_console_that_does_not_exist(house: House) -> None:
    wanted = {"detectors": {}, "hidden_kinds": []}
    await house.refuses(EXPERT, CHOICE, 404, "no_such_console", body=wanted, method="PUT")


async def test_a_choice_that_makes_no_sense_is_refused(house: House) -> None:
    await house.on_air()
    for body in ({"detectors": {"ultrasound": "no"}, "hidden_kinds": []}, {"detectors": {"a b": True}}):
        await house.refuses(EXPERT, CHOICE, 400, "invalid_body", body=body, method="PUT")


async def test_what_was_found_is_kept_with_the_consultation_that_saw_it(house: House) -> None:
    await house.on_air()
    await found(house, ago=timedelta(hours=1))
    path = await house.with_everybody(consoles=[CONSOLE])
    seen = await found(house)
    await found(house, room="console-0b")
    answer = await house.do(STUDENT, f"{path}/screening", method="GET")
    (episode,) = answer["episodes"]
    assert episode["id"] == seen
    assert episode["measures"] == [["diameter", 7.2, "mm"]]
    assert episode["verdicts"] == []
    await house.refuses(STRANGER, f"{path}/screening", 404, "no_such_consultation", method="GET")


async def test_each_expert_agrees_or_dismisses_by_name(house: House) -> None:
    await house.on_air()
    path = await house.with_everybody(consoles=[CONSOLE])
    verdict = f"{path}/screening/{await found(house)}/verdict"
    await house.ask(verdict, EXPERT, method="PUT", json={"verdict": "dismiss"})
    await house.ask(verdict, EXPERT, method="PUT", json={"verdict": "agree"})
    await house.ask(verdict, HOST, method="PUT", json={"verdict": "dismiss"})
    (episode,) = (await house.do(HOST, f"{path}/screening", method="GET"))["episodes"]
    assert {(one["name"], one["verdict"]) for one in episode["verdicts"]} == {
        (EXPERT, "agree"),
        (HOST, "dismiss"),
    }
    await house.ask(verdict, EXPERT, method="PUT", json={"verdict": None})
    (episode,) = (await house.do(HOST, f"{path}/screening", method="GET"))["episodes"]
    assert [one["name"] for one in episode["verdicts"]] == [HOST]
    assert len(await house.audited("screening.verdict")) == 4


async def test_a_student_and_a_latecomer_judge_nothing(house: House) -> None:
    await house.on_air()
    path = await house.with_everybody(consoles=[CONSOLE])
    verdict = f"{path}/screening/{await found(house)}/verdict"
    body = {"verdict": "agree"}
    await house.refuses(STUDENT, verdict, 403, "not_allowed", body=body, method="PUT")
    await house.refuses(EXPERT, verdict, 400, "invalid_body", body={"verdict": "maybe"}, method="PUT")
    elsewhere = f"{path}/screening/{new_id()}/verdict"
    await house.refuses(EXPERT, elsewhere, 404, "no_such_episode", body=body, method="PUT")
    await house.do(HOST, f"{path}/close", {"conclusion": ""})
    await house.refuses(EXPERT, verdict, 409, "not_open", body=body, method="PUT")


async def test_what_was_found_outside_consultations_is_forgotten_after_a_day(house: House) -> None:
    await house.on_air()
    shared = house.application.services
    path = await house.with_everybody(consoles=[CONSOLE])
    consulted = await found(house)
    elsewhere = await found(house, room="console-0b")
    await house.do(HOST, f"{path}/close", {"conclusion": ""})
    before = await found(house, ago=timedelta(hours=1))

    async def left(after: timedelta) -> set[str]:
        await Forgetting(shared.database, lambda: shared.now() + after).forget()
        async with shared.database.read() as session:
            return set(await session.scalars(select(ScreeningEpisode.id)))

    assert await left(KEPT_FOR - timedelta(hours=2)) == {consulted, elsewhere, before}
    assert await left(KEPT_FOR + timedelta(minutes=1)) == {consulted}
