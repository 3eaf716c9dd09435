"""Who may read and write whose studies, asked by every door of the archive."""

from dataclasses import dataclass

from core.accounts import Person
from core.audit import OPERATOR
from core.rights import ROLE_RIGHTS, Right
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


_PEER = frozenset({Right.READ_OWN, Right.WRITE_OWN, Right.NAMES})
_OPERATOR = frozenset({Right.READ_OWN, Right.READ_ALL, Right.WRITE_OWN, Right.ADMINISTER, Right.NAMES})


def person_caller(person: Person, address: str) -> Caller:
    return Caller(f"user:{person.name}", person.organisation_id, person.role, address)


def peer_caller(aet: str, organisation_id: str, address: str) -> Caller:
    return Caller(f"peer:{aet}", organisation_id, None, address)


OPERATOR_CALLER = Caller(OPERATOR, None, None)


def _rights(caller: Caller) -> frozenset[Right]:
    if caller.role is not None:
        return ROLE_RIGHTS[caller.role]
    return _OPERATOR if caller.organisation_id is None else _PEER


def readable_organisation(caller: Caller) -> str | None:
    """The one organisation whose studies `caller` sees; None for all. Ask `may_read_any` first."""
    return None if Right.READ_ALL in _rights(caller) else caller.organisation_id


def may_read_any(caller: Caller) -> bool:
    """Whether there can be anything at all for `caller` to see."""
    return not _rights(caller).isdisjoint({Right.READ_OWN, Right.READ_ALL})


def may_read(caller: Caller, organisation_id: str) -> bool:
    rights = _rights(caller)
    return Right.READ_ALL in rights or (
        Right.READ_OWN in rights and caller.organisation_id == organisation_id
    )


def may_write(caller: Caller, organisation_id: str) -> bool:
    """Whether `caller` may add to a study of that organisation, or start one for it."""
    writes = Right.WRITE_OWN in _rights(caller)
    return writes and (caller.organisation_id is None or caller.organisation_id == organisation_id)


def may_administer(caller: Caller) -> bool:
    """Peers, quarantine, conflicts and transfers of the whole archive."""
    return Right.ADMINISTER in _rights(caller)
