"""Document numbers: gapless per range and year, drawn in the transaction that uses them."""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, String, bindparam, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.kernel import clock
from core.kernel.db import Base, insert_if_absent


class NumberRange(StrEnum):
    """The ranges, by the prefix that stands in front of their numbers."""

    ORDER = "SO"
    INVOICE = "RE"
    CREDIT_NOTE = "GS"
    SHIPMENT = "LS"
    SERVICE_JOB = "SV"
    CONTRACT = "C"
    CUSTOMER = "K"
    JOURNAL = "J"
    PAYMENT = "Z"
    RETURN = "RT"
    TRANSFER = "UL"
    STOCKTAKE = "IV"
    QUOTE = "AN"
    QUOTE_REQUEST = "AF"


class NumberCounter(Base):
    """The last number given in a range and year."""

    __tablename__ = "number_counter"
    __table_args__ = (CheckConstraint("last >= 0", name="counts_up"),)

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger)


_NEXT = (
    update(NumberCounter)
    .where(NumberCounter.prefix == bindparam("in_range"), NumberCounter.year == bindparam("in_year"))
    .values(last=NumberCounter.last + 1)
    .returning(NumberCounter.last)
    .execution_options(synchronize_session=False)
)


def draw_number(session: Session, number_range: NumberRange, *, year: int | None = None) -> str:
    """The next number of a range, such as RE-2026-000017; without gaps, for a rollback gives it back.

    The counter stays locked until the transaction ends: draw as late as possible.
    """
    year = year or clock.today().year
    counter = {"in_range": number_range.value, "in_year": year}
    last = session.scalar(_NEXT, counter)
    if last is None:
        insert_if_absent(session, NumberCounter, prefix=number_range.value, year=year, last=0)
        last = session.scalar(_NEXT, counter)
    return f"{number_range.value}-{year}-{last:06d}"
