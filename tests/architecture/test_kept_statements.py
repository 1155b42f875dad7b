"""Statements that modules keep: every value in them has a type, whatever was imported before."""

import importlib
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import BindParameter, ClauseElement, ForeignKey, Uuid, bindparam, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.visitors import iterate

from core.kernel import db
from tests.architecture.source import PRODUCT, python_files


class Bare(DeclarativeBase):
    """What models would stand on without the house's base."""


class BareLetter(Bare):
    __tablename__ = "bare_letter"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("not_yet_known.id"))


class Founded(db.Base):
    __abstract__ = True
    metadata = Bare.metadata  # not the product's: this table is in no migration


class FoundedLetter(Founded):
    __tablename__ = "founded_letter"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("not_yet_known.id"))
    reader_id: Mapped[UUID | None] = mapped_column(ForeignKey("not_yet_known.id"))


def untyped(statement: ClauseElement) -> Iterator[str]:
    """The values of a statement that have no type."""
    for element in iterate(statement):
        if isinstance(element, BindParameter) and element.type._isnull:
            yield str(element.key)


def kept_statements() -> Iterator[tuple[str, ClauseElement]]:
    """Everything that can be sent to a database and lives as long as its module."""
    for source in python_files(*PRODUCT):
        name = source.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for key, value in vars(importlib.import_module(name)).items():
            if isinstance(value, ClauseElement) and not isinstance(value, BindParameter):
                yield f"{name}.{key}", value


def test_every_value_of_a_kept_statement_has_a_type() -> None:
    kept = dict(kept_statements())

    assert len(kept) > 20
    assert [f"{name}: {key}" for name, statement in kept.items() for key in untyped(statement)] == []


def test_a_value_without_a_type_is_found() -> None:
    statement = select(BareLetter).where(BareLetter.sender_id == bindparam("sender"))

    assert list(untyped(statement)) == ["sender"]


def test_a_key_of_a_table_that_nobody_knows_yet_has_its_type() -> None:
    by_sender = select(FoundedLetter).where(FoundedLetter.sender_id == bindparam("sender"))
    by_reader = select(FoundedLetter).where(FoundedLetter.reader_id == bindparam("reader"))

    assert [list(untyped(statement)) for statement in (by_sender, by_reader)] == [[], []]
    assert isinstance(FoundedLetter.__table__.c.reader_id.type, Uuid)
