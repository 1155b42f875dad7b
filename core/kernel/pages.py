"""Lists page by page: where the next page begins."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased


def behind(order: Sequence[InstrumentedAttribute[Any]], after: UUID | None) -> list[ColumnElement[bool]]:
    """Only rows later in this order than the one with this id, wherever that stands by now; without an id, all.

    `order` are columns of one table, none of them empty; the last is its id.
    """
    if after is None:
        return []
    last = aliased(order[-1].class_)
    place = [getattr(last, column.key) for column in order]
    return [exists().where(place[-1] == after, tuple_(*order) > tuple_(*place))]
