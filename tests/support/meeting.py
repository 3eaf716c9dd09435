"""Consultations over the HTTP interface, with a person's API token: as the tests prepare them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.board_client import BoardClient
from tests.support.processes import consilium, run
from tests.support.site import Person, Site

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Caller:
    """One person's programs: requests to the site with their API token."""

    url: str
    token: str

    @classmethod
    def of(cls, site: Site, person: Person) -> Caller:
        command = consilium("api-token", "--data", str(site.data), "--user", person.name)
        return cls(site.url, run(command).split()[-1])

    def __call__(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """The JSON answer. Raises HTTPError for an error status."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if method == "GET" else json.dumps(body or {}).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None

    def refused(self, method: str, path: str, body: Mapping[str, object] | None = None) -> int:
        """The error status of a request that must fail."""
        try:
            self(method, path, body)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        raise AssertionError(f"{method} {path} was not refused")

    def own_id(self) -> str:
        return str(self("GET", "/api/session")["id"])

    def board(self, consultation: str) -> BoardClient:
        """The board as this person's page has it, not connected yet."""
        me = self("GET", "/api/session")
        headers = {"Authorization": f"Bearer {self.token}"}
        return BoardClient(self.url, consultation, headers, me["id"], me["display_name"])

    def consult(self, title: str, **more: object) -> str:
        """Starts a consultation, of which this person is the host; its id."""
        return str(self("POST", "/api/consultations", {"title": title, **more})["id"])


def person_id(caller: Caller, person: Person) -> str:
    """Id of somebody in the directory of those who may be invited."""
    people = caller("GET", "/api/people")["people"]
    return next(str(one["id"]) for one in people if one["name"] == person.display_name)
