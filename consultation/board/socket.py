"""The board's WebSocket: who comes in, what they send, and how slow or fast they may be."""

import asyncio
import logging

from aiohttp import WSMsgType, web
from sqlalchemy.exc import SQLAlchemyError

from consultation.board.connection import CloseCode, Connection
from consultation.board.hub import Hub
from consultation.board.pace import Pace
from consultation.board.protocol import MAX_MESSAGE_BYTES, ProtocolError
from consultation.consultations import attendance, entrance
from consultation.consultations.entrance import Entry
from consultation.consultations.tables import State
from consultation.credentials import credential
from consultation.problems import Problem
from consultation.security import check_origin
from consultation.services import services
from core.rights import Right

log = logging.getLogger(__name__)

HUB: web.AppKey[Hub] = web.AppKey("board hub", Hub)

PING_S = 20.0
"""A page that does not answer a ping within half of this is gone."""

CLOSE_WITHIN_S = 2.0
"""How long a page may take to answer the closing of its socket."""

MAX_UNSENT_BYTES = 32 * 1024 * 1024
"""A page that leaves more unread is cut off; it comes back, and asks for what it lacks."""

_REFUSED = {
    401: CloseCode.SIGNED_OUT,
    403: CloseCode.NOT_ADMITTED,
    404: CloseCode.NO_CONSULTATION,
}


class SocketPage:
    """A page by its WebSocket, whose frames are written past it: they are made once for everybody."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport) -> None:
        self._socket = socket
        self._transport = transport
        self._closing: asyncio.Task[bool] | None = None

    @property
    def unsent(self) -> int:
        return self._transport.get_write_buffer_size()

    def send(self, frames: bytes) -> None:
        if self._closing is not None or self._transport.is_closing():
            return
        if self.unsent > MAX_UNSENT_BYTES:
            log.info("a board's page is too slow, and is cut off")
            self._transport.abort()
        else:
            self._transport.write(frames)

    def close(self, code: CloseCode) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(self._socket.close(code=code))

    async def closed(self) -> None:
        """Wait until a close that was begun has ended."""
        if self._closing is not None:
            await self._closing


async def board(request: web.Request) -> web.StreamResponse:
    """`GET …/board`. Refusals are told by close codes: pages cannot see the status of a refused upgrade."""
    check_origin(request)
    socket = web.WebSocketResponse(
        compress=False, max_msg_size=2 * MAX_MESSAGE_BYTES, heartbeat=PING_S, timeout=CLOSE_WITHIN_S
    )
    await socket.prepare(request)
    assert request.transport is not None
    page = SocketPage(socket, request.transport)
    try:
        await _visit(request, socket, page)
    except Problem as problem:
        page.close(_REFUSED.get(problem.status, CloseCode.CANNOT_KEEP))
    except ProtocolError as error:
        log.info("a board's page is closed: %s", error)
        page.close(CloseCode.REFUSED_CHANGE)
    except (SQLAlchemyError, OSError):
        log.exception("a board's page is closed")
        page.close(CloseCode.CANNOT_KEEP)
    await page.closed()
    return socket


async def _visit(request: web.Request, socket: web.WebSocketResponse, page: SocketPage) -> None:
    """Let somebody in, take what they send, and see them out. Raises Problem, ProtocolError and others."""
    shared, hub = services(request), request.app[HUB]
    entry = await entrance.entry(request, Right.SEE)
    seeing_off: set[asyncio.Task[None]] = set()

    def see_off() -> None:
        seeing_off.add(asyncio.create_task(_see_off(request, page)))

    admitted_by = await credential(request, guest=entry.attendee.role is None)
    forget_credential = shared.admissions.hold(admitted_by, see_off)
    forget_door = shared.doors.watch(entry.consultation.id, entry.attendee.id, see_off)
    try:
        stay = await attendance.entered(shared, entry)
        try:
            await _take_part(hub, entry, socket, page)
        finally:
            hub.finish(attendance.left(shared, stay))
    finally:
        forget_door()
        forget_credential()
        for task in seeing_off:
            task.cancel()


async def _take_part(hub: Hub, entry: Entry, socket: web.WebSocketResponse, page: SocketPage) -> None:
    clock = asyncio.get_running_loop().time
    pace = Pace(clock())
    connection = Connection(entry, page)
    board = await hub.board(entry.consultation.id)
    board.enter(connection)
    try:
        async for message in socket:
            if message.type is not WSMsgType.BINARY:
                raise ProtocolError("only binary messages are expected")
            if len(message.data) > MAX_MESSAGE_BYTES:
                page.close(CloseCode.TOO_LARGE)
            elif not pace.keeps(len(message.data), clock()):
                page.close(CloseCode.TOO_FAST)
            else:
                await board.receive(connection, message.data)
    finally:
        hub.leave(board, connection)


async def _see_off(request: web.Request, page: SocketPage) -> None:
    """Somebody's door has moved, or what let them in has ended: they go, or come back with their rights."""
    code = CloseCode.SERVICE_RESTART
    try:
        entry = await entrance.entry(request, Right.SEE)
        if entry.consultation.state == State.CLOSED:
            code = CloseCode.OVER
    except Problem as problem:
        code = CloseCode.SIGNED_OUT if problem.status == 401 else CloseCode.NOT_ADMITTED
    finally:
        page.close(code)
