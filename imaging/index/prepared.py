"""Statements compiled once and run by the database's own driver: for those that run for every image."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import Select, UpdateBase


class Prepared:
    """One statement for one kind of database.

    SQLAlchemy takes several times as long to run a statement of its own as SQLite takes to carry it out.
    Values are converted as their types say; the rows of a SELECT come as the driver gives them.
    """

    def __init__(
        self, statement: Select[Any] | UpdateBase, dialect: Dialect, columns: Sequence[str] | None = None
    ) -> None:
        """`columns`: those that an INSERT is given values for; default: all."""
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self._text = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._converters = {
            name: converter
            for name, bound in compiled.binds.items()
            if (converter := bound.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Raises SQLAlchemyError."""
        return connection.exec_driver_sql(self._text, self._parameters(values))

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for several rows at once. Raises SQLAlchemyError."""
        connection.exec_driver_sql(self._text, [self._parameters(row) for row in rows])

    def _parameters(self, values: Mapping[str, Any]) -> Any:
        """In the form in which the driver takes them: by position or by name."""
        named = {**self._fixed, **values}
        for name, converter in self._converters.items():
            named[name] = converter(named[name])
        return named if self._order is None else tuple(named[name] for name in self._order)
