"""The application's client of the media engine, through its public room API alone."""

import asyncio
import time
from collections.abc import Sequence

import aiohttp
from livekit.api import (
    ListParticipantsRequest,
    ListRoomsRequest,
    LiveKitAPI,
    ParticipantInfo,
    RoomParticipantIdentity,
    ServerError,
    ServerErrorCode,
)

from consultation.consoles import Console, console_in, is_console_room
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
        try:
            async with self._within_time():
                answer = await self._api.room.list_rooms(ListRoomsRequest())
        except (ServerError, aiohttp.ClientError, TimeoutError) as error:
            raise EngineUnavailable(f"listing rooms at {self.base_url}: {error or 'timeout'}") from error
        rooms = [room.name for room in answer.rooms if is_console_room(room.name)]
        found = [await self.console(room) for room in rooms]
        return {console.room: console for console in found if console is not None}

    async def console(self, room: str) -> Console | None:
        """The console on air in `room`, if any. Raises EngineUnavailable."""
        try:
            return console_in(room, await self._present(room))
        except (ServerError, aiohttp.ClientError, TimeoutError) as error:
            raise EngineUnavailable(f"listing {room} at {self.base_url}: {error or 'timeout'}") from error

    async def everybody(self) -> list[tuple[str, str]]:
        """Room and identity of every participant. Raises EngineUnavailable."""
        try:
            async with self._within_time():
                rooms = (await self._api.room.list_rooms(ListRoomsRequest())).rooms
            return [(room.name, who.identity) for room in rooms for who in await self._present(room.name)]
        except (ServerError, aiohttp.ClientError, TimeoutError) as error:
            raise EngineUnavailable(f"listing rooms at {self.base_url}: {error or 'timeout'}") from error

    async def remove(self, room: str, identity: str) -> None:
        """Remove somebody, whom tokens from before do not let in again. Raises EngineUnavailable."""
        who = RoomParticipantIdentity(room=room, identity=identity, revoke_token_ts=int(time.time()))
        try:
            async with self._within_time():
                await self._api.room.remove_participant(who)
        except ServerError as error:
            if error.code != ServerErrorCode.NOT_FOUND:  # else: left meanwhile
                raise EngineUnavailable(f"removing {identity} from {room}: {error}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise EngineUnavailable(f"removing {identity} from {room}: {error or 'timeout'}") from error

    async def _present(self, room: str) -> Sequence[ParticipantInfo]:
        """Who is in a room; nobody where there is none."""
        try:
            async with self._within_time():
                answer = await self._api.room.list_participants(ListParticipantsRequest(room=room))
        except ServerError as error:
            if error.code == ServerErrorCode.NOT_FOUND:
                return []
            raise
        return answer.participants

    async def alive(self) -> bool:
        """Whether the engine answers at all."""
        try:
            async with self._http.get(self.base_url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _within_time(self) -> asyncio.Timeout:
        return asyncio.timeout(TIMEOUT_S)
