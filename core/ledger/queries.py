"""Reading the books: journal, balances, revenue by unit and month, and the check that all is in order."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, case, extract, func, or_, select
from sqlalchemy.orm import Session, selectinload

from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.ledger.models import Account, JournalEntry, Posting, RevenueSchedule
from core.ledger.states import AccountType

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRow:
    """One line of an entry. Minor units; either debit or credit is zero."""

    account: str
    account_name: str
    account_name_de: str
    business_unit_id: UUID
    debit_minor: int
    credit_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """An entry with its lines."""

    id: UUID
    number: str
    posted_on: date
    kind: str
    narrative: str
    cause_type: str
    cause_id: UUID
    postings: tuple[PostingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """Entries, the latest first; `next_before` continues, or is None at the end."""

    entries: tuple[JournalRow, ...]
    next_before: str | None


def journal(
    session: Session,
    *,
    before: str | None = None,
    business_unit_id: UUID | None = None,
    month: date | None = None,
    size: int = PAGE,
) -> JournalPage:
    """The journal, or one month of it, from the latest number backwards, in three statements however long it is."""
    statement = select(JournalEntry).options(selectinload(JournalEntry.postings))
    if before is not None:
        statement = statement.where(JournalEntry.number < before)
    if month is not None:
        first = month.replace(day=1)
        statement = statement.where(JournalEntry.posted_on >= first, JournalEntry.posted_on < _next_month(first))
    if business_unit_id is not None:
        of_unit = select(Posting.entry_id).where(Posting.business_unit_id == business_unit_id)
        statement = statement.where(JournalEntry.id.in_(of_unit))
    found = list(session.scalars(statement.order_by(JournalEntry.number.desc()).limit(size + 1)))
    names = _account_names(session)
    entries = tuple(_row(entry, names) for entry in found[:size])
    return JournalPage(entries=entries, next_before=entries[-1].number if len(found) > size else None)


def get_entry(session: Session, number: str) -> JournalRow:
    """One entry by its number. Raises NotFound."""
    statement = select(JournalEntry).where(JournalEntry.number == number)
    found = session.scalar(statement.options(selectinload(JournalEntry.postings)))
    if found is None:
        raise NotFound("ledger.no_entry", N_("There is no entry with this number."))
    return _row(found, _account_names(session))


def entries_of(session: Session, cause_type: str, cause_id: UUID) -> list[JournalRow]:
    """The entries that a document caused, the oldest first."""
    statement = select(JournalEntry).where(JournalEntry.cause_type == cause_type, JournalEntry.cause_id == cause_id)
    found = session.scalars(statement.options(selectinload(JournalEntry.postings)).order_by(JournalEntry.number))
    names = _account_names(session)
    return [_row(entry, names) for entry in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """An account's sums up to a day. Minor units; `balance_minor` is debit less credit."""

    account: str
    name: str
    name_de: str
    type: AccountType
    debit_minor: int
    credit_minor: int
    currency: str

    @property
    def balance_minor(self) -> int:
        """Debit less credit."""
        return self.debit_minor - self.credit_minor


def trial_balance(
    session: Session, *, up_to: date | None = None, business_unit_id: UUID | None = None
) -> list[BalanceRow]:
    """The sums of every account up to a day (inclusive), of one unit or of the company."""
    debited, credited = _sums()
    statement = (
        select(Account.code, Account.name, Account.name_de, Account.type, debited, credited, Posting.currency)
        .join(Posting, Posting.account_code == Account.code)
        .group_by(Account.code, Account.name, Account.name_de, Account.type, Posting.currency)
        .order_by(Account.code, Posting.currency)
    )
    if up_to is not None:
        statement = statement.join(JournalEntry).where(JournalEntry.posted_on <= up_to)
    if business_unit_id is not None:
        statement = statement.where(Posting.business_unit_id == business_unit_id)
    return [
        BalanceRow(
            account=code, name=name, name_de=name_de, type=kind,
            debit_minor=int(debit), credit_minor=int(credit), currency=currency,
        )
        for code, name, name_de, kind, debit, credit, currency in session.execute(statement)
    ]  # fmt: skip


def balance_of(session: Session, account: str, *, business_unit_id: UUID | None = None) -> int:
    """What stands on an account now, debit less credit, in minor units."""
    statement = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(Posting.account_code == account)
    if business_unit_id is not None:
        statement = statement.where(Posting.business_unit_id == business_unit_id)
    return int(session.scalar(statement) or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRevenue:
    """Revenue of one business unit, by month, in minor units (positive: earned)."""

    business_unit_id: UUID
    by_month: tuple[int, ...]

    @property
    def total_minor(self) -> int:
        """All months together."""
        return sum(self.by_month)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueTable:
    """Revenue by unit over months; `months` are the first days of each."""

    months: tuple[date, ...]
    units: tuple[UnitRevenue, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        """The company's revenue, month by month."""
        return tuple(sum(unit.by_month[index] for unit in self.units) for index in range(len(self.months)))


def revenue_by_unit_and_month(session: Session, *, first: date, last: date) -> RevenueTable:
    """Revenue of every unit in the months from `first` to `last`, both included."""
    months = _months(first, last)
    year, month = extract("year", JournalEntry.posted_on), extract("month", JournalEntry.posted_on)
    statement = (
        select(Posting.business_unit_id, year, month, func.sum(Posting.amount_minor))
        .join(JournalEntry)
        .join(Account)
        .where(Account.type == AccountType.REVENUE)
        .where(JournalEntry.posted_on >= months[0], JournalEntry.posted_on < _next_month(months[-1]))
        .group_by(Posting.business_unit_id, year, month)
        .order_by(Posting.business_unit_id)
    )
    sums: dict[UUID, dict[date, int]] = defaultdict(dict)
    for unit, in_year, in_month, amount in session.execute(statement):
        sums[unit][date(int(in_year), int(in_month), 1)] = -int(amount)
    units = tuple(
        UnitRevenue(business_unit_id=unit, by_month=tuple(found.get(month, 0) for month in months))
        for unit, found in sums.items()
    )
    return RevenueTable(months=tuple(months), units=units)


def deferred_minor(session: Session) -> int:
    """What is deferred by schedules and not yet earned, in minor units; equals account 3900."""
    open_amount = func.sum(RevenueSchedule.amount_minor - RevenueSchedule.recognised_minor)
    return int(session.scalar(select(func.coalesce(open_amount, 0))) or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerVerdict:
    """What the check of the books found."""

    entries: int
    unbalanced: tuple[str, ...]
    missing_numbers: tuple[str, ...]

    @property
    def is_in_order(self) -> bool:
        """Whether every entry balances and no number is missing."""
        return not self.unbalanced and not self.missing_numbers


def verify(session: Session) -> LedgerVerdict:
    """Check every entry and every number; nothing is changed."""
    entries = int(session.scalar(select(func.count()).select_from(JournalEntry)) or 0)
    return LedgerVerdict(entries=entries, unbalanced=_unbalanced(session), missing_numbers=_missing_numbers(session))


def _unbalanced(session: Session) -> tuple[str, ...]:
    """Entries that do not sum to zero in a unit and currency, or have no postings at all."""
    statement = (
        select(JournalEntry.number)
        .outerjoin(Posting)
        .group_by(JournalEntry.number, Posting.business_unit_id, Posting.currency)
        .having(or_(func.sum(Posting.amount_minor) != 0, func.count(Posting.id) == 0))
        .order_by(JournalEntry.number)
    )
    return tuple(dict.fromkeys(session.scalars(statement)))


def _missing_numbers(session: Session) -> tuple[str, ...]:
    expected: dict[str, int] = defaultdict(lambda: 1)
    missing = []
    for number in session.scalars(select(JournalEntry.number).order_by(JournalEntry.number)):
        prefix, _, counted = number.rpartition("-")
        while expected[prefix] < int(counted):
            missing.append(f"{prefix}-{expected[prefix]:06d}")
            expected[prefix] += 1
        expected[prefix] += 1
    return tuple(missing)


def _account_names(session: Session) -> dict[str, Account]:
    return {account.code: account for account in session.scalars(select(Account))}


def _row(entry: JournalEntry, names: dict[str, Account]) -> JournalRow:
    return JournalRow(
        id=entry.id,
        number=entry.number,
        posted_on=entry.posted_on,
        kind=entry.kind,
        narrative=entry.narrative,
        cause_type=entry.cause_type,
        cause_id=entry.cause_id,
        postings=tuple(_posting_row(posting, names[posting.account_code]) for posting in entry.postings),
    )


def _posting_row(posting: Posting, account: Account) -> PostingRow:
    return PostingRow(
        account=account.code,
        account_name=account.name,
        account_name_de=account.name_de,
        business_unit_id=posting.business_unit_id,
        debit_minor=max(posting.amount_minor, 0),
        credit_minor=max(-posting.amount_minor, 0),
        currency=posting.currency,
    )


def _sums() -> tuple[ColumnElement[int], ColumnElement[int]]:
    debited = func.sum(case((Posting.amount_minor > 0, Posting.amount_minor), else_=0))
    credited = func.sum(case((Posting.amount_minor < 0, -Posting.amount_minor), else_=0))
    return debited, credited


def _months(first: date, last: date) -> list[date]:
    months = [first.replace(day=1)]
    while (following := _next_month(months[-1])) <= last:
        months.append(following)
    return months


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
