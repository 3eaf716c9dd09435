"""Caches stay within their bounds, and are only ever a help."""

from __future__ import annotations

from pathlib import Path

from imaging.dicomweb.caches import DiskCache, MemoryCache


def test_memory_keeps_what_was_used_last() -> None:
    cache: MemoryCache[bytes] = MemoryCache(10, len)
    cache.put("a", b"12345")
    cache.put("b", b"12345")
    assert cache.get("a")
    cache.put("c", b"12345")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"12345", None, b"12345")


def test_memory_counts_a_replaced_value_once() -> None:
    cache: MemoryCache[bytes] = MemoryCache(10, len)
    for _ in range(5):
        cache.put("a", b"123456")
    cache.put("b", b"1234")
    assert cache.get("a") is not None


def test_memory_takes_nothing_heavier_than_itself() -> None:
    cache: MemoryCache[bytes] = MemoryCache(10, len)
    cache.put("a", b"1")
    cache.put("b", bytes(11))
    assert (cache.get("a"), cache.get("b")) == (b"1", None)


def test_the_disk_cache_stays_within_its_bound(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    cache = DiskCache(folder, 10_000)
    for number in range(100):
        cache.put(f"{number}", bytes(1000))
        assert sum(path.stat().st_size for path in folder.iterdir()) <= 12_000
    assert cache.get("99") == bytes(1000)


def test_a_disk_cache_that_was_deleted_begins_again(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    cache = DiskCache(folder, 10_000)
    cache.put("a", b"1")
    (folder / "a").unlink()
    folder.rmdir()
    assert cache.get("a") is None
    cache.put("a", b"2")
    assert cache.get("a") == b"2"


def test_a_disk_that_fails_only_means_that_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    cache = DiskCache(tmp_path / "cache", 10_000)
    cache.put("a", b"1")
    assert cache.get("a") is None
