"""Rows that are written once: the session refuses to change or delete them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import CheckConstraint, Connection, delete, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column

from core.kernel.db import Base


class AppendOnly:
    """A mixin for tables whose rows never change; a correction is a new row."""


class Erasing(Base):
    """A row of the transaction in which a person is forgotten. Nobody else ever sees it.

    Some tables that are written once name people; their triggers let the erasure pass while the row is there.
    """

    __tablename__ = "erasing"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)


@contextmanager
def erasing(session: Session) -> Iterator[None]:
    """Let statements of this transaction overwrite what names a person; the session itself goes on refusing."""
    session.execute(insert(Erasing).values(id=1))
    yield
    session.execute(delete(Erasing))


def _refuse_change(_mapper: Mapper[AppendOnly], _connection: Connection, target: AppendOnly) -> None:
    changed = [name for name, attribute in inspect(target).attrs.items() if attribute.history.has_changes()]
    columns = set(changed) & set(inspect(type(target)).column_attrs.keys())
    if columns:
        raise RuntimeError(f"{type(target).__name__} is written once; {sorted(columns)} cannot change.")


def _refuse_removal(_mapper: Mapper[AppendOnly], _connection: Connection, target: AppendOnly) -> None:
    raise RuntimeError(f"{type(target).__name__} is written once and never deleted.")


event.listen(AppendOnly, "before_update", _refuse_change, propagate=True)
event.listen(AppendOnly, "before_delete", _refuse_removal, propagate=True)
