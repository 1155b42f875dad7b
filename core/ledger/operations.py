"""Writing the books: post an entry once, defer revenue, recognise what time has earned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.kernel import clock
from core.kernel.db import insert_if_absent, lock, new_id
from core.kernel.numbers import NumberRange, draw_number
from core.ledger.errors import EntryDiffers
from core.ledger.models import Account, JournalEntry, Posting, RevenueSchedule
from core.ledger.rules import CHART, PostingLine, Recognition, credit, debit, merged, recognitions, require_balanced
from core.ledger.states import AccountCode, EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The document that an entry comes from."""

    type: str
    id: UUID


def post_entry(
    session: Session,
    *,
    kind: EntryKind,
    key: str,
    posted_on: date,
    lines: Sequence[PostingLine],
    narrative: str,
    cause: Cause,
) -> JournalEntry:
    """Write one entry; with a key that was used before, return the entry it led to.

    Lines of one account, unit and currency become one. Refuses an entry that does not balance per business unit
    and currency, and a used key with other amounts. The number is drawn last: its counter stays locked.
    """
    wanted = merged(lines)
    require_balanced(wanted)
    existing = find_entry(session, key)
    if existing is not None:
        return _same(existing, wanted)
    _open_accounts(session, wanted)
    entry = JournalEntry(
        id=new_id(),
        number=draw_number(session, NumberRange.JOURNAL, year=posted_on.year),
        posted_on=posted_on,
        kind=kind.value,
        key=key,
        cause_type=cause.type,
        cause_id=cause.id,
        narrative=narrative[:300],
        created_at=clock.now(),
        postings=[_posting(position, line) for position, line in enumerate(wanted, start=1)],
    )
    session.add(entry)
    return entry


def find_entry(session: Session, key: str) -> JournalEntry | None:
    """The entry with a key, with its postings."""
    statement = select(JournalEntry).where(JournalEntry.key == key)
    return session.scalar(statement.options(selectinload(JournalEntry.postings)))


def _same(existing: JournalEntry, wanted: Sequence[PostingLine]) -> JournalEntry:
    posted = {(p.account_code, p.business_unit_id, p.currency, p.amount_minor) for p in existing.postings}
    if posted != {(w.account.value, w.business_unit_id, w.currency, w.amount_minor) for w in wanted}:
        raise EntryDiffers(existing.key)
    return existing


def _open_accounts(session: Session, lines: Sequence[PostingLine]) -> None:
    """Accounts come from the chart when they are first posted to, so that no set-up can forget one."""
    wanted = {line.account for line in lines}
    present = set(session.scalars(select(Account.code).where(Account.code.in_(wanted))))
    for code in sorted(wanted - present):
        line = CHART[code]
        insert_if_absent(session, Account, code=code.value, name=line.name, name_de=line.name_de, type=line.type)


def _posting(position: int, line: PostingLine) -> Posting:
    return Posting(
        position=position,
        account_code=line.account.value,
        business_unit_id=line.business_unit_id,
        amount_minor=line.amount_minor,
        currency=line.currency,
    )


# --- revenue over time


def defer_revenue(
    session: Session,
    *,
    key: str,
    business_unit_id: UUID,
    account: AccountCode,
    amount_minor: int,
    currency: str,
    starts_on: date,
    ends_on: date,
    narrative: str,
    cause: Cause,
) -> None:
    """Remember that an amount on 3900 is earned day by day over [starts_on, ends_on). A used key changes nothing."""
    insert_if_absent(
        session,
        RevenueSchedule,
        key=key,
        business_unit_id=business_unit_id,
        account_code=account.value,
        amount_minor=amount_minor,
        currency=currency,
        starts_on=starts_on,
        ends_on=ends_on,
        recognised_before=starts_on,
        recognised_minor=0,
        cause_type=cause.type,
        cause_id=cause.id,
        narrative=narrative[:200],
    )


def recognise_revenue(session: Session, *, up_to: date) -> int:
    """Post what the month ends up to a day (inclusive) have earned; returns the number of entries.

    Month ends that were missed are caught up, each with its own date. Running twice posts nothing twice.
    """
    statement = (
        select(RevenueSchedule.id)
        .where(RevenueSchedule.recognised_before < RevenueSchedule.ends_on)
        .where(RevenueSchedule.recognised_before <= up_to)
        .order_by(RevenueSchedule.id)
    )
    return sum(_recognise(session, schedule_id, up_to) for schedule_id in session.scalars(statement).all())


def _recognise(session: Session, schedule_id: UUID, up_to: date) -> int:
    schedule = lock(session, RevenueSchedule, schedule_id)
    due = recognitions(
        schedule.amount_minor,
        schedule.starts_on,
        schedule.ends_on,
        recognised_before=schedule.recognised_before,
        up_to=up_to,
    )
    for recognition in due:
        _post_recognition(session, schedule, recognition)
    return len(due)


def _post_recognition(session: Session, schedule: RevenueSchedule, due: Recognition) -> None:
    unit, amount, currency = schedule.business_unit_id, due.amount_minor, schedule.currency
    if amount:
        post_entry(
            session,
            kind=EntryKind.REVENUE_RECOGNISED,
            key=f"revenue:{schedule.id}:{due.posted_on:%Y-%m}",
            posted_on=due.posted_on,
            lines=(
                debit(AccountCode.DEFERRED_INCOME, unit, amount, currency),
                credit(AccountCode(schedule.account_code), unit, amount, currency),
            ),
            narrative=f"{schedule.narrative} {due.posted_on:%Y-%m}",
            cause=Cause(type=schedule.cause_type, id=schedule.cause_id),
        )
    schedule.recognised_minor += amount
    schedule.recognised_before = due.posted_on + timedelta(days=1)
