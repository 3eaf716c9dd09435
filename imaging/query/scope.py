"""Within which studies a caller's query may look."""

from dataclasses import dataclass, replace

from imaging.deidentify.profile import hides
from imaging.errors import BadQuery
from imaging.query.attributes import Matched
from imaging.query.matching import OneOf, parse
from imaging.query.model import Level, Query
from imaging.rights import Caller, reads_all, reads_own

_STUDY = "StudyInstanceUID"


@dataclass(frozen=True, slots=True)
class Scoped:
    """A query that finds nothing but what its caller may see."""

    query: Query
    organisation_id: str | None
    """Whose studies may be found; None for those of all."""


def scoped(caller: Caller, query: Query) -> Scoped | None:
    """`query` within what `caller` may see; None where that is nothing. Raises BadQuery.

    Lists show what the role lets somebody read. Beyond that, studies that a consultation shows are found
    by those who ask for them by their UIDs, and are all there is for whoever reads nothing by role. Nobody
    searches by what they never see: the answer would tell it.
    """
    if not caller.names:
        _check_keys(query)
    if reads_all(caller):
        return Scoped(query, None)
    asked = parse(_STUDY, Matched.UID, query.keys.get(_STUDY, ""))
    named = frozenset(asked.values) if isinstance(asked, OneOf) else None
    if named and named <= caller.shown:
        return Scoped(query, None)
    if reads_own(caller):
        return Scoped(query, caller.organisation_id)
    seen = caller.shown if named is None else caller.shown & named
    if not seen or query.level is Level.PATIENT:
        return None
    return Scoped(replace(query, keys={**query.keys, _STUDY: "\\".join(sorted(seen))}), None)


def _check_keys(query: Query) -> None:
    asked = [keyword for keyword, text in query.keys.items() if text.strip("* \0") and hides(keyword)]
    if asked or query.text:
        raise BadQuery(f"Your role does not search by {asked[0] if asked else 'names and identifiers'}.")
