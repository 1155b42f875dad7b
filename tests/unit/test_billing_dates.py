"""When subscriptions bill: boundaries from the first anchor, and every period once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.rounding import split_group
from core.pricing.states import PriceMode
from core.subscriptions.rules import (
    Alignment,
    BillingTerms,
    Charge,
    Rate,
    boundary,
    changed_terms,
    charges_due,
    earliest_end,
    is_boundary,
    months_until,
    next_period,
    period,
    periods_due,
    stretches_from,
    stretches_to,
    superseded,
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


# --- billing days and intervals that change


RATE = Rate(
    effective_on=date(2020, 1, 1),
    business_unit_id=UUID(int=1),
    sku="CLUB",
    name="Bean club",
    quantity=1,
    price_mode=PriceMode.NET,
    tax_rate=Decimal("0.19"),
    tax_category="S",
    unit_minor=1000,
    amount_minor=1000,
    net_minor=1000,
    tax_minor=190,
    gross_minor=1190,
    discount_minor=0,
)


JOINED = Alignment(until=date(2028, 2, 15), anchor_day=15)


def rate(minor: int, *, mode: PriceMode = PriceMode.NET, quantity: int = 1, discount: int = 0) -> Rate:
    split = split_group(mode, minor, RATE.tax_rate)
    return replace(
        RATE,
        price_mode=mode,
        quantity=quantity,
        unit_minor=(minor + discount) // quantity,
        amount_minor=minor,
        net_minor=split.net,
        tax_minor=split.tax_minor,
        gross_minor=split.gross,
        discount_minor=discount,
    )


def told(charge: Charge) -> tuple[str, str, int]:
    return charge.period.start.isoformat(), charge.period.end.isoformat(), charge.rate.amount_minor


@pytest.mark.parametrize(
    ("start", "effective_on", "anchor", "until", "minor", "first"),
    [
        pytest.param(
            date(2027, 1, 7), date(2027, 2, 7), 15, date(2027, 4, 15), 2800, ("2027-02-07", "2027-02-15", 800),
            id="C107, 8 of the 28 days from the 7th of February",
        ),
        pytest.param(
            date(2027, 1, 20), date(2027, 7, 20), 17, date(2028, 7, 17), 1000, ("2027-07-20", "2027-08-17", 903),
            id="C121, from the 20th to the 17th: 28 of the 31 days of July",
        ),
        pytest.param(
            date(2027, 1, 31), date(2027, 2, 28), 10, date(2027, 12, 10), 3510, ("2027-02-28", "2027-03-10", 1132),
            id="from a clamped day: 10 of the 31 days until the 31st of March",
        ),
        pytest.param(
            date(2027, 1, 31), date(2027, 2, 28), 30, date(2027, 12, 30), 3510, ("2027-02-28", "2027-03-30", 3510),
            id="the last of February is on the 30th too",
        ),
    ],
)  # fmt: skip
def test_an_anchor_that_moves_leads_over_one_short_period(
    start: date, effective_on: date, anchor: int, until: date, minor: int, first: tuple[str, str, int]
) -> None:
    moved = changed_terms(terms(start), effective_on, 1, Alignment(until=until, anchor_day=anchor))

    charges = charges_due(replace(moved, billed_until=effective_on), [rate(minor)], until)

    assert told(charges[0]) == first
    assert {charge.rate.amount_minor for charge in charges[1:]} == {minor}
    assert {charge.period.start for charge in charges} >= {until}


def test_a_monthly_contract_that_becomes_a_yearly_one_joins_another_by_days() -> None:
    """C131: 243 of the 366 days of a year, of 1,188.00."""
    monthly = terms(date(2023, 7, 19))

    yearly = changed_terms(monthly, date(2023, 11, 19), 12, Alignment(until=date(2026, 7, 19), anchor_day=19))
    charges = charges_due(replace(yearly, billed_until=date(2023, 11, 19)), [rate(118_800)], date(2025, 1, 1))

    assert [told(charge) for charge in charges] == [
        ("2023-11-19", "2024-07-19", 78_875),
        ("2024-07-19", "2025-07-19", 118_800),
    ]
    assert (charges[0].period.days, charges[0].period.whole_days) == (243, 366)


def test_what_a_short_period_costs_adds_up_in_both_ways_of_counting() -> None:
    moved = changed_terms(
        terms(date(2027, 1, 7)), date(2027, 2, 7), 1, Alignment(until=date(2028, 2, 15), anchor_day=15)
    )
    billed = replace(moved, billed_until=date(2027, 2, 7))

    net, gross = (
        charges_due(billed, [rate(9999, mode=mode, quantity=3, discount=300)], date(2027, 2, 7))[0].rate
        for mode in (PriceMode.NET, PriceMode.GROSS)
    )

    assert (net.net_minor, net.tax_minor, net.gross_minor) == (2857, 543, 3400)
    assert (gross.net_minor, gross.tax_minor, gross.gross_minor) == (2401, 456, 2857)
    assert (net.unit_minor, net.amount_minor, net.discount_minor) == (981, 2857, 86)


def test_another_interval_begins_where_it_is_agreed_and_can_be_taken_back() -> None:
    monthly = terms(date(2027, 1, 31))

    yearly = changed_terms(monthly, date(2027, 4, 30), 12)

    assert [one.start.isoformat() for one in periods_due(yearly, date(2029, 12, 31))] == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2028-04-30", "2029-04-30",
    ]  # fmt: skip
    assert changed_terms(yearly, date(2027, 4, 30), 1) == monthly
    assert changed_terms(yearly, date(2027, 3, 31), 1) == monthly
    assert not is_boundary(yearly, date(2027, 5, 31))
    assert is_boundary(yearly, date(2028, 4, 30))


def test_what_was_agreed_later_takes_the_place_of_what_had_not_begun() -> None:
    agreed = [replace(RATE, effective_on=date(2027, month, 1), sku=f"{at}") for at, month in enumerate((1, 6, 3, 3))]

    assert [(one.effective_on.month, one.sku) for one in superseded(agreed)] == [(1, "0"), (3, "3")]


def test_a_term_counts_begun_months() -> None:
    assert months_until(date(2027, 3, 31), date(2029, 1, 31)) == 22
    assert months_until(date(2027, 2, 7), date(2028, 2, 15)) == 13
    assert months_until(date(2027, 2, 7), date(2027, 2, 15)) == 1


def test_stretches_are_kept_as_they_are() -> None:
    moved = changed_terms(
        terms(date(2027, 1, 7)), date(2027, 2, 7), 3, Alignment(until=date(2028, 2, 15), anchor_day=15)
    )

    assert stretches_from(stretches_to(moved.stretches)) == moved.stretches
    assert stretches_from("") == ()


@given(
    start=st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31)),
    months=INTERVALS,
    then=INTERVALS,
    anchor=st.integers(min_value=1, max_value=31),
    before=st.integers(min_value=1, max_value=5),
    term=st.integers(min_value=1, max_value=40),
)
def test_periods_follow_each_other_and_end_on_the_day_of_the_other_contract(
    start: date, months: int, then: int, anchor: int, before: int, term: int
) -> None:
    plain = terms(start, months=months)
    effective_on = period(plain, before).start
    until = boundary(effective_on, anchor, term)

    moved = changed_terms(plain, effective_on, then, Alignment(until=until, anchor_day=anchor))
    found = [period(moved, index) for index in range(before + 50)]

    assert all(one.end == another.start for one, another in pairwise(found))
    assert [one.index for one in found] == list(range(len(found)))
    assert {until} <= {one.end for one in found}
    assert is_boundary(moved, until)
    assert all(0 < one.days <= one.whole_days for one in found)
    assert sum(one.whole_end is not None for one in found) <= 1
    for billed in (0, before, before + 1, before + 7):
        left = replace(moved, billed_until=found[billed].start if billed else None)
        assert next_period(left) == found[billed]
