"""A fresh world of rooms for every test."""

import pytest

from tests.signaling.fakes import World


@pytest.fixture
def world() -> World:
    return World()
