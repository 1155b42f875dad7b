"""Many whole numbers as one parameter: a statement with a thousand of them stays as short as one with two."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Integer, String, literal
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


def is_among(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is one of many numbers."""
    condition: ColumnElement[bool] = column.bool_op("IN")(_EachOf(literal(list(numbers), Integers())))
    return condition
