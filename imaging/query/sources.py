"""Where to begin looking for studies: what each index offers for a query. No I/O.

A source is a list of studies that an index can give, with all that are wanted among them. Which source is the
best to begin with is decided by `imaging.query.studies`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, String, and_, exists, literal, or_, select, true, union
from sqlalchemy.orm import aliased

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
    runs: tuple[Condition, ...] = ()
    """Where they are few: conditions that make up `where`, each of which the index serves newest first."""
    selective: bool = False
    """Whether its own index has to be used, and none that narrows the scope."""

    def rows(self, scope: Scope, where: Condition | None = None) -> Select[*tuple[Any, ...]]:
        """The candidates within `scope`, or one run of them; unordered and perhaps repeated."""
        organisation, moment = self.organisation, self.moment
        if self.selective:
            organisation, moment = unindexed(organisation), unindexed(moment)
        statement: Select[*tuple[Any, ...]] = select(self.pk.label("pk"), moment.label("moment"))
        return statement.where(self.where if where is None else where, *scope.on(organisation, moment))


ALL_STUDIES = Source(Study.id, Study.moment, Study.organisation_id, true(), runs=(true(),))


@dataclass(frozen=True, slots=True)
class Facet:
    """A study has one of these values."""

    kind: str
    values: tuple[str, ...]

    def held_by(self, pk: Column, moment: Column) -> Condition:
        """As a condition on a candidate, answered by the facets' primary key alone."""
        facet = aliased(StudyFacet)
        return exists().where(
            facet.kind == self.kind,
            facet.value.in_(self.values),
            facet.moment == moment,
            facet.study_pk == pk,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query for studies, taken apart. What fulfils conditions and facets within the scope is a match."""

    scope: Scope
    conditions: tuple[Condition, ...]
    """On the study's row."""
    facets: tuple[Facet, ...]
    identified: tuple[Source, ...]
    """By identifiers: short lists mostly."""
    names: tuple[tuple[Piece, ...], ...]
    """Pieces of the patient's name, the most telling first: one of each tuple occurs in it."""
    signature: str
    """The same for the same keys and scope: by it sizes of sources are remembered."""

    @property
    def everything(self) -> bool:
        """Whether all studies of the organisation are meant."""
        narrowed = (self.conditions, self.facets, self.scope.earliest, self.scope.latest)
        return not any(narrowed)


@dataclass(slots=True)
class _Parts:
    conditions: list[Condition] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    identified: list[Source] = field(default_factory=list)
    names: list[tuple[Piece, ...]] = field(default_factory=list)


def wanted(query: Query, organisation_id: str | None) -> Wanted:
    """Take the keys of patient and study level apart. Raises BadQuery."""
    matchings = dict(_matchings(query))
    scope = _scope(organisation_id, matchings, combined=query.combined)
    parts = _Parts()
    for keyword, matching in matchings.items():
        if keyword in STUDY_FACETS:
            _take_facet(parts, keyword, matching)
        else:
            _take_column(parts, keyword, matching)
    if text := _name(query):
        _take_name(parts, NameMatching(text, query.fuzzy))
    if text := query.text.strip():
        if any(map(str.isdigit, text)):
            _take_identifier(parts, text)
        else:
            _take_name(parts, NameMatching(text, fuzzy=True))
    return Wanted(
        scope,
        tuple(parts.conditions),
        tuple(parts.facets),
        tuple(parts.identified),
        tuple(parts.names),
        repr((scope, sorted(query.keys.items()), query.fuzzy, query.text, query.combined)),
    )


def facet_source(facet: Facet) -> Source:
    """The studies that have one of the values."""
    return _values_source(facet.kind, facet.values)


def words_source(words: tuple[str, ...]) -> Source:
    """The studies whose patients' names have one of these words."""
    return _values_source("name", words)


def pieces_source(alternatives: tuple[Piece, ...]) -> Source:
    """The studies whose patients' names have one of these pieces, however many words that are."""
    found = or_(*map(_has_piece, alternatives))
    return Source(
        StudyFacet.study_pk,
        StudyFacet.moment,
        StudyFacet.organisation_id,
        and_(StudyFacet.kind == "name", found),
    )


def begins(column: Column, start: str) -> Condition:
    return and_(column >= start, column < after(start))


def unindexed(column: Column) -> Column:
    """The column as an expression: a planner must not walk its index instead of the source's."""
    return column.concat(literal("", String))


def _values_source(kind: str, values: tuple[str, ...]) -> Source:
    runs = tuple(and_(StudyFacet.kind == kind, StudyFacet.value == value) for value in values)
    where = and_(StudyFacet.kind == kind, StudyFacet.value.in_(values))
    return Source(StudyFacet.study_pk, StudyFacet.moment, StudyFacet.organisation_id, where, runs)


def _has_piece(piece: Piece) -> Condition:
    match piece.place:
        case Place.WHOLE:
            return StudyFacet.value == piece.text
        case Place.START:
            return begins(StudyFacet.value, piece.text)
        case Place.END | Place.INSIDE:
            return StudyFacet.value.in_(select(NamePart.word).where(part_of(piece)))


def part_of(piece: Piece) -> Condition:
    """On the endings of words, for a piece that may stand inside of one."""
    ends = piece.place is Place.END
    return NamePart.part == piece.text if ends else begins(NamePart.part, piece.text)


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


def _scope(organisation_id: str | None, matchings: dict[str, Matching], *, combined: bool) -> Scope:
    """The scope that the date makes, which is taken out of `matchings`; a combined time likewise."""
    date = matchings.pop("StudyDate", None)
    if not isinstance(date, Between):
        return Scope(organisation_id)
    time = matchings.pop("StudyTime", None) if combined else None
    if isinstance(time, Between):
        earliest = date.low and date.low + time.low[:6]
        return Scope(organisation_id, earliest, date.high and date.high + (time.high[:6] or _DAY_END))
    return Scope(organisation_id, date.low, date.high and date.high + _DAY_END)


def _take_facet(parts: _Parts, keyword: str, matching: Matching) -> None:
    if isinstance(matching, OneOf):
        parts.facets.append(Facet(STUDY_FACETS[keyword], matching.values))
    elif isinstance(matching, Patterns):
        column = Study.modalities if keyword == "ModalitiesInStudy" else Study.body_parts
        parts.conditions.append(holds_one(column, matching.patterns))


def _take_column(parts: _Parts, keyword: str, matching: Matching) -> None:
    attribute = next(found for found in supported(Level.STUDY) if found.keyword == keyword)
    case = attribute.matched is Matched.IDENTIFIER
    parts.conditions.append(condition(unindexed(attribute.column), matching, case=case))
    if keyword in _INDEXED and (where := _served(attribute.column, matching)) is not None:
        parts.identified.append(_identified(where))


def _served(column: Column, matching: Matching) -> Condition | None:
    """What the column's index serves: values, and patterns that begin with a letter."""
    match matching:
        case OneOf(values):
            return column.in_(values)
        case Patterns(patterns) if all(map(literal_start, patterns)):
            return or_(*(begins(column, literal_start(pattern)) for pattern in patterns))
        case _:
            return None


def _take_identifier(parts: _Parts, start: str) -> None:
    identifiers = (Study.patient_id, Study.accession_number)
    parts.conditions.append(or_(*(begins(unindexed(column), start) for column in identifiers)))
    # Two indexes, so two searches: planners have none for the "or" of both.
    found = union(*(select(Study.id).where(begins(column, start)) for column in identifiers))
    parts.identified.append(_identified(Study.id.in_(found)))


def _identified(where: Condition) -> Source:
    return Source(Study.id, Study.moment, Study.organisation_id, where, selective=True)


def _take_name(parts: _Parts, name: NameMatching) -> None:
    parts.conditions += named(name)
    parts.names += name.pieces
