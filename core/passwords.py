"""Passwords: argon2id hashing off the event loop, at most a few at once, with upgrade of old hashes."""

import asyncio
import secrets
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from core.errors import AccountError

MIN_LENGTH = 10
MAX_LENGTH = 256
"""Longer input is refused before hashing: it costs time and protects nothing."""

_AT_ONCE = 2
"""Each hash takes 64 MiB; this bounds the memory a storm of sign-ins can ask for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of checking a password. `rehash` is a new hash to store when the old one is out of date."""

    correct: bool
    rehash: str | None = None


class Passwords:
    """Hashes and checks passwords with the library's recommended argon2id parameters (RFC 9106)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="argon2")
        self._decoy = _decoy(self._hasher)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> Verdict:
        """Check `password`; without a stored hash it takes as long, so that timing tells no names."""
        if len(password) > MAX_LENGTH:
            return Verdict(correct=False)
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._verify, stored, password)

    def _verify(self, stored: str | None, password: str) -> Verdict:
        try:
            self._hasher.verify(stored or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return Verdict(correct=False)
        if stored is None:
            return Verdict(correct=False)
        outdated = self._hasher.check_needs_rehash(stored)
        return Verdict(correct=True, rehash=self._hasher.hash(password) if outdated else None)


def _decoy(hasher: PasswordHasher) -> str:
    """A hash that no password fits and that takes as long to check as any: of random bytes.

    Hashing a random password instead would hold up each start of the application by a good part of a second.
    """
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def check_new_password(password: str) -> None:
    """Refuse passwords that are too short or too long. Raises AccountError."""
    if len(password) < MIN_LENGTH:
        raise AccountError(f"the password has {len(password)} characters: choose at least {MIN_LENGTH}.")
    if len(password) > MAX_LENGTH:
        raise AccountError(f"the password is longer than {MAX_LENGTH} characters: choose a shorter one.")


def random_password() -> str:
    """A password for first sign-in: 80 random bits, in characters that survive being read aloud."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
