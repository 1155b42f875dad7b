"""Rows that are written once: the session refuses to change or delete them."""

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Mapper


class AppendOnly:
    """A mixin for tables whose rows never change; a correction is a new row."""


def _refuse_change(_mapper: Mapper[AppendOnly], _connection: Connection, target: AppendOnly) -> None:
    changed = [name for name, attribute in inspect(target).attrs.items() if attribute.history.has_changes()]
    columns = set(changed) & set(inspect(type(target)).column_attrs.keys())
    if columns:
        raise RuntimeError(f"{type(target).__name__} is written once; {sorted(columns)} cannot change.")


def _refuse_removal(_mapper: Mapper[AppendOnly], _connection: Connection, target: AppendOnly) -> None:
    raise RuntimeError(f"{type(target).__name__} is written once and never deleted.")


event.listen(AppendOnly, "before_update", _refuse_change, propagate=True)
event.listen(AppendOnly, "before_delete", _refuse_removal, propagate=True)
