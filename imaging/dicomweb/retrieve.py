"""Whole instances: of a study, of a series, or one (PS3.18 section 10.4.1.1.1)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from imaging.access import Purpose
from imaging.deidentify.instances import deidentify
from imaging.dicomweb import metadata
from imaging.dicomweb.ahead import ahead
from imaging.dicomweb.answers import entity_tag, file_chunks, send, send_file, send_parts, unchanged
from imaging.dicomweb.errors import Handler, not_acceptable
from imaging.dicomweb.frames import why_not_transcoded
from imaging.dicomweb.json_answers import DICOM_JSON
from imaging.dicomweb.multipart import MultipartWriter
from imaging.dicomweb.negotiation import AS_STORED, DICOM, choose_instances
from imaging.dicomweb.pictures import Pictures, pictures
from imaging.dicomweb.requests import (
    accepted,
    all_instances,
    instance_url,
    one_instance,
    sees_names,
)
from imaging.pixels.syntaxes import EXPLICIT_LITTLE, Codec, syntax
from imaging.pixels.transcode import PART10_HEAD, is_part10, transcode_file
from imaging.query.model import InstanceRef

_JSON_TYPES = frozenset({DICOM_JSON, "application/json"})


@dataclass(frozen=True, slots=True)
class _Part:
    """One instance as it goes out: the stored file where `as_stored`, otherwise made from it."""

    ref: InstanceRef
    transfer_syntax: str
    as_stored: bool
    names: bool
    """Whether it says who the patient is."""


async def study(request: web.Request) -> web.StreamResponse:
    return await _retrieve(request, metadata.study_metadata, all_instances)


async def series(request: web.Request) -> web.StreamResponse:
    return await _retrieve(request, metadata.series_metadata, all_instances)


async def instance(request: web.Request) -> web.StreamResponse:
    async def only(request: web.Request, purpose: Purpose) -> tuple[InstanceRef, ...]:
        return (await one_instance(request, purpose),)

    return await _retrieve(request, metadata.instance_metadata, only)


async def _retrieve(
    request: web.Request,
    as_metadata: Handler,
    find: Callable[[web.Request, Purpose], Awaitable[tuple[InstanceRef, ...]]],
) -> web.StreamResponse:
    wanted = accepted(request)
    if wanted and wanted[0].media_type in _JSON_TYPES:
        return await as_metadata(request)
    refs = await find(request, Purpose.INSTANCES)
    choice = choose_instances(wanted, single_allowed=len(refs) == 1)
    if choice is None:
        raise not_acceptable(
            f'Instances are to be had as multipart/related; type="{DICOM}", or one as {DICOM}.'
        )
    targets = [_target(ref, choice.transfer_syntax) for ref in refs]
    names = await sees_names(request)
    made_of = (f"{ref.digest} {target}" for ref, target in zip(refs, targets, strict=True))
    etag = entity_tag(choice, names, *made_of)
    same = unchanged(request, etag)
    if same is not None:
        return same
    parts = await pictures(request).run(_plan, pictures(request), refs, targets, names)
    if choice.multipart:
        return await _send_all(request, parts, choice.transfer_syntax, etag)
    return await _send_one(request, parts[0], etag)


def _target(ref: InstanceRef, wanted: str) -> str:
    """The transfer syntax `ref` goes out in. Raises Refused 406 where it cannot be had."""
    if wanted in (AS_STORED, ref.transfer_syntax):
        return ref.transfer_syntax
    if not ref.frames:
        # What has no pixels cannot be compressed: a structured report goes along as it is.
        native = syntax(wanted).codec is Codec.NATIVE and syntax(wanted).encodable
        return wanted if native else EXPLICIT_LITTLE
    reason = why_not_transcoded(ref)(wanted)
    if reason:
        raise not_acceptable(f"Instance {ref.sop_instance_uid}: {reason}")
    return wanted


def _plan(worker: Pictures, refs: Sequence[InstanceRef], targets: Sequence[str], names: bool) -> list[_Part]:
    parts = []
    for ref, target in zip(refs, targets, strict=True):
        # Some are stored as they came, without the file meta information that goes out with each file.
        head = worker.read(ref, 0, min(PART10_HEAD, ref.size))
        as_stored = names and target == ref.transfer_syntax and is_part10(head)
        parts.append(_Part(ref, target, as_stored, names))
    return parts


async def _send_one(request: web.Request, part: _Part, etag: str) -> web.StreamResponse:
    content_type = _content_type(part)
    if part.as_stored:
        return await send_file(request, part.ref, content_type, etag, length=part.ref.size)
    return send(request, await _made(request, part), content_type, etag)


async def _send_all(
    request: web.Request, parts: Sequence[_Part], transfer_syntax: str, etag: str
) -> web.StreamResponse:
    writer = MultipartWriter(DICOM, etag)
    heads = [writer.head(_content_type(part), instance_url(request, part.ref)) for part in parts]
    length = None
    if all(part.as_stored for part in parts):
        length = sum(part.ref.size for part in parts) + sum(map(len, heads)) + len(writer.tail())
    named = "" if transfer_syntax == AS_STORED else transfer_syntax
    # The first before the headers: what cannot be decoded is then answered as such.
    first = None if parts[0].as_stored else await _made(request, parts[0])

    async def prepared(part: _Part) -> bytes | None:
        if part is parts[0]:
            return first
        return None if part.as_stored else await _made(request, part)

    async def body() -> AsyncIterator[bytes]:
        index = 0
        async for made in ahead(parts, prepared):
            yield heads[index]
            if made is not None:
                yield made
            else:
                async for chunk in file_chunks(request, parts[index].ref, 0, parts[index].ref.size):
                    yield chunk
            index += 1
        yield writer.tail()

    return await send_parts(request, body(), writer.content_type(named), etag, length)


async def _made(request: web.Request, part: _Part) -> bytes:
    worker = pictures(request)
    return await worker.run(_make, worker, part)


def _make(worker: Pictures, part: _Part) -> bytes:
    change = None if part.names else deidentify
    return transcode_file(worker.path(part.ref), part.ref.transfer_syntax, part.transfer_syntax, change)


def _content_type(part: _Part) -> str:
    return f"{DICOM}; transfer-syntax={part.transfer_syntax}"
