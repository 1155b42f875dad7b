"""The counter of statements counts: a page that asks once for each row is found."""

import pytest
from sqlalchemy import select

from core.kernel import db
from core.kernel.numbers import NumberCounter, NumberRange, draw_number
from tests.support.statements import counted


@pytest.mark.usefixtures("database")
def test_asking_once_for_each_row_is_counted_row_by_row() -> None:
    with db.unit_of_work() as session:
        for range_ in (NumberRange.ORDER, NumberRange.INVOICE, NumberRange.SHIPMENT):
            draw_number(session, range_)

    with db.reading() as session, counted(db.read_engine()) as at_once:
        rows = list(session.scalars(select(NumberCounter)))
    with db.reading() as session, counted(db.read_engine()) as one_by_one:
        for row in rows:
            session.scalars(select(NumberCounter).where(NumberCounter.prefix == row.prefix)).one()

    assert (len(rows), at_once.count, one_by_one.count) == (3, 1, 3)
