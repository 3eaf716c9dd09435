"""Losses are found, asked for with patience, and forwarded packets are numbered without holes."""

from hypothesis import given
from hypothesis import strategies as st

from media_gateway.cache import PacketCache
from media_gateway.nack import MAX_GAP, GapTracker
from media_gateway.numbering import Numbering
from media_gateway.packet import MediaPacket


def test_gap_is_asked_for_at_once_and_again_with_growing_pauses() -> None:
    gaps = GapTracker()
    gaps.receive(10, 0.0)
    gaps.receive(13, 0.0)
    assert gaps.due(0.0) == [11, 12]
    assert gaps.due(0.01) == []
    asked = [t / 100 for t in range(1, 500) if 11 in gaps.due(t / 100)]
    assert len(asked) == 7, "eight requests in all"
    pauses = [after - before for before, after in zip([0.0, *asked], asked, strict=False)]
    assert pauses == sorted(pauses)
    assert not gaps.waiting


def test_repaired_packet_is_new_once_and_a_duplicate_after() -> None:
    gaps = GapTracker()
    gaps.receive(10, 0.0)
    gaps.receive(12, 0.0)
    assert gaps.receive(11, 0.1)
    assert not gaps.receive(11, 0.2)
    assert not gaps.receive(12, 0.2)
    assert gaps.due(1.0) == []


def test_wide_gap_is_a_new_beginning() -> None:
    gaps = GapTracker()
    gaps.receive(10, 0.0)
    gaps.receive(12, 0.0)
    gaps.receive(12 + MAX_GAP + 1, 0.0)
    assert gaps.due(0.0) == []


@given(st.lists(st.integers(0, 100_000), max_size=300))
def test_memory_is_bounded_whatever_arrives(sequences: list[int]) -> None:
    gaps = GapTracker()
    for sequence in sequences:
        gaps.receive(sequence, 0.0)
    assert len(gaps.due(0.0)) <= 1000


def test_dropped_padding_leaves_no_hole() -> None:
    numbering = Numbering()
    numbers = [numbering.assign(s, empty=s in (102, 103, 105)) for s in range(100, 108)]
    assert numbers == [100, 101, None, None, 102, None, 103, 104]


def test_late_packets_get_the_number_kept_for_them() -> None:
    numbering = Numbering()
    for sequence in (100, 102):
        numbering.assign(sequence, empty=False)
    numbering.assign(103, empty=True)
    assert numbering.assign(104, empty=False) == 103
    assert numbering.assign(101, empty=False) == 101


def test_late_padding_fills_its_hole() -> None:
    numbering = Numbering()
    numbering.assign(100, empty=False)
    numbering.assign(102, empty=False)
    assert numbering.assign(101, empty=True) == 101, "packet 102 went on under its own number already"


@given(st.lists(st.booleans(), min_size=1, max_size=400))
def test_in_order_numbers_have_no_holes(empties: list[bool]) -> None:
    numbering = Numbering()
    numbers = [numbering.assign(1000 + i, empty=empty) for i, empty in enumerate(empties)]
    kept = [number for number in numbers if number is not None]
    assert kept == list(range(1000, 1000 + len(kept)))


def test_cache_forgets_the_oldest_by_count_and_by_bytes() -> None:
    cache = PacketCache(max_packets=3, max_bytes=1000)
    for number in range(5):
        cache.add(MediaPacket(number, 96, False, 0, bytes(100)))
    assert cache.get(1) is None
    assert cache.get(2) is not None
    cache.add(MediaPacket(9, 96, False, 0, bytes(950)))
    assert cache.get(4) is None
    assert cache.get(9) is not None
    cache.clear()
    assert cache.get(9) is None
