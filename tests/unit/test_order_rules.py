"""The rules of orders: cutting into parts, the derived status, the one reason, the clock, quantities."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.orders.errors import (
    ForeignLine,
    NothingChosen,
    QuantityTooLarge,
    QuantityTooSmall,
    quantity_field,
)
from core.orders.rules import (
    LineTerms,
    PartProgress,
    PartSituation,
    PartTimes,
    Possible,
    clock_of,
    derive_state,
    is_cancellable,
    require_possible,
    split_into_parts,
    state_after_cancelling,
    state_after_fulfilling,
    waiting_for,
    why_not_complete,
)
from core.orders.states import LineKind, OrderState, PartState, WaitingFor

UNITS = [UUID(int=number) for number in (1, 2, 3)]
ARTICLES = (LineKind.PHYSICAL, LineKind.SERVICE, LineKind.SUBSCRIPTION)


def line(position: int, kind: LineKind, unit: UUID = UNITS[0], *, quantity: int = 1, gross: int = 1190) -> LineTerms:
    net = gross * 100 // 119
    return LineTerms(
        position=position,
        sku=f"A{position}",
        name=f"Article {position}",
        kind=kind,
        business_unit_id=unit,
        quantity=quantity,
        unit_minor=gross // quantity,
        amount_minor=gross,
        tax_country="DE",
        tax_rate=Decimal("0.19"),
        tax_category="S",
        net_minor=net,
        tax_minor=gross - net,
        gross_minor=gross,
    )


# --- cutting


@st.composite
def orders(draw: st.DrawFn) -> list[LineTerms]:
    kinds = draw(st.lists(st.tuples(st.sampled_from(ARTICLES), st.sampled_from(UNITS)), min_size=1, max_size=12))
    amounts = draw(st.lists(st.integers(0, 10**9), min_size=len(kinds), max_size=len(kinds)))
    quantities = draw(st.lists(st.integers(1, 99_999), min_size=len(kinds), max_size=len(kinds)))
    lines = [
        line(position, kind, unit, quantity=quantity, gross=amount)
        for position, ((kind, unit), amount, quantity) in enumerate(zip(kinds, amounts, quantities, strict=True), 1)
    ]
    if any(found.kind is LineKind.PHYSICAL for found in lines):
        fees = draw(st.lists(st.sampled_from(UNITS), max_size=3))
        lines += [line(len(lines) + n, LineKind.FEE, unit, gross=590) for n, unit in enumerate(fees, 1)]
    return lines


@given(orders())
def test_parts_together_are_the_order_per_line_to_the_piece_and_the_cent(lines: list[LineTerms]) -> None:
    parts = split_into_parts(lines)

    in_parts = [found for part in parts for found in part.lines]
    assert Counter(in_parts) == Counter(lines)
    assert sum(found.gross_minor for found in in_parts) == sum(found.gross_minor for found in lines)
    assert sum(found.quantity for found in in_parts) == sum(found.quantity for found in lines)


@given(orders())
def test_each_part_is_of_one_kind_and_one_unit_and_none_comes_twice(lines: list[LineTerms]) -> None:
    parts = split_into_parts(lines)

    assert len({(part.kind, part.business_unit_id) for part in parts}) == len(parts)
    for part in parts:
        articles = [found for found in part.lines if found.kind is not LineKind.FEE]
        assert {(found.kind, found.business_unit_id) for found in articles} == {(part.kind, part.business_unit_id)}
        assert part.kind is LineKind.PHYSICAL or len(articles) == len(part.lines)


def test_a_fee_travels_with_the_goods_of_its_unit() -> None:
    machine, beans = line(1, LineKind.PHYSICAL, UNITS[0]), line(2, LineKind.PHYSICAL, UNITS[1])
    fee = line(3, LineKind.FEE, UNITS[1])

    parts = split_into_parts([machine, beans, fee])

    assert [part.lines for part in parts] == [(machine,), (beans, fee)]


def test_a_fee_without_goods_of_its_unit_travels_with_the_first_goods() -> None:
    visit, machine, fee = line(1, LineKind.SERVICE), line(2, LineKind.PHYSICAL, UNITS[1]), line(3, LineKind.FEE)

    parts = split_into_parts([visit, machine, fee])

    assert [part.lines for part in parts] == [(visit,), (machine, fee)]


def test_an_order_without_lines_or_a_fee_without_goods_cannot_be_cut() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        split_into_parts([])
    with pytest.raises(ValueError, match="goods"):
        split_into_parts([line(1, LineKind.SERVICE), line(2, LineKind.FEE)])


# --- status

PARTS = st.builds(
    PartProgress,
    state=st.sampled_from(PartState),
    open_quantities=st.lists(st.integers(0, 250_000), max_size=4).map(tuple),
)


@given(st.lists(PARTS, min_size=1, max_size=6))
def test_an_order_is_completed_if_and_only_if_all_parts_are_settled_and_one_is_completed(
    parts: list[PartProgress],
) -> None:
    is_all_settled = all(
        part.state in (PartState.COMPLETED, PartState.CANCELLED) and sum(part.open_quantities) == 0 for part in parts
    )
    is_any_completed = any(part.state is PartState.COMPLETED for part in parts)

    assert (derive_state(parts) is OrderState.COMPLETED) == (is_all_settled and is_any_completed)


@given(st.lists(PARTS, min_size=1, max_size=6))
def test_an_order_is_cancelled_if_and_only_if_all_parts_are(parts: list[PartProgress]) -> None:
    is_all_cancelled = all(part.state is PartState.CANCELLED for part in parts)

    assert (derive_state(parts) is OrderState.CANCELLED) == is_all_cancelled


def test_two_missing_pieces_beside_a_quarter_of_a_million_keep_the_order_open() -> None:
    delivered = PartProgress(state=PartState.IN_PROGRESS, open_quantities=(0, 2))

    assert derive_state([delivered]) is OrderState.IN_FULFILMENT
    assert state_after_fulfilling((0, 2)) is PartState.IN_PROGRESS
    assert state_after_fulfilling((0, 0)) is PartState.COMPLETED


def test_a_part_that_claims_to_be_completed_with_open_pieces_does_not_complete_the_order() -> None:
    assert derive_state([PartProgress(state=PartState.COMPLETED, open_quantities=(0, 1))]) is OrderState.IN_FULFILMENT


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["planned"], OrderState.PLACED),
        (["planned", "cancelled"], OrderState.PLACED),
        (["planned", "handed_over"], OrderState.IN_FULFILMENT),
        (["completed", "planned"], OrderState.IN_FULFILMENT),
        (["completed", "unknown"], OrderState.IN_FULFILMENT),
        (["completed", "failed"], OrderState.IN_FULFILMENT),
        (["completed", "cancelled"], OrderState.COMPLETED),
        (["completed", "completed"], OrderState.COMPLETED),
        (["cancelled", "cancelled"], OrderState.CANCELLED),
    ],
)
def test_the_status_follows_from_the_parts(states: list[str], expected: OrderState) -> None:
    assert derive_state([PartProgress(state=PartState(state)) for state in states]) is expected


def test_cancelling_the_rest_keeps_what_was_done() -> None:
    assert state_after_cancelling((3, 0)) is PartState.COMPLETED
    assert state_after_cancelling((0, 0)) is PartState.CANCELLED


@pytest.mark.parametrize(
    ("states", "fulfilled", "expected"),
    [
        (["planned", "planned"], [0, 0], True),
        (["acknowledged", "in_progress", "failed"], [0, 0, 0], True),
        (["planned", "handed_over"], [0, 0], False),
        (["planned", "unknown"], [0, 0], False),
        (["planned", "in_progress"], [0, 1], False),
        (["cancelled"], [0], False),
    ],
)
def test_an_order_can_be_cancelled_while_nothing_is_done_or_on_its_way(
    states: list[str], fulfilled: list[int], expected: bool
) -> None:
    assert is_cancellable([PartState(state) for state in states], fulfilled) is expected


# --- why not complete


def situation(
    kind: str, state: str, *, is_released: bool = True, on: date | None = None, left: int = 1
) -> PartSituation:
    return PartSituation(
        kind=LineKind(kind),
        state=PartState(state),
        is_released=is_released,
        waiting_on=on,
        open_pieces=left,
        all_pieces=5,
    )


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (situation("physical", "planned", is_released=False), WaitingFor.PAYMENT),
        (situation("physical", "planned"), WaitingFor.HAND_OVER),
        (situation("service", "handed_over"), WaitingFor.ACKNOWLEDGEMENT),
        (situation("service", "unknown"), WaitingFor.BACKEND_ANSWER),
        (situation("service", "failed"), WaitingFor.REPAIR),
        (situation("physical", "acknowledged"), WaitingFor.SHIPMENT),
        (situation("physical", "in_progress"), WaitingFor.SHIPMENT),
        (situation("service", "acknowledged"), WaitingFor.VISIT_PLAN),
        (situation("service", "in_progress", on=date(2027, 2, 3)), WaitingFor.VISIT),
        (situation("subscription", "acknowledged"), WaitingFor.ACTIVATION),
        (situation("subscription", "completed"), WaitingFor.NOTHING),
        (situation("physical", "cancelled"), WaitingFor.NOTHING),
    ],
)
def test_a_part_waits_for_one_thing(part: PartSituation, expected: WaitingFor) -> None:
    assert waiting_for(part) is expected


def test_the_most_important_reason_is_told() -> None:
    goods = situation("physical", "in_progress", left=2)
    visit = situation("service", "in_progress", on=date(2027, 2, 3))
    broken = situation("subscription", "failed")
    done = situation("physical", "completed", left=0)

    reason = why_not_complete([visit, goods, done])
    assert reason is not None
    assert (reason.code, dict(reason.values)) == (WaitingFor.SHIPMENT, {"open": 2, "all": 5})
    assert reason.template % dict(reason.values) == "Goods are still to be shipped: 2 of 5."
    assert why_not_complete([visit, broken, goods]) == why_not_complete([broken])
    only_visit = why_not_complete([done, visit])
    assert only_visit is not None
    assert dict(only_visit.values) == {"date": date(2027, 2, 3)}
    assert why_not_complete([done]) is None


@given(st.sampled_from(ARTICLES), st.sampled_from(PartState), st.booleans())
def test_every_open_part_has_a_reason_and_no_settled_one_has(kind: LineKind, state: PartState, released: bool) -> None:
    reason = why_not_complete([PartSituation(kind=kind, state=state, is_released=released)])

    assert (reason is None) == (state in (PartState.COMPLETED, PartState.CANCELLED))


# --- clock


def at(hour: int) -> datetime:
    return datetime(2027, 1, 31, hour, tzinfo=UTC)


def test_the_clock_shows_what_is_done_and_what_is_next() -> None:
    steps = clock_of(LineKind.PHYSICAL, PartTimes(placed_at=at(8), released_at=at(9)))

    assert [(step.code, step.at, step.is_now) for step in steps] == [
        ("ordered", at(8), False),
        ("released", at(9), False),
        ("acknowledged", None, True),
        ("started", None, False),
        ("completed", None, False),
    ]


def test_goods_shipped_at_once_have_started_when_they_are_complete() -> None:
    times = PartTimes(placed_at=at(8), released_at=at(8), acknowledged_at=at(9), completed_at=at(11))

    steps = clock_of(LineKind.PHYSICAL, times)

    assert [step.at for step in steps] == [at(8), at(8), at(9), at(11), at(11)]
    assert not any(step.is_now for step in steps)


def test_a_cancelled_part_ends_with_its_cancellation() -> None:
    steps = clock_of(LineKind.SUBSCRIPTION, PartTimes(placed_at=at(8), cancelled_at=at(9)))

    assert [(step.code, step.at) for step in steps] == [("ordered", at(8)), ("cancelled", at(9))]


# --- quantities

LINES = [Possible(line_id=UUID(int=1), name="Cup", most=3), Possible(line_id=UUID(int=2), name="Mug", most=0)]


def test_possible_quantities_pass() -> None:
    require_possible({UUID(int=1): 3}, LINES)


@pytest.mark.parametrize(
    ("chosen", "refusal", "field"),
    [
        ({}, NothingChosen, "quantities"),
        ({UUID(int=1): 0}, QuantityTooSmall, quantity_field(UUID(int=1))),
        ({UUID(int=1): -1}, QuantityTooSmall, quantity_field(UUID(int=1))),
        ({UUID(int=1): 4}, QuantityTooLarge, quantity_field(UUID(int=1))),
        ({UUID(int=1): 1, UUID(int=2): 1}, QuantityTooLarge, quantity_field(UUID(int=2))),
        ({UUID(int=9): 1}, ForeignLine, quantity_field(UUID(int=9))),
    ],
)
def test_other_quantities_are_refused_on_their_field(
    chosen: dict[UUID, int], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        require_possible(chosen, LINES)

    assert refused.value.field == field  # type: ignore[attr-defined]  # every refusal has one
