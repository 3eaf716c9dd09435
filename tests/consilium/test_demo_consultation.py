"""The demo's consultation: what stands on its board, and that a second start leaves it alone."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

from consilium.demo_consultation import prepare_consultation
from consilium.demo_data import prepare_demo
from consilium.demo_studies import CHEST
from consultation.board.document import read_board
from consultation.board.schema import ImageTarget, LiveTarget
from core.database import Database
from core.settings import load_settings
from imaging.phantom.chest import NODULES
from imaging.phantom.dicom import slice_uid


async def test_the_board_shows_console_and_ct_with_a_true_measurement(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    await prepare_demo(settings)
    consultation = await prepare_consultation(settings)
    assert await prepare_consultation(settings) == consultation
    async with Database(settings.database_url) as database:
        board = await read_board(database, consultation, until=datetime.now(UTC))
    assert [cell.kind for _, cell in sorted(board.cells.items())] == ["console", "series"]
    assert set(board.views) == {"1"}
    length, arrow = board.marks["demo-length"], board.marks["demo-arrow"]
    assert isinstance(length.target, ImageTarget)
    assert isinstance(arrow.target, LiveTarget)
    # The slice nearest to the nodule's middle cuts it two millimetres off.
    (radius, *_), _off = NODULES[0].shape.half_axes, 2
    assert math.isclose(length.measured[0].value, 2 * math.sqrt(radius**2 - _off**2), abs_tol=0.01)
    assert length.target.instance in {slice_uid(CHEST, 51), slice_uid(CHEST, 52)}
    assert length.author != arrow.author
    assert [message.author for message in board.chat] == [arrow.author, length.author]
    assert set(board.findings) == {"demo-finding"}
