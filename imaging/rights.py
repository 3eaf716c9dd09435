"""Who may read and write whose studies: one table, asked by every door of the archive."""

from dataclasses import dataclass

from core.accounts import Person
from core.audit import OPERATOR
from core.roles import Role


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, at any door: a person, another DICOM node (a peer), or the operator's command line.

    `actor` is what the audit log names: ``user:<name>``, ``peer:<AE title>`` or ``operator``.
    """

    actor: str
    organisation_id: str | None
    """Whose studies they bring and see; None for the operator only."""

    role: Role | None
    """A person's role; None for peers and for the operator."""

    address: str = ""


@dataclass(frozen=True, slots=True)
class _Reach:
    read_own: bool = False
    read_all: bool = False
    write_own: bool = False
    administer: bool = False


_OWN = _Reach(read_own=True, write_own=True)

ROLE_REACH: dict[Role, _Reach] = {
    # Experts are asked by every hospital of the network; each reading leaves an audit entry.
    Role.EXPERT: _Reach(read_own=True, read_all=True, write_own=True),
    Role.PHYSICIAN: _OWN,
    Role.TECHNOLOGIST: _OWN,
    # Students see nothing under patients' names; a consultation may show them de-identified pictures.
    Role.STUDENT: _Reach(),
    Role.ADMINISTRATOR: _Reach(read_own=True, read_all=True, write_own=True, administer=True),
}
_PEER = _OWN
_OPERATOR = _Reach(read_own=True, read_all=True, write_own=True, administer=True)


def person_caller(person: Person, address: str) -> Caller:
    return Caller(f"user:{person.name}", person.organisation_id, person.role, address)


def peer_caller(aet: str, organisation_id: str, address: str) -> Caller:
    return Caller(f"peer:{aet}", organisation_id, None, address)


OPERATOR_CALLER = Caller(OPERATOR, None, None)


def _reach(caller: Caller) -> _Reach:
    if caller.role is not None:
        return ROLE_REACH[caller.role]
    return _OPERATOR if caller.organisation_id is None else _PEER


def readable_organisation(caller: Caller) -> str | None:
    """The one organisation whose studies `caller` sees; None for all. Ask `may_read_any` first."""
    return None if _reach(caller).read_all else caller.organisation_id


def may_read_any(caller: Caller) -> bool:
    """Whether there can be anything at all for `caller` to see."""
    reach = _reach(caller)
    return reach.read_own or reach.read_all


def may_read(caller: Caller, organisation_id: str) -> bool:
    reach = _reach(caller)
    return reach.read_all or (reach.read_own and caller.organisation_id == organisation_id)


def may_write(caller: Caller, organisation_id: str) -> bool:
    """Whether `caller` may add to a study of that organisation, or start one for it."""
    reach = _reach(caller)
    if caller.organisation_id is None:
        return reach.write_own
    return reach.write_own and caller.organisation_id == organisation_id


def may_administer(caller: Caller) -> bool:
    """Peers, quarantine, conflicts and transfers of the whole archive."""
    return _reach(caller).administer
