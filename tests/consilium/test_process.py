"""What all processes share: a log that strangers cannot fill, and errors that do not ask for a restart."""

from __future__ import annotations

import asyncio
import logging
import sys

import pytest
from aiohttp.http_exceptions import BadStatusLine

from consilium.process import CONFIGURATION_ERROR, run_process, unless_malformed_request
from core.errors import ConsiliumError


@pytest.mark.parametrize(
    ("raised", "logged"), [(BadStatusLine("garbage"), False), (ValueError("a fault of ours"), True)]
)
def test_bytes_that_are_not_http_do_not_fill_the_log(raised: Exception, logged: bool) -> None:
    try:
        raise raised
    except (BadStatusLine, ValueError):
        record = logging.LogRecord("aiohttp.server", logging.ERROR, "", 0, "failed", None, sys.exc_info())
    assert unless_malformed_request(record) is logged


def test_ordinary_message_is_logged() -> None:
    assert unless_malformed_request(logging.LogRecord("x", logging.INFO, "", 0, "text", None, None))


def test_what_somebody_has_to_put_right_ends_with_a_status_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def work(stop: asyncio.Event) -> None:
        raise ConsiliumError("the port is taken")

    with pytest.raises(SystemExit) as ended:
        run_process("app", work)
    assert ended.value.code == CONFIGURATION_ERROR
    assert capsys.readouterr().err == "consilium app: the port is taken\n"
