"""Many keys at once: whole numbers as one parameter, and keys that a statement has found before it goes on."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Integer, Select, String, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class Integers(TypeDecorator[Any]):
    """Whole numbers: an array where the database has arrays, else a list as JSON."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database takes."""
        return dialect.type_descriptor(ARRAY(Integer()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The list as the database takes it."""
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


class _EachOf(FunctionElement[int]):
    """The numbers of a parameter as rows."""

    type = Integer()
    inherit_cache = True


@compiles(_EachOf)
def _unnest(element: _EachOf, compiler: Any, **options: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}))"


@compiles(_EachOf, "sqlite")
def _json_each(element: _EachOf, compiler: Any, **options: Any) -> str:
    parameter = compiler.process(element.clauses, **options)
    return f"(SELECT value FROM json_each({parameter}))"  # noqa: S608  # a parameter's place


class _OneOf(FunctionElement[bool]):
    """Whether a column is one of the keys of a subquery."""

    type = Boolean()
    inherit_cache = True


@compiles(_OneOf)
def _in(element: _OneOf, compiler: Any, **options: Any) -> str:
    column, keys = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN {keys}"


@compiles(_OneOf, "postgresql")
def _any(element: _OneOf, compiler: Any, **options: Any) -> str:
    column, keys = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY (ARRAY{keys})"


def is_one_of(column: Any, keys: Select[Any]) -> ColumnElement[bool]:
    """Whether a column with an index is one of the keys that a statement finds.

    PostgreSQL finds them first and then looks each of them up: of a temporary result it knows too little to see that
    this is better than to go through a whole table.
    """
    condition: ColumnElement[bool] = _OneOf(column, keys.scalar_subquery())
    return condition


def is_among(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is one of many numbers."""
    condition: ColumnElement[bool] = column.bool_op("IN")(_EachOf(literal(list(numbers), Integers())))
    return condition
