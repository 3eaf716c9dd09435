"""The chain over the audit log: an entry's seal is a keyed hash of the seal before and of the entry. No I/O.

Whoever can write to the database, but has not the key, cannot change, remove or insert an entry without
breaking the chain. Cutting off its end shows by the head that is kept outside of the database.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_LABEL = b"consilium audit chain 1"

LATE_MAX = 2000
"""How far behind the newest sealed entry one may still turn up, in ids.

PostgreSQL gives out ids before transactions commit, so entries become visible out of order; none waits while
so many others are sealed. What turns up further behind was not written by us.
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a seal is over: an entry's columns."""

    id: int
    at: datetime
    actor: str
    action: str
    target: str
    address: str
    outcome: str
    detail: dict[str, Any]


def chain_key(secret: str) -> bytes:
    """The key of the seals, from the site's secret: for this purpose alone (as HKDF-Expand, RFC 5869)."""
    return hmac.digest(secret.encode(), _LABEL + b"\x01", hashlib.sha256)


def seal(key: bytes, previous: str, entry: Sealed) -> str:
    """The seal of `entry`, 64 hexadecimal digits; `previous` is the one before it, "" before the first."""
    message = previous.encode() + b"\n" + _canonical(entry)
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _canonical(entry: Sealed) -> bytes:
    """The same bytes for the same entry, whichever database it comes from."""
    fields = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "target": entry.target,
        "address": entry.address,
        "outcome": entry.outcome,
        "detail": entry.detail,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
