"""The board over real sockets: what is drawn is everybody's, by right, and never lost."""

from __future__ import annotations

from tests.consultation.board.conftest import Gathering
from tests.consultation.consultations.conftest import COLLEAGUE, EXPERT, HOST


async def test_what_one_draws_the_others_see_and_edit(gathering: Gathering) -> None:
    async with gathering.people(HOST, EXPERT, COLLEAGUE) as (host, expert, colleague):
        mark = host.draw()
        for client in (expert, colleague):
            await client.until(lambda client=client: mark in client.marks, what="the mark")
        expert.marks[mark]["label"] = "看这里"
        await host.until(lambda: host.marks[mark]["label"] == "看这里")
        await colleague.until(lambda: colleague.marks[mark]["label"] == "看这里")
