"""The books: balanced entries once per cause, gapless numbers, revenue over time, balances."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.accounts.operations import ensure_business_unit
from core.kernel import clock
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.jobs import enqueue, run_due
from core.kernel.settings import Settings
from core.ledger import jobs as ledger_jobs  # noqa: F401  registers its functions
from core.ledger.errors import EntryDiffers, UnbalancedEntry
from core.ledger.models import JournalEntry, Posting, RevenueSchedule
from core.ledger.operations import Cause, defer_revenue, post_entry, recognise_revenue
from core.ledger.queries import (
    balance_of,
    deferred_minor,
    entries_of,
    journal,
    revenue_by_unit_and_month,
    trial_balance,
    verify,
)
from core.ledger.rules import PostingLine, credit, debit
from core.ledger.states import AccountCode, EntryKind
from tests.support.statements import counted

CAUSE = Cause(type="receipt", id=UUID(int=9))
MAY = date(2026, 5, 4)


class ChangedMyMind(Exception):
    pass


def a_unit(code: str = "coffee") -> UUID:
    with unit_of_work() as session:
        return ensure_business_unit(session, code=code, name=code.title()).id


def post(
    session: Session, lines: Sequence[PostingLine], *, key: str = "one", on: date = MAY, cause: Cause = CAUSE
) -> JournalEntry:
    return post_entry(
        session,
        kind=EntryKind.PAYMENT_RECEIVED,
        key=key,
        posted_on=on,
        lines=lines,
        narrative="A test",
        cause=cause,
    )


def paid(unit: UUID, amount: int = 100) -> list[PostingLine]:
    return [debit(AccountCode.BANK, unit, amount), credit(AccountCode.RECEIVABLES, unit, amount)]


def sold(unit: UUID, amount: int) -> list[PostingLine]:
    return [debit(AccountCode.RECEIVABLES, unit, amount), credit(AccountCode.REVENUE_STANDARD, unit, amount)]


def count(model: type[JournalEntry | Posting | RevenueSchedule]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_entry_has_a_number_its_postings_and_its_cause(database: Settings) -> None:
    unit = a_unit()

    with unit_of_work() as session:
        post(session, paid(unit, 4690))

    with reading() as session:
        (entry,) = journal(session).entries
        assert (entry.number, entry.kind, entry.posted_on) == ("J-2026-000001", "payment.received", MAY)
        assert (entry.cause_type, entry.cause_id) == ("receipt", CAUSE.id)
        assert [(p.account, p.debit_minor, p.credit_minor) for p in entry.postings] == [
            ("1800", 4690, 0),
            ("1200", 0, 4690),
        ]
        assert [e.number for e in entries_of(session, "receipt", CAUSE.id)] == ["J-2026-000001"]


def test_an_entry_that_does_not_balance_is_refused_and_nothing_is_written(database: Settings) -> None:
    unit = a_unit()
    lines = [debit(AccountCode.BANK, unit, 101), credit(AccountCode.RECEIVABLES, unit, 100)]

    with pytest.raises(UnbalancedEntry), unit_of_work() as session:
        post(session, lines)

    assert (count(JournalEntry), count(Posting)) == (0, 0)
    with unit_of_work() as session:
        assert post(session, paid(unit)).number == "J-2026-000001"


def test_the_same_key_posts_once_and_gives_the_same_entry(database: Settings) -> None:
    unit = a_unit()

    with unit_of_work() as session:
        first = post(session, paid(unit)).id
    with unit_of_work() as session:
        again = post(session, paid(unit)).id

    assert first == again
    assert (count(JournalEntry), count(Posting)) == (1, 2)


def test_the_same_key_with_other_amounts_is_refused(database: Settings) -> None:
    unit = a_unit()
    with unit_of_work() as session:
        post(session, paid(unit, 100))

    with pytest.raises(EntryDiffers), unit_of_work() as session:
        post(session, paid(unit, 200))

    assert (count(JournalEntry), count(Posting)) == (1, 2)


def test_numbers_have_no_gaps_when_many_post_at_once_and_some_fail(database: Settings) -> None:
    unit = a_unit()

    def post_one(index: int) -> None:
        with suppress(ChangedMyMind), unit_of_work() as session:
            post(session, paid(unit), key=str(index))
            if index % 3 == 0:
                raise ChangedMyMind

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post_one, range(1, 25)))

    with reading() as session:
        verdict = verify(session)
        numbers = list(session.scalars(select(JournalEntry.number).order_by(JournalEntry.number)))
    assert (verdict.entries, verdict.is_in_order) == (16, True)
    assert numbers == [f"J-2026-{number:06d}" for number in range(1, 17)]


def test_a_posting_cannot_be_changed_through_its_session(database: Settings) -> None:
    unit = a_unit()
    with unit_of_work() as session:
        post(session, paid(unit))

    with pytest.raises(RuntimeError, match="written once"), unit_of_work() as session:
        session.scalars(select(Posting)).all()[0].amount_minor = 5
    with pytest.raises(RuntimeError, match="written once"), unit_of_work() as session:
        session.delete(session.scalars(select(Posting)).all()[0])

    with reading() as session:
        assert balance_of(session, AccountCode.BANK) == 100


def test_the_check_finds_a_changed_amount_and_a_missing_entry(database: Settings) -> None:
    unit = a_unit()
    with unit_of_work() as session:
        for key in ("one", "two", "three"):
            post(session, paid(unit), key=key)
    with unit_of_work() as session:
        drop_guards(session)
        third = session.scalars(select(JournalEntry).where(JournalEntry.key == "three")).one()
        session.execute(
            update(Posting).where(Posting.entry_id == third.id, Posting.position == 1).values(amount_minor=7)
        )
        session.execute(update(JournalEntry).where(JournalEntry.key == "two").values(number="J-2026-000009"))

    with reading() as session:
        verdict = verify(session)

    assert verdict.unbalanced == ("J-2026-000003",)
    assert verdict.missing_numbers == (
        "J-2026-000002", "J-2026-000004", "J-2026-000005", "J-2026-000006", "J-2026-000007", "J-2026-000008",
    )  # fmt: skip
    assert not verdict.is_in_order


def drop_guards(session: Session) -> None:
    """Take the triggers off that keep these rows as they are: somebody tampers with the database itself."""
    for table in ("posting", "journal_entry"):
        on = f' ON "{table}"' if session.get_bind().dialect.name == "postgresql" else ""
        session.connection().exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_is_append_only_update{on}")


def test_every_unit_has_a_trial_balance_of_its_own_that_sums_to_zero(database: Settings) -> None:
    coffee, service = a_unit("coffee"), a_unit("service")
    with unit_of_work() as session:
        post(session, sold(coffee, 500), key="a")
        post(session, [*sold(service, 300), *paid(coffee, 200)], key="b", on=date(2026, 6, 1))

    with reading() as session:
        whole = {row.account: row.balance_minor for row in trial_balance(session)}
        of_coffee = {row.account: row.balance_minor for row in trial_balance(session, business_unit_id=coffee)}
        in_may = {row.account: row.balance_minor for row in trial_balance(session, up_to=date(2026, 5, 31))}

    assert whole == {"1200": 600, "1800": 200, "4400": -800}
    assert of_coffee == {"1200": 300, "1800": 200, "4400": -500}
    assert in_may == {"1200": 500, "4400": -500}


def test_revenue_is_shown_by_unit_and_month(database: Settings) -> None:
    coffee, service = a_unit("coffee"), a_unit("service")
    with unit_of_work() as session:
        post(session, sold(coffee, 500), key="a", on=date(2026, 4, 30))
        post(session, sold(coffee, 700), key="b", on=date(2026, 5, 1))
        post(session, sold(service, 300), key="c", on=date(2026, 6, 30))
        post(session, sold(service, 999), key="d", on=date(2026, 7, 1))

    with reading() as session:
        table = revenue_by_unit_and_month(session, first=date(2026, 4, 15), last=date(2026, 6, 2))

    assert table.months == (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))
    assert {unit.business_unit_id: unit.by_month for unit in table.units} == {
        coffee: (500, 700, 0),
        service: (0, 0, 300),
    }
    assert table.totals == (500, 700, 300)


def test_the_journal_turns_pages_without_losing_an_entry_in_constant_statements(database: Settings) -> None:
    unit = a_unit()
    with unit_of_work() as session:
        for index in range(7):
            post(session, paid(unit), key=str(index))

    with counted(engine()) as small, reading() as session:
        journal(session, size=1)
    with counted(engine()) as large, reading() as session:
        first = journal(session, size=4)
    with reading() as session:
        second = journal(session, size=4, before=first.next_before)

    assert small.count == large.count == 3
    numbers = [entry.number for entry in (*first.entries, *second.entries)]
    assert numbers == [f"J-2026-{number:06d}" for number in range(7, 0, -1)]
    assert second.next_before is None


# --- revenue over time


def a_schedule(unit: UUID, *, key: str = "s", amount: int = 10800) -> None:
    with unit_of_work() as session:
        post(
            session,
            [debit(AccountCode.RECEIVABLES, unit, amount), credit(AccountCode.DEFERRED_INCOME, unit, amount)],
            key=f"deferred-{key}",
            on=date(2026, 11, 16),
        )
        defer_revenue(
            session,
            key=key,
            business_unit_id=unit,
            account=AccountCode.REVENUE_STANDARD,
            amount_minor=amount,
            currency="EUR",
            starts_on=date(2026, 11, 16),
            ends_on=date(2027, 11, 16),
            narrative="Maintenance",
            cause=CAUSE,
        )


def test_a_year_is_recognised_month_by_month_in_the_documented_amounts(database: Settings) -> None:
    unit = a_unit()
    a_schedule(unit)

    with unit_of_work() as session:
        assert recognise_revenue(session, up_to=date(2027, 11, 30)) == 13

    with reading() as session:
        statement = select(JournalEntry.posted_on, Posting.amount_minor).join(Posting)
        posted = session.execute(statement.where(Posting.account_code == "4400").order_by(JournalEntry.posted_on)).all()
        assert [-amount for _, amount in posted] == [
            444, 917, 917, 829, 917, 888, 917, 888, 917, 917, 888, 917, 444,
        ]  # fmt: skip
        assert (posted[0][0], posted[-1][0]) == (date(2026, 11, 30), date(2027, 11, 30))
        assert (balance_of(session, "3900"), deferred_minor(session)) == (0, 0)
        assert verify(session).is_in_order


def test_deferred_income_equals_what_is_unearned_on_any_month_end(database: Settings) -> None:
    unit = a_unit()
    a_schedule(unit)

    for month_end in (date(2026, 11, 30), date(2027, 2, 28), date(2027, 6, 30)):
        with unit_of_work() as session:
            recognise_revenue(session, up_to=month_end)
        with reading() as session:
            assert -balance_of(session, "3900") == deferred_minor(session) > 0


def test_the_daily_job_recognises_only_months_that_have_ended(database: Settings) -> None:
    unit = a_unit()
    a_schedule(unit)

    for at, entries in (((2026, 11, 30, 12), 1), ((2026, 12, 1, 12), 2), ((2026, 12, 1, 13), 2)):
        with clock.frozen(datetime(*at, tzinfo=UTC)):
            with unit_of_work() as session:
                enqueue(session, "ledger.recognise_revenue", {})
            run_due()
        assert count(JournalEntry) == entries


def test_an_outage_of_months_is_caught_up_once_with_the_right_dates(database: Settings) -> None:
    unit = a_unit()
    a_schedule(unit)

    with clock.frozen(datetime(2027, 3, 15, 12, tzinfo=UTC)):
        for _ in range(2):
            with unit_of_work() as session:
                enqueue(session, "ledger.recognise_revenue", {})
        run_due()

    with reading() as session:
        statement = select(JournalEntry.posted_on).where(JournalEntry.kind == "revenue.recognised")
        assert list(session.scalars(statement.order_by(JournalEntry.posted_on))) == [
            date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28),
        ]  # fmt: skip
        assert balance_of(session, "4400") == -(444 + 917 + 917 + 829)


def test_revenue_recognised_by_two_workers_at_once_is_posted_once(database: Settings) -> None:
    unit = a_unit()
    for index in range(3):
        a_schedule(unit, key=f"s{index}")

    def recognise(_: int) -> int:
        with unit_of_work() as session:
            return recognise_revenue(session, up_to=date(2027, 1, 31))

    with ThreadPoolExecutor(4) as pool:
        posted = list(pool.map(recognise, range(4)))

    assert sum(posted) == 9
    with reading() as session:
        assert balance_of(session, "4400") == -3 * (444 + 917 + 917)
        assert verify(session).is_in_order


def test_a_schedule_with_a_used_key_changes_nothing(database: Settings) -> None:
    unit = a_unit()
    a_schedule(unit)
    a_schedule(unit)

    assert count(RevenueSchedule) == 1
