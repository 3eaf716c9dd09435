"""Storing instances (PS3.18 section 10.5): each goes to disk as it comes, and is answered for by itself."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from aiohttp import ClientPayloadError, web

from imaging.dicomweb.errors import bad_request, not_acceptable
from imaging.dicomweb.json_answers import DICOM_JSON
from imaging.dicomweb.native_xml import DICOM_XML, native_xml
from imaging.dicomweb.negotiation import best_of
from imaging.dicomweb.requests import accepted
from imaging.dicomweb.services import services
from imaging.dicomweb.store_response import Failure, FailureReason, Result, response, status
from imaging.dicomweb.upload import PIECE, Part, Truncated, parts
from imaging.errors import StorageFailed, StorageFull
from imaging.ingest.ingest import Ingest
from imaging.ingest.reception import Reception
from imaging.receipt import Receipt
from imaging.rights import Caller

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Instances of one upload that are made durable at the same time: they share their syncs and commits."""

THREADS = 16
Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")
_TYPES = (DICOM_JSON, DICOM_XML, "application/json")

STORING: web.AppKey[ThreadPoolExecutor] = web.AppKey("storing", ThreadPoolExecutor)


async def store(request: web.Request) -> web.StreamResponse:
    shared = services(request)
    caller = await shared.authenticate(request)
    media_type = best_of(accepted(request), _TYPES)
    if media_type is None:
        raise not_acceptable(f"The answer is to be had as {DICOM_JSON} or {DICOM_XML}.")
    study_uid = request.match_info.get("study", "")
    upload = _Upload(shared.archive.ingest, caller, study_uid, request.config_dict[STORING])
    results = await upload.take(parts(request))
    if not results:
        raise bad_request("The upload has no instance in it.")
    module = response(results, shared.base_url(request), study_uid)
    body = native_xml(module) if media_type == DICOM_XML else json.dumps(module, ensure_ascii=False).encode()
    return web.Response(body=body, status=status(results, study_uid), content_type=media_type)


@dataclass(slots=True)
class _Upload:
    """One request's instances on their way in."""

    ingest: Ingest
    caller: Caller
    study_uid: str
    threads: ThreadPoolExecutor
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _running: list[asyncio.Task[Result]] = field(default_factory=list)

    async def take(self, incoming: AsyncIterator[Part]) -> list[Result]:
        """What became of each part, in their order.

        Raises Refused where nothing can be made of the body. Where the client goes away, what it had sent
        completely is stored all the same.
        """
        broken: Failure | None = None
        try:
            async for part in incoming:
                await self._slots.acquire()
                self._running.append(await self._receive(part))
        except Truncated as error:
            if not self._running:
                raise bad_request(str(error)) from error
            broken = Failure(FailureReason.CANNOT_UNDERSTAND, str(error))
        except (ClientPayloadError, ConnectionError) as error:
            log.info("%s went away while storing: %s", self.caller.actor, error)
            raise
        finally:
            results = await asyncio.gather(*self._running)
        return [*results, broken] if broken else results

    async def _receive(self, part: Part) -> asyncio.Task[Result]:
        """Reads the part to its end; the task that makes it durable goes on while the next one is read."""
        pieces = part.pieces()
        if part.problem:
            await _drain(pieces)
            return self._begin(lambda: Failure(FailureReason.CANNOT_UNDERSTAND, part.problem))
        first = await anext(pieces)
        if len(first) < PIECE:
            return self._begin(lambda: self._take_whole(first))
        try:
            reception = await self._run(self._open)
            try:
                await self._run(reception.write, first)
                async for piece in pieces:
                    await self._run(reception.write, piece)
            except BaseException:
                await self._run(reception.abandon)
                raise
        except (StorageFull, StorageFailed) as error:
            failure = _failure(error)
            # What cannot be kept still has to be read: the answer comes after the whole request.
            await _drain(pieces)
            return self._begin(lambda: failure)
        return self._begin(reception.finish)

    def _open(self) -> Reception:
        return self.ingest.receive(self.caller, study_uid=self.study_uid)

    def _take_whole(self, data: bytes) -> Receipt:
        with self._open() as reception:
            reception.write(data)
            return reception.finish()

    async def _run(
        self, work: Callable[Arguments, Returned], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Returned:
        call = functools.partial(work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)

    def _begin(self, work: Callable[[], Result]) -> asyncio.Task[Result]:
        async def settle() -> Result:
            try:
                return await self._run(work)
            except (StorageFull, StorageFailed) as error:
                return _failure(error)
            finally:
                self._slots.release()

        return asyncio.create_task(settle())


async def _drain(pieces: AsyncIterator[bytes]) -> None:
    async for _ in pieces:
        continue


def _failure(error: StorageFull | StorageFailed) -> Failure:
    full = isinstance(error, StorageFull)
    return Failure(FailureReason.OUT_OF_RESOURCES if full else FailureReason.PROCESSING_FAILURE, str(error))
