"""Writes a batch of entries into the index: rows, counters, facets and audit entries in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, RowMapping
from sqlalchemy.engine import Dialect

from core import audit
from core.audit import Action, Event
from imaging.index import statements as sql
from imaging.index.entries import (
    Elsewhere,
    Entry,
    Foreign,
    Known,
    NewInstance,
    NewSetAside,
    Refusal,
    Result,
    Written,
)
from imaging.index.names import name_words, word_parts
from imaging.index.rows import (
    facet_rows,
    instance_row,
    patient_row,
    series_row,
    set_aside_row,
    study_row,
)
from imaging.index.words import code, listed, unlisted
from imaging.receipt import Verdict, worse
from imaging.rights import may_write


class IndexWriter:
    """Writes for any thread; one per process."""

    def __init__(self, dialect: Dialect) -> None:
        """`dialect`: of the database that is written to, once it has been connected to."""
        self._prepared = sql.ForEveryImage(dialect)

    def write(self, connection: Connection, entries: Sequence[Entry], now: datetime) -> list[Result]:
        """One result for each entry, in their order. `connection` is in a writing transaction of its own.

        Raises SQLAlchemyError; the caller's transaction is then rolled back as a whole.
        """
        if connection.dialect.name == "postgresql":
            connection.execute(sql.TAKE_WRITER_LOCK)
        batch = _Batch(connection, self._prepared, now)
        batch.look_up([entry for entry in entries if isinstance(entry, NewInstance)])
        results = [batch.take(entry) for entry in entries]
        batch.write()
        return results


@dataclass(slots=True)
class _Study:
    pk: int
    study_uid: str
    organisation_id: str
    moment: str
    modalities: frozenset[str]
    body_parts: frozenset[str]
    verdict: Verdict
    new: bool = False
    new_series: int = 0
    instances: int = 0
    size: int = 0


@dataclass(slots=True)
class _Series:
    pk: int
    study: _Study
    instances: int = 0


@dataclass(frozen=True, slots=True)
class _Audited:
    actor: str
    address: str
    study_uid: str
    outcome: audit.Outcome
    kept_as: str = ""


@dataclass(slots=True)
class _Batch:
    """What one transaction knows and is going to write."""

    connection: Connection
    prepared: sql.ForEveryImage
    now: datetime
    known: dict[str, str] = field(default_factory=dict)
    """Digest of each instance that exists, by UID."""
    studies: dict[str, _Study] = field(default_factory=dict)
    series: dict[str, _Series] = field(default_factory=dict)
    added: list[tuple[NewInstance, _Series]] = field(default_factory=list)
    audited: Counter[_Audited] = field(default_factory=Counter)

    def look_up(self, entries: Sequence[NewInstance]) -> None:
        """Reads what is there of the instances, series and studies of `entries`."""
        for uid in {entry.header.sop_instance_uid for entry in entries}:
            found = self.prepared.find_instance.run(self.connection, {"uid": uid}).scalar()
            if found is not None:
                self.known[uid] = found
        for uid in {entry.header.series_uid for entry in entries}:
            row = self.prepared.find_series.run(self.connection, {"uid": uid}).mappings().first()
            if row is not None:
                study = self.studies.setdefault(row["study_uid"], _study(row))
                self.series[uid] = _Series(row["series_pk"], study)
        for uid in {entry.header.study_uid for entry in entries} - self.studies.keys():
            row = self.connection.execute(sql.FIND_STUDY, {"uid": uid}).mappings().first()
            if row is not None:
                self.studies[uid] = _study(row)

    def take(self, entry: Entry) -> Result:
        if isinstance(entry, Refusal):
            self._audit(entry, entry.study_uid, audit.Outcome.REFUSED)
            return Foreign()
        if isinstance(entry, NewSetAside):
            return self._set_aside(entry)
        return self._take_instance(entry)

    def _take_instance(self, entry: NewInstance) -> Result:
        header = entry.header
        study = self.studies.get(header.study_uid)
        if not may_write(entry.caller, entry.organisation_id if study is None else study.organisation_id):
            self._audit(entry, header.study_uid, audit.Outcome.REFUSED)
            return Foreign()
        if header.sop_instance_uid in self.known:
            return Known(self.known[header.sop_instance_uid])
        series = self.series.get(header.series_uid)
        if series is not None and series.study is not study:
            return Elsewhere(series.study.study_uid)
        if study is None:
            study = self._add_study(entry)
        if series is None:
            series = self._add_series(entry, study)
        self.known[header.sop_instance_uid] = entry.digest
        self.added.append((entry, series))
        series.instances += 1
        study.instances += 1
        study.size += entry.size
        study.verdict = worse(study.verdict, entry.verdict)
        self._audit(entry, header.study_uid, audit.Outcome.SUCCESS)
        return Written()

    def _add_study(self, entry: NewInstance) -> _Study:
        owner = entry.organisation_id
        row = study_row(entry.header, owner, self._patient(entry), self.now)
        pk = self.connection.execute(sql.ADD_STUDY, row).scalar_one()
        study = _Study(
            pk, row["study_uid"], owner, row["moment"], frozenset(), frozenset(), Verdict.PASSED, new=True
        )
        self.studies[study.study_uid] = study
        words = name_words(row["patient_name"])
        self._add_facets("name", words, study)
        parts = [{"part": part, "word": word} for word in words for part in word_parts(word)]
        if parts:
            self.connection.execute(sql.ADD_NAME_PARTS[self.connection.dialect.name], parts)
        return study

    def _patient(self, entry: NewInstance) -> int:
        row = patient_row(entry.header, entry.organisation_id)
        find = sql.FIND_PATIENT if row["patient_id"] else sql.FIND_NAMELESS_PATIENT
        pk = self.connection.execute(find, row).scalar()
        return self.connection.execute(sql.ADD_PATIENT, row).scalar_one() if pk is None else int(pk)

    def _add_series(self, entry: NewInstance, study: _Study) -> _Series:
        row = series_row(entry.header, study.pk, self.now)
        series = _Series(self.connection.execute(sql.ADD_SERIES, row).scalar_one(), study)
        self.series[entry.header.series_uid] = series
        study.new_series += 1
        modality, body_part = code(row["modality"]), code(row["body_part"])
        self._add_facets("modality", {modality} - study.modalities - {""}, study)
        self._add_facets("body-part", {body_part} - study.body_parts - {""}, study)
        study.modalities |= {modality}
        study.body_parts |= {body_part}
        return series

    def _add_facets(
        self, kind: str, values: Sequence[str] | set[str] | frozenset[str], study: _Study
    ) -> None:
        if values:
            rows = facet_rows(kind, values, study.pk, study.moment, study.organisation_id)
            self.connection.execute(sql.ADD_FACETS[self.connection.dialect.name], rows)

    def _set_aside(self, entry: NewSetAside) -> Result:
        row = set_aside_row(entry, self.now)
        if self.connection.execute(sql.FIND_SET_ASIDE, row).scalar() is not None:
            return Known(entry.digest)
        self.connection.execute(sql.ADD_SET_ASIDE, row)
        self._audit(entry, entry.study_uid, audit.Outcome.SUCCESS, kept_as=entry.kind.value)
        return Written()

    def _audit(
        self,
        entry: Entry,
        study_uid: str,
        outcome: audit.Outcome,
        kept_as: str = "",
    ) -> None:
        caller = entry.caller
        self.audited[_Audited(caller.actor, caller.address, study_uid, outcome, kept_as)] += 1

    def write(self) -> None:
        """Writes what was taken. The order of tables is the same in every transaction."""
        if self.added:
            self._write_instances()
            self._write_counters()
        if self.audited:
            rows = [self._audit_row(*item) for item in self.audited.items()]
            self.prepared.add_audit.run_all(self.connection, rows)

    def _write_instances(self) -> None:
        rows = [instance_row(entry, series.pk, self.now) for entry, series in self.added]
        self.prepared.add_instance.run_all(self.connection, rows)
        documents = [
            {"uid": entry.header.sop_instance_uid, "json": entry.metadata} for entry, _ in self.added
        ]
        self.prepared.add_metadata.run_all(self.connection, documents)

    def _write_counters(self) -> None:
        for series in self.series.values():
            if series.instances:
                growth = {"pk": series.pk, "instances": series.instances, "at": self.now}
                self.prepared.grow_series.run(self.connection, growth)
        grown = [study for study in self.studies.values() if study.instances]
        for study in grown:
            self.prepared.grow_study.run(self.connection, self._study_growth(study))
        for organisation_id in sorted({study.organisation_id for study in grown}):
            self._grow_count(
                organisation_id, [study for study in grown if study.organisation_id == organisation_id]
            )

    def _study_growth(self, study: _Study) -> dict[str, object]:
        return {
            "pk": study.pk,
            "series": study.new_series,
            "instances": study.instances,
            "size": study.size,
            "now_modalities": listed(study.modalities),
            "now_body_parts": listed(study.body_parts),
            "now_verdict": study.verdict.value,
            "at": self.now,
        }

    def _grow_count(self, organisation_id: str, grown: Sequence[_Study]) -> None:
        more = {
            "studies": sum(study.new for study in grown),
            "series": sum(study.new_series for study in grown),
            "instances": sum(study.instances for study in grown),
            "bytes": sum(study.size for study in grown),
        }
        growth = {"organisation": organisation_id} | {f"more_{name}": value for name, value in more.items()}
        changed = self.prepared.grow_count.run(self.connection, growth)
        if changed.rowcount == 0:
            self.connection.execute(sql.ADD_COUNT, {"organisation_id": organisation_id} | more)

    def _audit_row(self, what: _Audited, instances: int) -> dict[str, object]:
        detail: dict[str, str | int | bool] = {"instances": instances}
        if what.kept_as:
            detail["kept_as"] = what.kept_as
        return audit.columns(
            Event(
                self.now, what.actor, Action.STUDY_STORE, what.study_uid, what.address, what.outcome, detail
            )
        )


def _study(found: RowMapping) -> _Study:
    return _Study(
        found["study_pk"],
        found["study_uid"],
        found["organisation_id"],
        found["moment"],
        unlisted(found["modalities"]),
        unlisted(found["body_parts"]),
        Verdict(found["verdict"]),
    )
