"""What the request handlers share: settings, database, credentials, the engine, consoles and the archive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession, web

from consultation.admissions import Admissions
from consultation.changes import Changes
from consultation.consoles import ConsoleDirectory
from consultation.consultations.doors import Doors
from consultation.consultations.stays import Stays
from consultation.feed import Feed
from core.bus import Bus
from core.credentials import Agents, ApiTokens
from core.database import Database
from core.opaque import SecretHasher
from core.passwords import Passwords
from core.rooms import Engine
from core.sessions import Sessions
from core.settings import Settings
from core.throttle import SignInThrottle
from imaging.access import Access
from imaging.archive import Archive
from imaging.node.remote import Remote
from imaging.query.catalogue import Catalogue
from imaging.query.details import Details
from imaging.query.overview import Overview


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
    changes: Changes
    doors: Doors
    admissions: Admissions
    stays: Stays
    hasher: SecretHasher
    bus: Bus
    archive: Archive
    access: Access
    catalogue: Catalogue
    overview: Overview
    details: Details
    remote: Remote
    now: Callable[[], datetime] = utc_now


def make_services(
    settings: Settings,
    database: Database,
    passwords: Passwords,
    http: ClientSession,
    archive: Archive,
    bus: Bus,
) -> Services:
    """Close its `access` before the database."""
    access = Access(database)
    hasher = SecretHasher(settings.session.secret.get_secret_value())
    feed = Feed()
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
        feed=feed,
        changes=Changes(bus, feed),
        doors=Doors(bus),
        admissions=Admissions(utc_now),
        stays=Stays(database, utc_now),
        hasher=hasher,
        bus=bus,
        archive=archive,
        access=access,
        catalogue=Catalogue(database, access),
        overview=Overview(database, access),
        details=Details(database, access),
        remote=Remote(settings.dicom),
    )


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


def services(request: web.Request) -> Services:
    return request.app[SERVICES]
