"""Who may read and write whose studies, asked by every door of the archive."""

from dataclasses import dataclass

from core.accounts import Person
from core.audit import OPERATOR
from core.rights import GUEST_RIGHTS, ROLE_RIGHTS, Right


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, at any door: a person, a guest, another DICOM node (a peer), or the command line.

    `actor` is what the audit log names: ``user:<name>``, ``guest:<id>``, ``peer:<AE title>`` or ``operator``.
    """

    actor: str
    organisation_id: str | None
    """Whose studies they bring and see; None for the operator, who brings any, and for guests."""

    rights: frozenset[Right]
    address: str = ""

    shown: frozenset[str] = frozenset()
    """UIDs of the studies that open consultations show to them, whosever they are."""

    @property
    def names(self) -> bool:
        """Whether they may learn who the patients are; all others get de-identified headers."""
        return Right.NAMES in self.rights


_PEER = frozenset({Right.READ_OWN, Right.WRITE_OWN, Right.NAMES})
_OPERATOR = frozenset({Right.READ_OWN, Right.READ_ALL, Right.WRITE_OWN, Right.ADMINISTER, Right.NAMES})


def person_caller(person: Person, address: str, shown: frozenset[str] = frozenset()) -> Caller:
    return Caller(f"user:{person.name}", person.organisation_id, ROLE_RIGHTS[person.role], address, shown)


def guest_caller(actor: str, address: str, shown: frozenset[str]) -> Caller:
    """A guest whom the host of a consultation has admitted."""
    return Caller(actor, None, GUEST_RIGHTS, address, shown)


def peer_caller(aet: str, organisation_id: str, address: str) -> Caller:
    return Caller(f"peer:{aet}", organisation_id, _PEER, address)


def consultation_caller(actor: str, organisation_id: str, address: str) -> Caller:
    """A consultation that keeps what `actor` made in a study of that organisation."""
    return Caller(actor, organisation_id, _PEER, address)


def operator_caller(actor: str = OPERATOR) -> Caller:
    """The command line, or work that was allowed when `actor` asked for it and is done later."""
    return Caller(actor, None, _OPERATOR)


OPERATOR_CALLER = operator_caller()


def reads_all(caller: Caller) -> bool:
    return Right.READ_ALL in caller.rights


def reads_own(caller: Caller) -> bool:
    """Whether `caller` sees the studies of their organisation, also outside of any consultation."""
    return not caller.rights.isdisjoint({Right.READ_OWN, Right.READ_ALL})


def may_read_any(caller: Caller) -> bool:
    """Whether there can be anything at all for `caller` to see."""
    return reads_own(caller) or bool(caller.shown)


def may_read(caller: Caller, organisation_id: str, study_uid: str) -> bool:
    """Whether `caller` may see this study, which belongs to that organisation."""
    own = reads_own(caller) and caller.organisation_id == organisation_id
    return own or reads_all(caller) or study_uid in caller.shown


def may_write(caller: Caller, organisation_id: str) -> bool:
    """Whether `caller` may add to a study of that organisation, or start one for it."""
    writes = Right.WRITE_OWN in caller.rights
    return writes and (caller.organisation_id is None or caller.organisation_id == organisation_id)


def may_administer(caller: Caller) -> bool:
    """Peers, quarantine, conflicts and transfers of the whole archive."""
    return Right.ADMINISTER in caller.rights
