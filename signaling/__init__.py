"""A LiveKit-compatible server around the media gateway: rooms, signalling, RoomService and webhooks."""

from .errors import SettingsError
from .server import run_engine
from .settings import EngineSettings, Limits

__all__ = ["EngineSettings", "Limits", "SettingsError", "run_engine"]
