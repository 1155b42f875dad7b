"""The tables of the books. Entries and postings are written once and never change."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.ledger.states import AccountType


class Account(Base):
    """An account of the chart that has been posted to."""

    __tablename__ = "account"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_de: Mapped[str] = mapped_column(String(80))
    type: Mapped[AccountType] = mapped_column(enum_column(AccountType))


class JournalEntry(Identified, AppendOnly, Base):
    """One business event in the books. `key` makes it the only one for its cause."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        Index("ix_journal_entry_posted_on", "posted_on"),
        Index("ix_journal_entry_cause", "cause_type", "cause_id"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    posted_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    cause_type: Mapped[str] = mapped_column(String(40))
    cause_id: Mapped[UUID]
    narrative: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    postings: Mapped[list["Posting"]] = relationship(order_by="Posting.position", lazy="raise_on_sql")


class Posting(Identified, AppendOnly, Base):
    """One line of an entry: debit positive, credit negative, always with its business unit."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="not_zero"),
        Index("ix_posting_entry_id", "entry_id", "position"),
        Index("ix_posting_account_code", "account_code", "business_unit_id"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entry.id"))
    position: Mapped[int]
    account_code: Mapped[str] = mapped_column(ForeignKey("account.code"))
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))


class RevenueSchedule(Identified, Base):
    """Deferred income that becomes revenue day by day over [starts_on, ends_on)."""

    __tablename__ = "revenue_schedule"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="has_days"),
        CheckConstraint("amount_minor > 0", name="has_amount"),
        CheckConstraint("recognised_minor BETWEEN 0 AND amount_minor", name="never_more_than_all"),
        Index("ix_revenue_schedule_open", "recognised_before", "id"),
    )

    key: Mapped[str] = mapped_column(String(120), unique=True)
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    account_code: Mapped[str] = mapped_column(String(8))
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    recognised_before: Mapped[date]
    recognised_minor: Mapped[int] = minor_column(default=0)
    cause_type: Mapped[str] = mapped_column(String(40))
    cause_id: Mapped[UUID]
    narrative: Mapped[str] = mapped_column(String(200))
