"""Passwords: only the right one passes, and old hashes are renewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from core.errors import AccountError
from core.passwords import MAX_LENGTH, Passwords, check_new_password, random_password

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords(CHEAP)
    yield made
    made.close()


async def test_only_the_right_password_passes(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse")
    assert (await passwords.verify(stored, "correct horse")).correct
    assert not (await passwords.verify(stored, "Correct horse")).correct
    assert not (await passwords.verify(stored, "")).correct


async def test_hash_is_argon2id_and_salted(passwords: Passwords) -> None:
    one, other = await passwords.hash("same"), await passwords.hash("same")
    assert one.startswith("$argon2id$")
    assert one != other


async def test_hash_with_old_parameters_is_renewed(passwords: Passwords) -> None:
    weaker = Passwords(PasswordHasher(time_cost=1, memory_cost=32, parallelism=1))
    stored = await weaker.hash("secret")
    weaker.close()
    verdict = await passwords.verify(stored, "secret")
    assert verdict.rehash is not None
    assert (await passwords.verify(verdict.rehash, "secret")).rehash is None
    assert (await passwords.verify(stored, "wrong")).rehash is None


async def test_unknown_user_never_passes(passwords: Passwords) -> None:
    assert not (await passwords.verify(None, "anything")).correct


async def test_unknown_user_costs_the_same_work_as_a_known_one() -> None:
    work: list[Parameters] = []

    class Noting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            work.append(extract_parameters(hash))
            return super().verify(hash, password)

    passwords = Passwords(Noting(time_cost=2, memory_cost=128, parallelism=1))
    known = await passwords.hash("secret")
    for stored in (known, None):
        assert not (await passwords.verify(stored, "wrong")).correct
    passwords.close()
    assert work[0] == work[1]


async def test_damaged_hash_never_passes(passwords: Passwords) -> None:
    assert not (await passwords.verify("not a hash", "anything")).correct


async def test_overlong_input_is_refused_before_hashing(passwords: Passwords) -> None:
    assert not (await passwords.verify(None, "x" * (MAX_LENGTH + 1))).correct


@pytest.mark.parametrize("password", ["", "short", "x" * (MAX_LENGTH + 1)])
def test_new_password_of_bad_length_is_refused(password: str) -> None:
    with pytest.raises(AccountError, match="characters"):
        check_new_password(password)


def test_random_passwords_are_acceptable_and_differ() -> None:
    made = [random_password() for _ in range(100)]
    assert len(set(made)) == len(made)
    for password in made:
        check_new_password(password)
