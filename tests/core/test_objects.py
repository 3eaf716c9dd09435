"""The object store: bytes are found under their digest from the moment they are complete."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from core.objects import ObjectStore, Sealed, digest_of

DATA = b"some bytes" * 1000
DIGEST = sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ObjectStore]:
    opened = ObjectStore(tmp_path / "store")
    yield opened
    opened.close()


def sealed(store: ObjectStore, data: bytes = DATA) -> Sealed:
    with store.draft() as draft:
        for start in range(0, len(data), 999):
            draft.write(data[start : start + 999])
        return draft.seal()


def test_bytes_are_found_while_they_wait_and_once_they_are_settled(store: ObjectStore) -> None:
    waiting = sealed(store)
    assert (waiting.digest, waiting.size) == (DIGEST, len(DATA))
    found = store.path(DIGEST)
    store.settle(waiting)
    assert found.read_bytes() == DATA  # a reader that looked before keeps what it found
    assert store.path(DIGEST) == found
    assert not waiting.path.exists()
    assert store.size(DIGEST) == len(DATA)
    with store.open(DIGEST) as file:
        assert file.read() == DATA
    assert digest_of(store.path(DIGEST)) == DIGEST
    assert list(store.digests()) == [DIGEST]


def test_unknown_object_is_not_found(store: ObjectStore) -> None:
    assert not store.holds(DIGEST)
    with pytest.raises(FileNotFoundError):
        store.open(DIGEST)
    store.remove(DIGEST)


def test_draft_that_is_not_sealed_leaves_nothing(store: ObjectStore, tmp_path: Path) -> None:
    with store.draft() as draft:
        draft.write(DATA)
    assert [path for path in (tmp_path / "store" / "incoming").rglob("*") if path.is_file()] == []


def test_same_bytes_twice_are_one_object(store: ObjectStore) -> None:
    first, second = sealed(store), sealed(store)
    assert first.path != second.path
    store.settle(first)
    store.settle(second)
    assert list(store.digests()) == [DIGEST]


def test_living_stores_keep_what_arrives_and_dead_ones_leave_it(store: ObjectStore, tmp_path: Path) -> None:
    other = ObjectStore(tmp_path / "store")
    sealed(other)
    with store.abandoned() as found:
        assert found == []
    other.close()
    with store.abandoned() as found:
        assert [one.digest for one in found] == [DIGEST]
        store.settle(found[0])
    assert list(store.digests()) == [DIGEST]
    with store.abandoned() as found:
        assert found == []
