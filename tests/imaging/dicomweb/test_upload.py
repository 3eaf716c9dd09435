"""The parts of an upload, for any content, any cut and any pace of arrival."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader
from aiohttp.test_utils import make_mocked_request
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.dicomweb.errors import Refused
from imaging.dicomweb.upload import BOUNDARY_MAX, Truncated, parts
from tests.imaging.dicomweb.conftest import multipart

BOUNDARY = "b0undary"
NEAR_BOUNDARY = st.lists(
    st.sampled_from(
        [b"\r\n", b"\r\n--", b"--", b"--b0undar", b"\r\n--b0undar", b"b0undary", b"\r", b"\n", b"x", b"\0"]
    ),
    max_size=12,
).map(b"".join)


def request(content_type: str, stream: StreamReader) -> web.Request:
    return make_mocked_request("POST", "/", {"Content-Type": content_type}, payload=stream)


async def collect(body: bytes, content_type: str, piece: int) -> list[bytes]:
    """The parts of `body`, which arrives in pieces of so many bytes."""
    loop = asyncio.get_running_loop()
    stream = StreamReader(BaseProtocol(loop), 2**16, loop=loop)
    for start in range(0, len(body), piece):
        stream.feed_data(body[start : start + piece])
    stream.feed_eof()
    found = []
    async for part in parts(request(content_type, stream)):
        found.append(b"".join([data async for data in part.pieces()]))
    return found


@settings(deadline=None)
@given(st.lists(NEAR_BOUNDARY | st.binary(max_size=300), max_size=4), st.integers(1, 100))
def test_parts_come_out_as_they_went_in(contents: list[bytes], piece: int) -> None:
    contents = [content for content in contents if f"\r\n--{BOUNDARY}".encode() not in b"\r\n" + content]
    body, content_type = multipart(*contents, boundary=BOUNDARY)
    assert asyncio.run(collect(body, content_type, piece)) == contents


@pytest.mark.parametrize("length", [1, 70, 73, BOUNDARY_MAX])
def test_boundaries_may_be_longer_than_they_should(length: int) -> None:
    body, content_type = multipart(b"first", b"second", boundary="b" * length)
    assert asyncio.run(collect(body, content_type, 64)) == [b"first", b"second"]


def test_a_boundary_far_too_long_is_refused() -> None:
    body, content_type = multipart(b"first", boundary="b" * (BOUNDARY_MAX + 1))
    with pytest.raises(Refused):
        asyncio.run(collect(body, content_type, 64))


@settings(deadline=None)
@given(st.data())
def test_a_part_that_is_cut_off_never_passes_for_a_whole_one(data: st.DataObject) -> None:
    contents = [b"first instance" * 20, b"second instance" * 20]
    body, content_type = multipart(*contents, boundary=BOUNDARY)
    whole = len(body) - len(f"\r\n--{BOUNDARY}--\r\n")
    cut = data.draw(st.integers(0, whole - 1))
    with pytest.raises((Truncated, Refused)):
        asyncio.run(collect(body[:cut], content_type, 64))


@settings(deadline=None)
@given(st.binary(max_size=400) | NEAR_BOUNDARY, st.integers(1, 100))
def test_any_body_ends_in_parts_or_one_documented_error(body: bytes, piece: int) -> None:
    _, content_type = multipart(boundary=BOUNDARY)
    with suppress(Truncated, Refused):
        asyncio.run(collect(b"--b0undary\r\n" + body, content_type, piece))
