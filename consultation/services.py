"""What the request handlers share: settings, database, credentials, the engine and the consoles on air."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession, web

from consultation.consoles import ConsoleDirectory
from consultation.engine import Engine
from consultation.feed import Feed
from core.credentials import Agents, ApiTokens
from core.database import Database
from core.opaque import SecretHasher
from core.passwords import Passwords
from core.sessions import Sessions
from core.settings import Settings
from core.throttle import SignInThrottle


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler needs; one per process. `http` talks to the engine only."""

    settings: Settings
    database: Database
    passwords: Passwords
    http: ClientSession
    engine: Engine
    sessions: Sessions
    api_tokens: ApiTokens
    agents: Agents
    throttle: SignInThrottle
    directory: ConsoleDirectory
    feed: Feed
    now: Callable[[], datetime] = utc_now


def make_services(
    settings: Settings, database: Database, passwords: Passwords, http: ClientSession
) -> Services:
    hasher = SecretHasher(settings.session.secret.get_secret_value())
    return Services(
        settings=settings,
        database=database,
        passwords=passwords,
        http=http,
        engine=Engine(settings, http),
        sessions=Sessions(hasher, timedelta(hours=settings.session.hours)),
        api_tokens=ApiTokens(hasher),
        agents=Agents(hasher),
        throttle=SignInThrottle(),
        directory=ConsoleDirectory(),
        feed=Feed(),
    )


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


def services(request: web.Request) -> Services:
    return request.app[SERVICES]
