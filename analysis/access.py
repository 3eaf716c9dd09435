"""The token with which a worker looks at one console: unseen, subscribing, telling; nothing else."""

from __future__ import annotations

from datetime import timedelta

from livekit.api import AccessToken, VideoGrants

from core.consoles import KIND
from core.settings import LivekitSettings

KIND_SCREENING = "screening"
TTL = timedelta(minutes=10)
"""The engine renews the token of whoever is connected; this only bounds how late a join may come."""


def worker_token(settings: LivekitSettings, room: str, worker: str) -> str:
    """A token for the room of one console."""
    grants = VideoGrants(
        room_join=True,
        room=room,
        can_subscribe=True,
        can_publish=False,
        can_publish_data=True,
        can_update_own_metadata=False,
        hidden=True,
    )
    return (
        AccessToken(settings.api_key, settings.api_secret.get_secret_value())
        .with_identity(f"{KIND_SCREENING}-{worker}")
        .with_attributes({KIND: KIND_SCREENING})
        .with_grants(grants)
        .with_ttl(TTL)
        .to_jwt()
    )
