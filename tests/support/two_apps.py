"""A site of two application processes behind HAProxy, with PostgreSQL and Redis, beside one media engine."""

from __future__ import annotations

import shutil
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from consultation.paths import WEBHOOK_PATH
from tests.support import postgresql, redis
from tests.support.postgresql import PostgreSQL
from tests.support.processes import Child, consilium, free_port, wait_for
from tests.support.redis import RedisServer
from tests.support.site import HERE, START_TIMEOUT_S, Site

PROXY = shutil.which("haproxy", path="/usr/sbin:/usr/bin")

# A process that is gone refuses the next check, and gets no more connections; one that is only slow stays.
CONFIGURATION = """
defaults
    mode http
    option forwardfor
    option redispatch
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout tunnel 1h
    timeout check 20s

frontend page
    bind {host}:{port}
    default_backend applications

backend applications
    balance roundrobin
    option httpchk GET /api/clock
    default-server check inter 200ms fall 1 rise 1
    server first 127.0.0.1:{first}
    server second 127.0.0.1:{second}
"""


def available() -> bool:
    """Whether everything is installed that such a site needs."""
    return PROXY is not None and redis.PROGRAM is not None and postgresql.available()


class TwoApps(Site):
    """A `Site` whose address is the balancer's; either application can be killed and started again."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, host: str = HERE) -> None:
        super().__init__(folder, host)
        self.app_ports = (free_port(), free_port())
        self._apps: dict[int, Child] = {}
        self._others: list[Child] = []
        self.set("database", url=database_url)
        self.set("redis", url=redis_url)
        self.set("media", webhook_url=f"{self.url}{WEBHOOK_PATH}")
        self.set("server", trusted_proxies=["127.0.0.1"])

    def start(self, *more: str) -> None:
        """Starts the engine, both applications and the balancer; returns once all are healthy."""
        self._others.append(self._part("media", "--host", self.host, "--udp-port", str(self.udp_port)))
        for number in range(len(self.app_ports)):
            self.start_app(number)
        first, second = self.app_ports
        configuration = self.folder / "haproxy.cfg"
        configuration.write_text(
            CONFIGURATION.format(host=self.host, port=self.port, first=first, second=second)
        )
        assert PROXY is not None
        self._others.append(Child([PROXY, "-f", str(configuration)], self.folder / "haproxy.log"))
        for number in range(len(self.app_ports)):
            self.wait_for_app(number)
        wait_for("a healthy site", self.healthy, START_TIMEOUT_S)

    def start_app(self, number: int) -> None:
        """Starts one application (again), without waiting for it."""
        port = str(self.app_ports[number])
        self._apps[number] = self._part("app", "--host", HERE, "--port", port, name=f"app-{number}")

    def wait_for_app(self, number: int) -> None:
        """Returns once this application answers."""
        app = self._apps[number]
        try:
            wait_for(f"application {number}", lambda: self._answers(number), START_TIMEOUT_S)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{app.text}") from error

    def kill_app(self, number: int = 0) -> None:
        """SIGKILL to one application; the other has to do until `restore_app`."""
        self._apps.pop(number % len(self.app_ports)).stop(signal.SIGKILL)

    def restore_app(self, number: int = 0) -> None:
        """Starts an application that was killed; returns once it answers."""
        self.start_app(number % len(self.app_ports))
        self.wait_for_app(number % len(self.app_ports))

    def stop(self) -> list[int]:
        children = [*self.agents, *reversed(self._others), *self._apps.values()]
        for child in children:
            child.stop()
        return [pid for child in children for pid in child.stayed_behind]

    def _part(self, part: str, *arguments: str, name: str = "") -> Child:
        command = consilium("serve", part, "--data", str(self.data))
        command += ["--media-port", str(self.media_port), *arguments]
        return Child(command, self.folder / f"{name or part}.log")

    def _answers(self, number: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.app_ports[number]}/api/clock", timeout=2):
                return True
        except (OSError, urllib.error.URLError):
            return False


@contextmanager
def two_apps(folder: Path, host: str = HERE) -> Iterator[TwoApps]:
    """The site with its database and Redis, not started yet; whoever starts it also stops it."""
    with ExitStack() as stack:
        database = stack.enter_context(PostgreSQL())
        messages = stack.enter_context(RedisServer(folder))
        yield TwoApps(folder, database.new_database(), messages.url, host)
