"""The token with which a worker looks at one console: unseen, subscribing, telling; nothing else."""

from __future__ import annotations

from datetime import timedelta

from livekit.api import VideoGrants

from core.consoles import KIND
from core.room_tokens import room_token
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
    return room_token(settings, f"{KIND_SCREENING}-{worker}", grants, TTL, attributes={KIND: KIND_SCREENING})
