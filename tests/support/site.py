"""A whole Consilium on free ports in its own folder: server, accounts of two hospitals, capture agents."""

from __future__ import annotations

import json
import signal
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from pydicom.data import get_testdata_file

from tests.support.commands import command
from tests.support.processes import Child, consilium, free_port, wait_for

START_TIMEOUT_S = 60.0
ON_AIR = "on air:"
"""What a capture agent says once its picture is."""
HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"
"""What a site listens to."""


def echo_cine() -> str:
    """The real ultrasound cine inside the installed pydicom package, as a source of the agent."""
    return f"dicom:{get_testdata_file('examples_ybr_color.dcm')}"


@dataclass(frozen=True, slots=True)
class Person:
    """A demo account."""

    name: str
    password: str
    display_name: str
    organisation: str
    role: str


EXPERT = Person("expert", "a-Long-password-1", "王专家", "市第一医院", "expert")
TECHNOLOGIST = Person("tech", "a-Long-password-2", "李技师", "县人民医院", "technologist")
PHYSICIAN = Person("village", "a-Long-password-3", "赵村医", "青山乡卫生院", "physician")
STUDENT = Person("student", "a-Long-password-4", "陈同学", "市第一医院", "student")
ADMINISTRATOR = Person("admin", "a-Long-password-5", "管理员", "市第一医院", "administrator")


class Site:
    """Started with `start`; everything is stopped by `stop`, which returns what was left running."""

    def __init__(self, folder: Path, host: str = HERE, screening_workers: int = 0) -> None:
        self.folder = folder
        self.screening_workers = screening_workers
        self.host = host
        self.data = folder / "data"
        self.port = free_port()
        self.media_port = free_port()
        self.udp_port = free_port()
        self.dicom_port = free_port()
        self.server: Child | None = None
        self.agents: list[Child] = []
        self._agent_commands: list[list[str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def engine_url(self) -> str:
        return f"http://127.0.0.1:{self.media_port}"

    def start(self, *more: str) -> None:
        """Starts the server (again) and waits until every part is healthy."""
        ports = (
            "--port",
            str(self.port),
            "--media-port",
            str(self.media_port),
            "--udp-port",
            str(self.udp_port),
            "--dicom-port",
            str(self.dicom_port),
        )
        screening = ("--screening-workers", str(self.screening_workers))
        server = consilium("serve", "--data", str(self.data), "--host", self.host, *ports, *screening, *more)
        self.server = Child(server, self.folder / "server.log")
        try:
            wait_for("a healthy site", self.healthy, START_TIMEOUT_S)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.server.text}") from error

    def kill_app(self, number: int = 0) -> None:
        """SIGKILL to the application, as when the power of its machine fails; a new one is started at once.

        `number` is of a site with several, counted around.
        """
        assert self.server is not None
        self.server.descendant("app").send_signal(signal.SIGKILL)

    def restore_app(self, number: int = 0) -> None:
        """Returns once the application that was killed answers again."""
        wait_for("a healthy site", self.healthy, START_TIMEOUT_S)

    def set(self, section: str, **values: str | int) -> None:
        """Puts settings into the site's file; before it is started."""
        command("user", "list", "--data", str(self.data))  # writes the first settings file
        path = self.data / "settings.toml"
        before, header, after = path.read_text().partition(f"[{section}]\n")
        lines = [f"{name} = {json.dumps(value)}\n" for name, value in values.items()]
        path.write_text("".join([before, header or f"\n[{section}]\n", *lines, after]))

    def healthy(self) -> bool:
        try:
            return bool(self.get("/api/health")["status"] == "ok")
        except (OSError, ValueError):
            return False

    def add_person(self, person: Person) -> None:
        words = ["user", "add", "--data", str(self.data), "--name", person.name]
        words += ["--display-name", person.display_name, "--organisation", person.organisation]
        words += ["--role", person.role, "--password-stdin"]
        command(*words, standard_input=person.password + "\n")

    def add_agent(
        self,
        name: str,
        organisation: str,
        source: str,
        *more: str,
        modality: str = "US",
        until: str = ON_AIR,
    ) -> Child:
        """Enrols a capture agent and starts it; returns once it says `until`."""
        words = ["agent", "add", "--data", str(self.data), "--name", name]
        words += ["--organisation", organisation, "--modality", modality]
        credential = self.folder / f"agent-{len(self._agent_commands)}.credential"
        credential.touch(mode=0o600)
        credential.write_text(command(*words).strip().splitlines()[-1])
        arguments = ["--url", self.url, "--credential-file", str(credential), "--source", source, *more]
        self._agent_commands.append(consilium("capture", *arguments))
        return self.restart_agent(len(self._agent_commands) - 1, until)

    def restart_agent(self, number: int, until: str = ON_AIR) -> Child:
        """Starts an enrolled agent, for the first time or again; returns once it says `until`."""
        agent = Child(self._agent_commands[number], self.folder / f"agent-{number}-{time.monotonic_ns()}.log")
        self.agents.append(agent)
        try:
            wait_for(f"agent: {until}", lambda: until in agent.text, START_TIMEOUT_S)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{agent.text}") from error
        return agent

    def token(self, room: str, identity: str, *more: str) -> str:
        """A LiveKit access token from the command line."""
        words = ["token", "--data", str(self.data), "--room", room, "--identity", identity, *more]
        return command(*words).strip()

    def get(self, path: str) -> dict[str, object]:
        """The JSON answer of a route that needs no sign-in."""
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            body: dict[str, object] = json.load(answer)
        return body

    def stop(self) -> list[int]:
        """Stops everything; returns the ids of processes that had to be killed because they stayed behind."""
        children = [*self.agents, *([self.server] if self.server else [])]
        for child in children:
            child.stop(signal.SIGTERM)
        return [pid for child in children for pid in child.stayed_behind]
