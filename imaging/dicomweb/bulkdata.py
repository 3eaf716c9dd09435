"""Bulk data that metadata refers to: one attribute's value, nested or not (PS3.18 section 10.4.1.1.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pydicom
from aiohttp import web
from pydicom import Dataset

from imaging.access import Purpose
from imaging.deidentify.instances import clean
from imaging.dicomweb import frames
from imaging.dicomweb.answers import entity_tag, send, send_file, unchanged
from imaging.dicomweb.errors import not_acceptable
from imaging.dicomweb.multipart import MultipartWriter
from imaging.dicomweb.negotiation import MULTIPART, best_of
from imaging.dicomweb.pictures import Pictures, pictures
from imaging.dicomweb.requests import accepted, instance_url, one_instance, sees_names
from imaging.errors import NotFound
from imaging.pixels.source import read_spans, reading
from imaging.pixels.syntaxes import EXPLICIT_LITTLE, IMPLICIT_LITTLE, OCTET_STREAM, Codec, syntax
from imaging.pixels.transcode import little_endian_value
from imaging.query.model import InstanceRef

_TAG_PATH = re.compile(r"[0-9A-Fa-f]{8}(/[1-9]\d{0,5}/[0-9A-Fa-f]{8}){0,32}", re.ASCII)
_PIXEL_DATA = "7FE00010"
_MIME_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Value:
    data: bytes
    media_type: str = OCTET_STREAM


async def bulkdata(request: web.Request) -> web.StreamResponse:
    path = request.match_info["path"].upper()
    if not _TAG_PATH.fullmatch(path):
        raise NotFound("Bulk data is named by tags of 8 hex digits and item numbers: 00081140/1/00420011.")
    ref = await one_instance(request, Purpose.BULK_DATA)
    if path == _PIXEL_DATA and ref.frames:
        return await _pixel_data(request, ref)
    worker = pictures(request)
    value = await worker.run(_read, worker, ref, path, names=await sees_names(request))
    return _send_value(request, ref, path, value)


async def _pixel_data(request: web.Request, ref: InstanceRef) -> web.StreamResponse:
    codec = syntax(ref.transfer_syntax).codec
    worker = pictures(request)
    if codec is Codec.VIDEO:
        data = await worker.run(_stream, worker, ref)
        return _send_value(request, ref, _PIXEL_DATA, _Value(data, syntax(ref.transfer_syntax).media_type))
    if codec is not Codec.NATIVE:
        # Compressed frames are one part each (PS3.18 section 8.7.3.5.3).
        return await frames.send_frames(request, ref, tuple(range(1, ref.frames + 1)))
    plain = ref.transfer_syntax in (EXPLICIT_LITTLE, IMPLICIT_LITTLE)
    if plain and ref.pixel_offset is not None and ref.pixel_length and not _multipart(request, OCTET_STREAM):
        etag = entity_tag(ref.digest, _PIXEL_DATA)
        same = unchanged(request, etag)
        if same is not None:
            return same
        content_type = f"{OCTET_STREAM}; transfer-syntax={EXPLICIT_LITTLE}"
        return await send_file(
            request, ref, content_type, etag, offset=ref.pixel_offset, length=ref.pixel_length
        )
    data = await worker.run(_native_value, worker, ref)
    return _send_value(request, ref, _PIXEL_DATA, _Value(data))


def _native_value(worker: Pictures, ref: InstanceRef) -> bytes:
    return worker.source(ref).native_value()


def _stream(worker: Pictures, ref: InstanceRef) -> bytes:
    source = worker.source(ref)
    return b"".join(read_spans(source.path, frame) for frame in source.frames)


def _send_value(request: web.Request, ref: InstanceRef, path: str, value: _Value) -> web.StreamResponse:
    multipart = _multipart(request, value.media_type)
    etag = entity_tag(ref.digest, path, multipart)
    same = unchanged(request, etag)
    if same is not None:
        return same
    if not multipart:
        return send(request, value.data, value.media_type, etag)
    writer = MultipartWriter(value.media_type, etag)
    head = writer.head(value.media_type, f"{instance_url(request, ref)}/bulkdata/{path}")
    return send(request, head + value.data + writer.tail(), writer.content_type(), etag)


def _multipart(request: web.Request, media_type: str) -> bool:
    """Whether the client wants it as a part. Raises Refused 406 where it takes it in no way."""
    for wanted in accepted(request):
        if best_of((wanted,), (media_type, OCTET_STREAM)) is not None:
            return wanted.media_type in (MULTIPART, "multipart/*")
    raise not_acceptable(f"This bulk data is to be had as {media_type}, alone or within {MULTIPART}.")


def _read(worker: Pictures, ref: InstanceRef, path: str, *, names: bool) -> _Value:
    file = worker.path(ref)
    with reading(file):
        dataset: Dataset = pydicom.dcmread(file, force=True)
        if not names:
            clean(dataset)
        *steps, last = path.split("/")
        for tag, number in zip(steps[::2], steps[1::2], strict=True):
            items = dataset[int(tag, 16)].value if int(tag, 16) in dataset else ()
            if not isinstance(items, pydicom.Sequence) or int(number) > len(items):
                raise NotFound(f"The instance has no item {tag}/{number}.")
            dataset = items[int(number) - 1]
        if int(last, 16) not in dataset:
            raise NotFound(f"The instance has no bulk data at {path}.")
        data = little_endian_value(dataset[int(last, 16)], ref.transfer_syntax)
    if data is None:
        raise NotFound(f"The attribute at {path} is no bulk data; it is part of the metadata.")
    mime_type = str(dataset.get("MIMETypeOfEncapsulatedDocument") or "") if last == "00420011" else ""
    return _Value(data, mime_type if _MIME_TYPE.fullmatch(mime_type) else OCTET_STREAM)
