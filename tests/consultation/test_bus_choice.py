"""Which bus an installation gets: none without Redis, and a plain word where the address is no good."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultation.server import make_bus
from core.bus import LocalBus
from core.errors import SettingsError
from core.redis_bus import RedisBus
from core.settings import load_settings


def test_one_process_needs_no_redis(tmp_path: Path) -> None:
    assert isinstance(make_bus(load_settings(tmp_path)), LocalBus)


async def test_several_processes_meet_at_redis(tmp_path: Path) -> None:
    bus = make_bus(load_settings(tmp_path, {"redis.url": "redis://127.0.0.1:9"}))
    assert isinstance(bus, RedisBus)
    await bus.close()


def test_an_unusable_address_is_explained(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\[redis\] url is not usable"):
        make_bus(load_settings(tmp_path, {"redis.url": "redis://127.0.0.1:no-port"}))
