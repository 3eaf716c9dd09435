"""Where to begin looking for studies: what each index offers for a query. No I/O.

A source is a list of studies that an index can give, all of those wanted being among them. Whether it is
short enough to begin with is counted by `imaging.query.studies`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, String, and_, literal, or_, select, true, union

from imaging.index.tables import NamePart, Study, StudyFacet
from imaging.query.attributes import STUDY_FACETS, Matched, supported
from imaging.query.conditions import Column, Condition, between, condition, holds_one, named
from imaging.query.matching import (
    Between,
    Matching,
    OneOf,
    Patterns,
    after,
    literal_start,
    parse,
)
from imaging.query.model import Level, Query
from imaging.query.names import NameMatching, Piece, Place

_DAY_END = "999999"
_INDEXED = {"PatientID", "AccessionNumber", "StudyInstanceUID"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What every source can be narrowed by: whose studies, and from when."""

    organisation_id: str | None
    """None for those of all organisations."""
    earliest: str = ""
    latest: str = ""

    def on(self, organisation: Column, moment: Column) -> list[Condition]:
        conditions = [] if self.organisation_id is None else [organisation == self.organisation_id]
        if self.earliest or self.latest:
            conditions.append(between(moment, self.earliest, self.latest))
        return conditions


@dataclass(frozen=True, slots=True)
class Source:
    """Candidates as `pk` and `moment`, found by `where`."""

    pk: Column
    moment: Column
    organisation: Column
    where: Condition
    ordered: bool = False
    """Whether its index gives them in the order of their moments, so that any number of them is fine."""

    def rows(self, scope: Scope) -> Select[*tuple[Any, ...]]:
        """The candidates within `scope`, unordered and perhaps repeated."""
        statement: Select[*tuple[Any, ...]] = select(self.pk.label("pk"), self.moment.label("moment"))
        return statement.where(self.where, *scope.on(self.organisation, self.moment))


ALL_STUDIES = Source(Study.id, Study.moment, Study.organisation_id, true(), ordered=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query for studies, taken apart."""

    scope: Scope
    conditions: tuple[Condition, ...]
    """On the study's row; scope excluded. Exact: what fulfils them all is a match."""
    sources: tuple[Source, ...]
    """The most promising first."""
    signature: str
    """The same for the same scope and keys: by it counts of sources are remembered."""


@dataclass(slots=True)
class _Parts:
    conditions: list[Condition] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def wanted(query: Query, organisation_id: str | None) -> Wanted:
    """Take the keys of patient and study level apart. Raises BadQuery."""
    matchings = dict(_matchings(query))
    date = matchings.pop("StudyDate", None)
    time = matchings.get("StudyTime")
    scope = Scope(organisation_id)
    if isinstance(date, Between):
        if query.combined and isinstance(time, Between):
            del matchings["StudyTime"]
            scope = _combined(organisation_id, date, time)
        else:
            scope = Scope(organisation_id, date.low, date.high and date.high + _DAY_END)
    parts = _Parts()
    for keyword, matching in matchings.items():
        _take(parts, keyword, matching)
    if text := _name(query):
        _take_name(parts, NameMatching(text, query.fuzzy))
    if text := query.text.strip():
        if any(map(str.isdigit, text)):
            _take_identifier(parts, text)
        else:
            _take_name(parts, NameMatching(text, fuzzy=True))
    parts.sources.sort(key=lambda source: source.ordered)
    signature = repr((scope, sorted(query.keys.items()), query.fuzzy, query.text, query.combined))
    return Wanted(scope, tuple(parts.conditions), tuple(parts.sources), signature)


def _matchings(query: Query) -> Iterator[tuple[str, Matching]]:
    attributes = {attribute.keyword: attribute for attribute in supported(Level.STUDY)}
    for keyword, text in query.keys.items():
        if keyword in STUDY_FACETS:
            kind = Matched.FACET
        elif keyword in attributes and keyword != "PatientName":
            kind = attributes[keyword].matched
        else:
            continue
        matching = parse(keyword, kind, text)
        if matching is not None:
            yield keyword, matching


def _name(query: Query) -> str:
    text = query.keys.get("PatientName", "").strip(" \0")
    return text if text.strip("*") else ""


def _combined(organisation_id: str | None, date: Between, time: Between) -> Scope:
    earliest = date.low and date.low + time.low[:6]
    latest = date.high and date.high + (time.high[:6] or _DAY_END)
    return Scope(organisation_id, earliest, latest)


def _take(parts: _Parts, keyword: str, matching: Matching) -> None:
    if keyword in STUDY_FACETS:
        _take_facet(parts, keyword, matching)
        return
    attribute = next(found for found in supported(Level.STUDY) if found.keyword == keyword)
    case = attribute.matched is Matched.IDENTIFIER
    parts.conditions.append(condition(_unindexed(attribute.column), matching, case=case))
    if keyword in _INDEXED and (source := _column_source(attribute.column, matching)) is not None:
        parts.sources.insert(0, source)


def _take_name(parts: _Parts, name: NameMatching) -> None:
    parts.conditions += named(name)
    parts.sources += [_name_source(pieces) for pieces in name.pieces]


def _take_identifier(parts: _Parts, start: str) -> None:
    identifiers = (Study.patient_id, Study.accession_number)
    parts.conditions.append(or_(*(_begins(_unindexed(column), start) for column in identifiers)))
    # Two indexes, so two searches: the planner has none for the "or" of both.
    found = union(*(select(Study.id).where(_begins(column, start)) for column in identifiers))
    where = Study.id.in_(found)
    parts.sources.insert(0, Source(Study.id, Study.moment, Study.organisation_id, where))


def _unindexed(column: Column) -> Column:
    """The column as an expression: a planner must not walk its index instead of the source's."""
    return column.concat(literal("", String))


def _column_source(column: Column, matching: Matching) -> Source | None:
    """The column's index, for values and for patterns that begin with a letter."""
    match matching:
        case OneOf(values):
            where: Condition = column.in_(values)
        case Patterns(patterns) if all(map(literal_start, patterns)):
            where = or_(*(_begins(column, literal_start(pattern)) for pattern in patterns))
        case _:
            return None
    return Source(Study.id, Study.moment, Study.organisation_id, where)


def _begins(column: Column, start: str) -> Condition:
    return and_(column >= start, column < after(start))


def _take_facet(parts: _Parts, keyword: str, matching: Matching) -> None:
    values = matching.values if isinstance(matching, OneOf) else ()
    patterns = matching.patterns if isinstance(matching, Patterns) else ()
    column = Study.modalities if keyword == "ModalitiesInStudy" else Study.body_parts
    parts.conditions.append(holds_one(column, (*map(str, values), *patterns)))
    if values:
        where = and_(StudyFacet.kind == STUDY_FACETS[keyword], StudyFacet.value.in_(map(str, values)))
        parts.sources.append(_facet_source(where, ordered=len(values) == 1))


def _name_source(alternatives: tuple[Piece, ...]) -> Source:
    found = or_(*map(_has_piece, alternatives))
    return _facet_source(and_(StudyFacet.kind == "name", found), ordered=False)


def _has_piece(piece: Piece) -> Condition:
    match piece.place:
        case Place.WHOLE:
            return StudyFacet.value == piece.text
        case Place.START:
            return _begins(StudyFacet.value, piece.text)
        case Place.END:
            ends = NamePart.part == piece.text
        case Place.INSIDE:
            ends = _begins(NamePart.part, piece.text)
    return StudyFacet.value.in_(select(NamePart.word).where(ends))


def _facet_source(where: Condition, *, ordered: bool) -> Source:
    return Source(StudyFacet.study_pk, StudyFacet.moment, StudyFacet.organisation_id, where, ordered)
