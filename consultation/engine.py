"""The application's client of the media engine, through its public room API alone."""

import asyncio

import aiohttp
from livekit.api import ListParticipantsRequest, ListRoomsRequest, LiveKitAPI, ServerError, ServerErrorCode

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
            async with self._within_time():
                answer = await self._api.room.list_participants(ListParticipantsRequest(room=room))
        except ServerError as error:
            if error.code == ServerErrorCode.NOT_FOUND:
                return None
            raise EngineUnavailable(f"listing {room} at {self.base_url}: {error}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise EngineUnavailable(f"listing {room} at {self.base_url}: {error or 'timeout'}") from error
        return console_in(room, answer.participants)

    async def alive(self) -> bool:
        """Whether the engine answers at all."""
        try:
            async with self._http.get(self.base_url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _within_time(self) -> asyncio.Timeout:
        return asyncio.timeout(TIMEOUT_S)
