"""A client of the media engine: who is in which room, asked and changed through its public room API alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
from livekit.api import (
    DeleteRoomRequest,
    ListParticipantsRequest,
    ListRoomsRequest,
    LiveKitAPI,
    MuteRoomTrackRequest,
    ParticipantInfo,
    RoomParticipantIdentity,
    ServerError,
    ServerErrorCode,
)

from core.consoles import Console, console_in, is_console_room
from core.settings import Settings

TIMEOUT_S = 5.0


class EngineUnavailable(Exception):
    """The engine cannot be reached or does not answer as it should; the text says why."""


class Engine:
    """Asks the engine at `settings.engine_url` what is going on in its rooms."""

    def __init__(self, settings: Settings, http: aiohttp.ClientSession) -> None:
        self.base_url = settings.engine_url.replace("ws", "http", 1)
        self._http = http
        self._api = LiveKitAPI(
            self.base_url,
            settings.livekit.api_key,
            settings.livekit.api_secret.get_secret_value(),
            session=http,
        )

    async def consoles(self) -> dict[str, Console]:
        """All consoles on air, by room. Raises EngineUnavailable."""
        found = [await self.console(room) for room in await self._rooms() if is_console_room(room)]
        return {console.room: console for console in found if console is not None}

    async def console(self, room: str) -> Console | None:
        """The console on air in `room`, if any. Raises EngineUnavailable."""
        return console_in(room, await self.present(room))

    async def everybody(self) -> list[tuple[str, ParticipantInfo]]:
        """Every participant and their room. Raises EngineUnavailable."""
        return [(room, who) for room in await self._rooms() for who in await self.present(room)]

    async def remove(self, room: str, identity: str) -> None:
        """Remove somebody, whom tokens from before do not let in again. Raises EngineUnavailable."""
        who = RoomParticipantIdentity(room=room, identity=identity, revoke_token_ts=int(time.time()))
        async with self._asking(f"removing {identity} from {room}"), _gone_is_fine():
            await self._api.room.remove_participant(who)

    async def mute(self, room: str, identity: str, track_sid: str) -> None:
        """Mute somebody's track; they can unmute it themselves. Raises EngineUnavailable."""
        what = MuteRoomTrackRequest(room=room, identity=identity, track_sid=track_sid, muted=True)
        async with self._asking(f"muting {identity} in {room}"), _gone_is_fine():
            await self._api.room.mute_published_track(what)

    async def delete_room(self, room: str) -> None:
        """End a room for all who are in it. Raises EngineUnavailable."""
        async with self._asking(f"ending {room}"), _gone_is_fine():
            await self._api.room.delete_room(DeleteRoomRequest(room=room))

    async def present(self, room: str) -> Sequence[ParticipantInfo]:
        """Who is in a room; nobody where there is none. Raises EngineUnavailable."""
        async with self._asking(f"listing {room}"):
            try:
                answer = await self._api.room.list_participants(ListParticipantsRequest(room=room))
            except ServerError as error:
                if error.code == ServerErrorCode.NOT_FOUND:
                    return []
                raise
            return answer.participants

    async def _rooms(self) -> list[str]:
        async with self._asking("listing rooms"):
            return [room.name for room in (await self._api.room.list_rooms(ListRoomsRequest())).rooms]

    @asynccontextmanager
    async def _asking(self, what: str) -> AsyncIterator[None]:
        """One request, within time; every way in which it fails is an EngineUnavailable."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                yield
        except (ServerError, aiohttp.ClientError, TimeoutError) as error:
            raise EngineUnavailable(f"{what} at {self.base_url}: {error or 'timeout'}") from error

    async def alive(self) -> bool:
        """Whether the engine answers at all."""
        try:
            async with self._http.get(self.base_url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False


@asynccontextmanager
async def _gone_is_fine() -> AsyncIterator[None]:
    """Whoever or whatever is to be taken out of a room may have left it meanwhile."""
    try:
        yield
    except ServerError as error:
        if error.code != ServerErrorCode.NOT_FOUND:
            raise
