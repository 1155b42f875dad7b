"""The rules of the books: when an entry balances, and which revenue a day has earned."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger.errors import EmptyEntry, UnbalancedEntry
from core.ledger.rules import CHART, credit, debit, earned_before, merged, recognitions, require_balanced
from core.ledger.states import AccountCode

COFFEE, SERVICE = UUID(int=1), UUID(int=2)


def test_an_entry_that_balances_is_accepted() -> None:
    require_balanced(
        [
            debit(AccountCode.CARD_TRANSIT, COFFEE, 46908),
            credit(AccountCode.DEPOSITS_STANDARD, COFFEE, 37800),
            credit(AccountCode.VAT_STANDARD, COFFEE, 7182),
            credit(AccountCode.DEPOSITS_REDUCED, COFFEE, 1800),
            credit(AccountCode.VAT_REDUCED, COFFEE, 126),
        ]
    )


def test_an_entry_that_balances_only_over_all_units_is_refused() -> None:
    lines = [debit(AccountCode.BANK, COFFEE, 100), credit(AccountCode.RECEIVABLES, SERVICE, 100)]

    with pytest.raises(UnbalancedEntry) as refusal:
        require_balanced(lines)

    assert refusal.value.code == "ledger.unbalanced"


def test_an_entry_that_balances_only_over_all_currencies_is_refused() -> None:
    lines = [debit(AccountCode.BANK, COFFEE, 100, "EUR"), credit(AccountCode.RECEIVABLES, COFFEE, 100, "USD")]

    with pytest.raises(UnbalancedEntry):
        require_balanced(lines)


def test_an_entry_with_one_cent_missing_says_how_much() -> None:
    with pytest.raises(UnbalancedEntry, match="differ by 1 minor units of EUR"):
        require_balanced([debit(AccountCode.BANK, COFFEE, 101), credit(AccountCode.RECEIVABLES, COFFEE, 100)])


def test_an_entry_without_postings_is_refused() -> None:
    with pytest.raises(EmptyEntry):
        require_balanced(merged([debit(AccountCode.BANK, COFFEE, 0), credit(AccountCode.BANK, COFFEE, 0)]))


def test_lines_of_one_account_and_unit_become_one() -> None:
    lines = merged(
        [
            debit(AccountCode.BANK, COFFEE, 60),
            debit(AccountCode.BANK, COFFEE, 40),
            debit(AccountCode.BANK, SERVICE, 5),
            credit(AccountCode.RECEIVABLES, COFFEE, 100),
        ]
    )

    assert [(line.account, line.business_unit_id, line.amount_minor) for line in lines] == [
        ("1800", COFFEE, 100),
        ("1800", SERVICE, 5),
        ("1200", COFFEE, -100),
    ]


def test_the_chart_has_every_account() -> None:
    assert set(CHART) == set(AccountCode)


def test_a_year_of_108_from_mid_november_is_recognised_in_the_thirteen_documented_amounts() -> None:
    found = recognitions(
        10800,
        date(2026, 11, 16),
        date(2027, 11, 16),
        recognised_before=date(2026, 11, 16),
        up_to=date(2027, 11, 30),
    )

    assert [recognition.amount_minor for recognition in found] == [
        444, 917, 917, 829, 917, 888, 917, 888, 917, 917, 888, 917, 444,
    ]  # fmt: skip
    assert found[0].posted_on == date(2026, 11, 30)
    assert found[3].posted_on == date(2027, 2, 28)
    assert found[-1].posted_on == date(2027, 11, 30)


def test_nothing_is_recognised_before_the_first_month_end() -> None:
    start, end = date(2026, 11, 16), date(2026, 12, 16)

    assert recognitions(1000, start, end, recognised_before=start, up_to=date(2026, 11, 29)) == []


def test_a_period_inside_one_month_is_recognised_at_its_end() -> None:
    start, end = date(2026, 11, 2), date(2026, 11, 20)

    found = recognitions(1000, start, end, recognised_before=start, up_to=date(2027, 3, 1))

    assert [(r.posted_on, r.amount_minor) for r in found] == [(date(2026, 11, 30), 1000)]


@given(
    amount=st.integers(1, 10**9),
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 800),
    stops=st.lists(st.integers(0, 900), max_size=5),
)
def test_revenue_recognised_in_any_steps_is_the_whole_amount(
    amount: int, start: date, days: int, stops: list[int]
) -> None:
    end, before = start + timedelta(days=days), start
    in_steps = []

    for stop in [*sorted(stops), 2000]:
        found = recognitions(amount, start, end, recognised_before=before, up_to=start + timedelta(days=stop))
        in_steps += found
        if found:
            before = found[-1].posted_on + timedelta(days=1)

    at_once = recognitions(amount, start, end, recognised_before=start, up_to=end + timedelta(days=31))
    assert in_steps == at_once
    assert sum(recognition.amount_minor for recognition in at_once) == amount
    assert all(recognition.amount_minor >= 0 for recognition in at_once)


def test_half_a_cent_is_earned_by_the_day_that_reaches_it() -> None:
    assert earned_before(1, date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 2)) == 1
