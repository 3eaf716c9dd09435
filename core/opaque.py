"""Opaque bearer secrets (session cookies, API tokens, agent credentials): making and hashing them."""

import hashlib
import hmac
import secrets

_BYTES = 32


def new_secret(prefix: str) -> str:
    """A new secret of 256 random bits; `prefix` tells people and secret scanners what it is."""
    return f"{prefix}_{secrets.token_urlsafe(_BYTES)}"


class SecretHasher:
    """Keyed hash of bearer secrets.

    The secrets are random, so one fast HMAC-SHA-256 is enough; the key, which is outside the database, keeps
    somebody who can write to the database from planting a session.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def __call__(self, secret: str) -> str:
        """64 hexadecimal digits to store or to look up by."""
        return hmac.new(self._key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
