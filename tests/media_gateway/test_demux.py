"""A datagram's owner is whoever last proved to be at its address; nobody can hold more than a few."""

from media_gateway.demux import Demux


class Owner:
    """Anything that can own addresses."""


def test_address_belongs_to_whoever_claimed_it_last() -> None:
    demux: Demux[Owner] = Demux()
    one, two, address = Owner(), Owner(), ("192.0.2.1", 5)
    assert demux.claim(one, address) is None
    assert demux.claim(one, address) is None
    assert demux.claim(two, address) is one
    assert demux.find(address) is two
    demux.remove(one)
    assert demux.find(address) is two
    demux.remove(two)
    assert demux.find(address) is None


def test_oldest_address_is_forgotten_first() -> None:
    demux: Demux[Owner] = Demux()
    owner = Owner()
    for port in range(1000):
        demux.claim(owner, ("192.0.2.1", 1))
        demux.claim(owner, ("192.0.2.1", port + 2))
    assert demux.find(("192.0.2.1", 1)) is owner, "the one in use stays"
    assert sum(demux.find(("192.0.2.1", port)) is owner for port in range(2000)) == 8


def test_name_fragments_are_replaced_together() -> None:
    demux: Demux[Owner] = Demux()
    owner = Owner()
    demux.set_ufrags(owner, ("old",))
    demux.set_ufrags(owner, ("new", "old"))
    assert demux.find_ufrag("old") is owner
    demux.set_ufrags(owner, ("new",))
    assert demux.find_ufrag("old") is None
    demux.remove(owner)
    assert demux.find_ufrag("new") is None
