"""Matchings as SQL conditions, the same for SQLite and PostgreSQL. No I/O."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, and_, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from imaging.index.tables import Study
from imaging.query.matching import Between, Matching, Numbers, OneOf, Patterns, like
from imaging.query.names import NameMatching

Condition = ColumnElement[bool]
Column = InstrumentedAttribute[Any] | ColumnElement[Any]
"""A column of the index, or an expression of one."""

ESCAPE = "\\"


class CaseLike(FunctionElement[bool]):
    """`column` like a pattern, where case counts: SQLite's LIKE ignores it."""

    type = Boolean()
    inherit_cache = True


@compiles(CaseLike)
def _like(element: CaseLike, compiler: SQLCompiler, **options: Any) -> str:
    column, pattern, _ = element.clauses
    return (
        f"{compiler.process(column, **options)} LIKE {compiler.process(pattern, **options)} ESCAPE '{ESCAPE}'"
    )


@compiles(CaseLike, "sqlite")
def _glob(element: CaseLike, compiler: SQLCompiler, **options: Any) -> str:
    column, _, pattern = element.clauses
    return f"{compiler.process(column, **options)} GLOB {compiler.process(pattern, **options)}"


def case_like(column: Column, pattern: str) -> Condition:
    return CaseLike(column, literal(like(pattern), String), literal(pattern.replace("[", "[[]"), String))


def condition(column: Column, matching: Matching, *, case: bool = False) -> Condition:
    """`column` as `matching` wants it; `case` says whether upper and lower case differ in patterns."""
    match matching:
        case OneOf(values):
            return column.in_(values)
        case Numbers(numbers):
            return column.in_(numbers)
        case Patterns(patterns) if case:
            return or_(*(case_like(column, pattern) for pattern in patterns))
        case Patterns(patterns):
            return or_(*(column.ilike(like(pattern), escape=ESCAPE) for pattern in patterns))
        case Between(low, high):
            return between(column, low, high)


def between(column: Column, low: str, high: str) -> Condition:
    """From `low` to `high`; an empty value is in no range."""
    return and_(column >= low if low else column > "", *([column <= high] if high else []))


def named(matching: NameMatching) -> list[Condition]:
    """Conditions on the patient's name, all of which have to hold."""
    return [
        or_(*(Study.name_key.like(pattern, escape=ESCAPE) for pattern in patterns))
        for patterns in matching.conditions
    ]


def holds_one(column: Column, values: Iterable[str]) -> Condition:
    """Whether a column of values joined by backslashes holds one of these, wildcards allowed."""
    framed = literal("\\").concat(column).concat("\\")
    return or_(*(framed.ilike(f"%\\\\{like(value)}\\\\%", escape=ESCAPE) for value in values))
