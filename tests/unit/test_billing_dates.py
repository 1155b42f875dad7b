"""When subscriptions bill: boundaries from the first anchor, and every period once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.subscriptions.rules import (
    BillingTerms,
    boundary,
    earliest_end,
    is_boundary,
    next_period,
    period,
    periods_due,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 12, 31))
INTERVALS = st.sampled_from([1, 2, 3, 6, 12])


def terms(
    start: date, *, months: int = 1, billed_until: date | None = None, ends_on: date | None = None
) -> BillingTerms:
    return BillingTerms(
        starts_on=start, anchor_day=start.day, interval_months=months, billed_until=billed_until, ends_on=ends_on
    )


def boundaries(start: date, count: int, *, months: int = 1) -> list[str]:
    return [boundary(start, start.day, k, months).isoformat() for k in range(1, count + 1)]


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        pytest.param(
            date(2027, 1, 31), 1, ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"],
            id="the last of January comes back after the short February",
        ),
        pytest.param(
            date(2028, 1, 31), 1, ["2028-02-29", "2028-03-31", "2028-04-30"], id="a leap year's February is longer"
        ),
        pytest.param(
            date(2027, 1, 30), 1, ["2027-02-28", "2027-03-30", "2027-04-30"], id="the 30th stays the 30th"
        ),
        pytest.param(
            date(2028, 2, 29), 12, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"],
            id="a yearly leap day waits for the next leap year",
        ),
        pytest.param(
            date(2026, 11, 30), 3, ["2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30"],
            id="quarters from the 30th of November",
        ),
    ],
)  # fmt: skip
def test_periods_begin_on_the_anchor_or_the_last_day_of_a_short_month(
    start: date, months: int, expected: list[str]
) -> None:
    assert boundaries(start, len(expected), months=months) == expected


@given(DAYS, INTERVALS, st.integers(0, 60))
def test_boundaries_rise_and_meet_the_anchor_whenever_the_month_allows(start: date, months: int, k: int) -> None:
    this, following = boundary(start, start.day, k, months), boundary(start, start.day, k + 1, months)

    assert this < following
    assert this.day <= start.day
    assert this.day == start.day or (this + timedelta(days=1)).day == 1


@given(DAYS, INTERVALS, st.integers(0, 60))
def test_periods_meet_without_gap_or_overlap(start: date, months: int, k: int) -> None:
    assert period(terms(start, months=months), k).end == period(terms(start, months=months), k + 1).start


@pytest.mark.parametrize(("anchor", "months"), [(0, 1), (32, 1), (1, 0), (1, -1)])
def test_an_impossible_anchor_or_interval_is_refused(anchor: int, months: int) -> None:
    with pytest.raises(ValueError, match="anchor"):
        boundary(date(2027, 1, 1), anchor, 1, months)


def test_periods_are_due_in_advance_up_to_the_day() -> None:
    due = periods_due(terms(date(2012, 9, 1)), date(2012, 10, 3))

    assert [(p.index, p.start, p.end) for p in due] == [
        (0, date(2012, 9, 1), date(2012, 10, 1)),
        (1, date(2012, 10, 1), date(2012, 11, 1)),
    ]


def test_a_period_is_due_on_its_first_day_and_not_the_day_before() -> None:
    assert len(periods_due(terms(date(2010, 12, 15)), date(2011, 1, 14))) == 1
    assert len(periods_due(terms(date(2010, 12, 15)), date(2011, 1, 15))) == 2


def test_what_is_billed_is_not_due_again_on_the_same_or_a_later_day_of_the_period() -> None:
    billed = terms(date(2012, 9, 1), billed_until=date(2012, 11, 1))

    assert periods_due(billed, date(2012, 10, 3)) == []
    assert periods_due(billed, date(2012, 10, 31)) == []
    assert [p.index for p in periods_due(billed, date(2012, 11, 1))] == [2]


def test_after_an_outage_every_skipped_period_is_due_once_and_in_order() -> None:
    due = periods_due(terms(date(2027, 1, 31), billed_until=date(2027, 2, 28)), date(2027, 5, 31))

    assert [p.start.isoformat() for p in due] == ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]


def test_nothing_is_due_from_the_end_on() -> None:
    ending = terms(date(2027, 1, 31), ends_on=date(2027, 3, 31))

    assert [p.end.isoformat() for p in periods_due(ending, date(2028, 1, 1))] == ["2027-02-28", "2027-03-31"]


@pytest.mark.parametrize(
    ("contract", "up_to"),
    [
        pytest.param(terms(date(2027, 2, 1)), date(2027, 1, 31), id="billed before it starts"),
        pytest.param(terms(date(2027, 2, 1), ends_on=date(2027, 1, 1)), date(2027, 3, 1), id="ends before it starts"),
    ],
)
def test_dates_before_the_start_are_a_mistake_and_no_empty_bill(contract: BillingTerms, up_to: date) -> None:
    with pytest.raises(ValueError, match="start"):
        periods_due(contract, up_to)


@given(DAYS, INTERVALS, st.lists(st.integers(0, 400), max_size=6))
def test_however_often_the_run_comes_every_period_is_billed_once(start: date, months: int, pauses: list[int]) -> None:
    last_day = start + timedelta(days=sum(pauses))
    at_once = periods_due(terms(start, months=months), last_day)

    billed, contract, day = [], terms(start, months=months), start
    for pause in [0, *pauses]:
        day += timedelta(days=pause)
        due = periods_due(contract, day)
        billed += due
        contract = terms(start, months=months, billed_until=due[-1].end if due else contract.billed_until)

    assert billed == at_once
    assert next_period(contract).start == at_once[-1].end


def test_a_contract_ends_at_a_boundary_and_not_inside_a_period() -> None:
    contract = terms(date(2027, 1, 31), months=3)

    assert is_boundary(contract, date(2027, 4, 30))
    assert is_boundary(contract, date(2027, 1, 31))
    assert not is_boundary(contract, date(2027, 4, 29))
    assert not is_boundary(contract, date(2027, 2, 28))
    assert not is_boundary(contract, date(2026, 10, 31))


def test_the_earliest_end_is_after_the_term_and_after_what_is_billed() -> None:
    assert earliest_end(terms(date(2026, 11, 1)), 12) == date(2027, 11, 1)
    assert earliest_end(terms(date(2026, 11, 1), billed_until=date(2028, 2, 1)), 12) == date(2028, 2, 1)
    assert earliest_end(terms(date(2026, 11, 1)), 0) == date(2026, 11, 1)
