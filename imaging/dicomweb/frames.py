"""Frames of an instance, in the transfer syntax the client takes (PS3.18 section 10.4.1.1.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from aiohttp import web

from imaging.access import Purpose
from imaging.dicomweb.answers import entity_tag, send, send_parts, unchanged
from imaging.dicomweb.errors import not_acceptable
from imaging.dicomweb.multipart import MultipartWriter
from imaging.dicomweb.negotiation import Choice, choose_frames
from imaging.dicomweb.pictures import Pictures, pictures
from imaging.dicomweb.requests import accepted, frame_numbers, instance_url, one_instance
from imaging.errors import NotFound
from imaging.pixels.encode import why_not_encodable_bits
from imaging.pixels.syntaxes import DECODABLE, syntax
from imaging.query.model import InstanceRef


async def frames(request: web.Request) -> web.StreamResponse:
    numbers = frame_numbers(request)
    ref = await one_instance(request, Purpose.FRAMES)
    check_numbers(ref, numbers)
    return await send_frames(request, ref, numbers)


async def send_frames(request: web.Request, ref: InstanceRef, numbers: tuple[int, ...]) -> web.StreamResponse:
    """Answers with the frames `numbers` (from 1), which the instance has."""
    choice = choose_frames(
        accepted(request), ref.transfer_syntax, why_not_transcoded(ref), single_allowed=len(numbers) == 1
    )
    if isinstance(choice, str):
        raise not_acceptable(choice)
    etag = entity_tag(ref.digest, numbers, choice)
    same = unchanged(request, etag)
    if same is not None:
        return same
    if len(numbers) > 1:
        return await _send_list(request, ref, numbers, choice, etag)
    worker = pictures(request)
    if not choice.multipart:
        body = await worker.run(worker.frame, ref, numbers[0] - 1, choice.transfer_syntax)
        return send(request, body, choice.content_type, etag)
    writer = MultipartWriter(choice.media_type, etag)
    head = writer.head(choice.content_type, f"{instance_url(request, ref)}/frames/{numbers[0]}")
    body = await worker.run(_framed, worker, ref, numbers[0] - 1, choice.transfer_syntax, head, writer.tail())
    return send(request, body, writer.content_type(choice.transfer_syntax), etag)


def why_not_transcoded(ref: InstanceRef) -> Callable[[str], str]:
    """Says of a transfer syntax why the instance cannot be had in it; "" where it can."""

    def why_not(target: str) -> str:
        if syntax(ref.transfer_syntax).codec not in DECODABLE:
            return f"Transfer syntax {ref.transfer_syntax} is only sent as stored: ask for transfer-syntax=*."
        return why_not_encodable_bits(ref.bits_allocated or 0, target)

    return why_not


def check_numbers(ref: InstanceRef, numbers: Sequence[int]) -> None:
    """Raises NotFound unless the instance has all of these frames."""
    if not ref.frames:
        raise NotFound("The instance has no frames.")
    if max(numbers) > ref.frames:
        raise NotFound(f"There is no frame {max(numbers)}: the instance has {ref.frames}.")


def _framed(
    worker: Pictures, ref: InstanceRef, index: int, transfer_syntax: str, head: bytes, tail: bytes
) -> bytes:
    return b"".join((head, worker.frame(ref, index, transfer_syntax), tail))


async def _send_list(
    request: web.Request, ref: InstanceRef, numbers: Sequence[int], choice: Choice, etag: str
) -> web.StreamResponse:
    writer = MultipartWriter(choice.media_type, etag)
    worker, url = pictures(request), instance_url(request, ref)

    async def part(number: int) -> bytes:
        head = writer.head(choice.content_type, f"{url}/frames/{number}")
        return await worker.run(_framed, worker, ref, number - 1, choice.transfer_syntax, head, b"")

    # The first before the headers: what cannot be read or decoded is then answered as such.
    first = await part(numbers[0])

    async def parts() -> AsyncIterator[bytes]:
        yield first
        for number in numbers[1:]:
            yield await part(number)
        yield writer.tail()

    return await send_parts(request, parts(), writer.content_type(choice.transfer_syntax), etag, None)
