"""Orders on real databases: releasing, cancelling, parts in parallel, pages and lists."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.accounts.models import Address, Customer
from core.inventory.errors import NotEnoughStock
from core.inventory.operations import count_stock, release_expired
from core.inventory.queries import held_for
from core.kernel import clock, events
from core.kernel.db import Base, engine, reading, unit_of_work
from core.kernel.errors import InvalidInput
from core.kernel.jobs import Job
from core.orders.errors import (
    OrderIsCancelled,
    OrderNotFound,
    TooLateToCancel,
)
from core.orders.models import LineMovement, Order, OrderLine, OrderPart
from core.orders.operations import (
    Cause,
    cancel_order,
    cancel_part,
    complete_part,
    progress_part,
)
from core.orders.queries import (
    OrderFilter,
    Owner,
    get_order_by_number,
    get_order_page,
    get_order_page_for_office,
    movements_by,
    office_orders,
    orders_of,
    waiting_counts,
)
from core.orders.states import LineKind, OrderState, PartState, WaitingFor
from tests.support.deals import (
    MORNING,
    STAFF,
    Market,
    a_cart,
    a_checkout,
    a_company,
    a_running_order,
    an_order,
    buy,
    free,
    hand_over,
    line_of,
    open_market,
    order,
    part_of_kind,
    release,
)
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")
KEPT = (Order, OrderPart, OrderLine, Address, Customer, events.EventRow, Job)


@pytest.fixture
def market() -> Market:
    return open_market()


def rows() -> dict[str, int]:
    """How many rows there are of all that placing an order writes."""
    models: tuple[type[Base], ...] = KEPT
    with reading() as session:
        return {m.__name__: session.scalar(select(func.count()).select_from(m)) or 0 for m in models}


# --- releasing and cancelling


def test_releasing_keeps_the_goods_and_tells_once(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        checkout = a_checkout(a_cart(market, {"CUP": 2}))
        order_id = buy(checkout, reserved_until=clock.now() + timedelta(minutes=30))
        release(order_id)
        release(order_id)
        at.advance(timedelta(hours=1))
        with unit_of_work() as session:
            assert release_expired(session) == []

    placed = order(order_id)
    assert (placed.state, placed.released_at) == (OrderState.PLACED, MORNING)
    assert [part.waiting_for for part in placed.parts] == [WaitingFor.HAND_OVER]
    assert free(market, "CUP") == 98
    with reading() as session:
        kinds = [entry.kind for entry in events.timeline(session, "order", order_id)]
    assert kinds == ["order.placed", "order.released"]


def test_money_that_comes_after_the_reservation_ran_out_reserves_anew_or_is_refused(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        until = clock.now() + timedelta(minutes=30)
        one, two = (buy(a_checkout(a_cart(market, {"MACHINE": 6 - n})), reserved_until=until) for n in (0, 2))
        at.advance(timedelta(hours=1))
        with unit_of_work() as session:
            assert set(release_expired(session)) == {one, two}
        release(one)
        with unit_of_work() as session:
            count_stock(session, market["MACHINE"], 8, acting_user=STAFF)

        with pytest.raises(NotEnoughStock):
            release(two)

    assert (free(market, "MACHINE"), order(two).released_at) == (2, None)
    assert order(one).released_at is not None


def test_cancelling_frees_exactly_what_was_reserved_and_tells_once(market: Market) -> None:
    order_id = an_order(market, {"KITCHEN": 1, "CUP": 1})

    for _ in range(2):
        with unit_of_work() as session:
            cancel_order(session, order_id, reason="Changed her mind", acting_user=STAFF)

    placed = order(order_id)
    assert placed.state is OrderState.CANCELLED
    assert {part.state for part in placed.parts} == {PartState.CANCELLED}
    assert all(line.open_quantity == 0 and line.cancelled_quantity == line.quantity for line in placed.lines)
    assert (free(market, "MACHINE"), free(market, "CUP")) == (10, 100)
    with reading() as session:
        kinds = [entry.kind for entry in events.timeline(session, "order", order_id)]
    assert kinds == ["order.placed", *["order_part.cancelled"] * 3, "order.cancelled"]


def test_a_cancelled_order_cannot_be_released(market: Market) -> None:
    order_id = an_order(market, {"CUP": 1})
    with unit_of_work() as session:
        cancel_order(session, order_id, reason="", acting_user=STAFF)

    with pytest.raises(OrderIsCancelled):
        release(order_id)


def test_an_order_of_which_something_is_done_cannot_be_cancelled(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 2, "INSTALL": 1})
    with unit_of_work() as session:
        part_id, line_id = part_of_kind(session, order_id, LineKind.PHYSICAL), line_of(session, order_id, "CUP")
        cause = Cause(type="shipment", id=uuid4())
        progress_part(session, part_id, quantities={line_id: 1}, cause=cause, acting_user=STAFF)
    before = rows()

    with pytest.raises(TooLateToCancel), unit_of_work() as session:
        cancel_order(session, order_id, reason="", acting_user=STAFF)

    assert (order(order_id).state, rows()) == (OrderState.IN_FULFILMENT, before)


def test_cancelling_the_rest_of_a_part_completes_it_and_frees_the_rest(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 5})
    with unit_of_work() as session:
        part_id, line_id = part_of_kind(session, order_id, LineKind.PHYSICAL), line_of(session, order_id, "CUP")
        cause = Cause(type="shipment", id=uuid4())
        progress_part(session, part_id, quantities={line_id: 2}, cause=cause, acting_user=STAFF)

    with unit_of_work() as session:
        cancel_part(session, part_id, reason="The rest is not made any more", acting_user=STAFF)

    placed = order(order_id)
    cups = next(line for line in placed.lines if line.sku == "CUP")
    assert (placed.state, placed.parts[0].state) == (OrderState.COMPLETED, PartState.COMPLETED)
    assert (cups.fulfilled_quantity, cups.cancelled_quantity, cups.open_quantity) == (2, 3, 0)
    with reading() as session:
        assert [held.quantity for held in held_for(session, order_id)] == [2]


# --- parts in parallel


def test_two_parts_completed_at_the_same_moment_complete_the_order(market: Market) -> None:
    order_id = a_running_order(market, {"INSTALL": 1, "CLUB": 1})
    with unit_of_work() as session:
        wanted = [
            (part_of_kind(session, order_id, LineKind.SERVICE), line_of(session, order_id, "INSTALL")),
            (part_of_kind(session, order_id, LineKind.SUBSCRIPTION), line_of(session, order_id, "CLUB")),
        ]

    def complete(session: Session, found: tuple[UUID, UUID]) -> None:
        cause = Cause(type="service_job", id=uuid4())
        progress_part(session, found[0], quantities={found[1]: 1}, cause=cause, acting_user=STAFF)

    def complete_at_once() -> None:
        with unit_of_work() as session:
            complete(session, wanted[1])

    with ThreadPoolExecutor(1) as pool:
        with unit_of_work() as session:
            complete(session, wanted[0])
            session.flush()
            other = pool.submit(complete_at_once)
            wait([other], timeout=1)  # without the lock it is done by now, and has not seen the first part's end
        other.result()

    assert order(order_id).state is OrderState.COMPLETED
    with reading() as session:
        kinds = [entry.kind for entry in events.timeline(session, "order", order_id)]
    assert kinds.count("order.completed") == 1


def test_the_same_cause_counts_a_line_once(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 5})
    cause = Cause(type="shipment", id=uuid4())
    with unit_of_work() as session:
        part_id, line_id = part_of_kind(session, order_id, LineKind.PHYSICAL), line_of(session, order_id, "CUP")
        progress_part(session, part_id, quantities={line_id: 2}, cause=cause, acting_user=STAFF)

    with pytest.raises(IntegrityError), unit_of_work() as session:
        progress_part(session, part_id, quantities={line_id: 2}, cause=cause, acting_user=STAFF)

    with reading() as session:
        assert [(m.line_id, m.quantity) for m in movements_by(session, cause.id) if m.line_id == line_id] == [
            (line_id, 2)
        ]
        fee_and_cups = session.scalar(select(func.count()).select_from(LineMovement))
    assert fee_and_cups == 2


def test_completing_a_part_fulfils_everything_that_is_open(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 5, "BEANS": 1})
    with unit_of_work() as session:
        part_id, line_id = part_of_kind(session, order_id, LineKind.PHYSICAL), line_of(session, order_id, "CUP")
        first, rest = Cause(type="shipment", id=uuid4()), Cause(type="shipment", id=uuid4())
        progress_part(session, part_id, quantities={line_id: 2}, cause=first, acting_user=STAFF)
        complete_part(session, part_id, cause=rest, acting_user=STAFF)

    with reading() as session:
        assert [(move.line_id, move.quantity) for move in movements_by(session, rest.id)] == [(line_id, 3)]
    assert [part.state for part in order(order_id).parts] == [PartState.COMPLETED, PartState.ACKNOWLEDGED]


# --- what is read


def test_nobody_sees_a_foreign_order(market: Market) -> None:
    mine, theirs = order(an_order(market, {"CUP": 1})), a_company()

    with reading() as session:
        found = get_order_by_number(session, mine.number, owner=Owner(customer_id=mine.customer_id))
        by_link = get_order_page(session, mine.number, owner=Owner(order_id=mine.id))
        assert (found.id, by_link.order.id) == (mine.id, mine.id)
        for owner in (Owner(customer_id=theirs.contact.customer_id), Owner(order_id=uuid4()), Owner()):
            with pytest.raises(OrderNotFound):
                get_order_by_number(session, mine.number, owner=owner)
            with pytest.raises(OrderNotFound):
                get_order_page(session, mine.number, owner=owner)
        assert orders_of(session, theirs.contact.customer_id or uuid4()).rows == ()


def test_the_page_says_what_is_done_and_the_one_thing_that_is_missing(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        order_id = an_order(market, {"CUP": 2, "INSTALL": 1, "CLUB": 1})
        number = order(order_id).number
        with reading() as session:
            page = get_order_page_for_office(session, number)
        assert page.why_not_complete is not None
        assert page.why_not_complete.code is WaitingFor.PAYMENT
        assert page.can_be_cancelled

        at.advance(timedelta(hours=2))
        release(order_id)
        hand_over(order_id)
        with reading() as session:
            page = get_order_page_for_office(session, number)

    assert page.why_not_complete is not None
    assert page.why_not_complete.template % dict(page.why_not_complete.values) == (
        "Goods are still to be shipped: 2 of 2."
    )
    assert [(part.business_unit.code, part.why_open.code if part.why_open else None) for part in page.parts] == [
        ("machines", WaitingFor.SHIPMENT),
        ("service", WaitingFor.VISIT_PLAN),
        ("coffee", WaitingFor.ACTIVATION),
    ]
    later = MORNING + timedelta(hours=2)
    assert [(step.code, step.at, step.is_now) for step in page.parts[0].steps] == [
        ("ordered", MORNING, False),
        ("released", later, False),
        ("acknowledged", later, False),
        ("started", None, True),
        ("completed", None, False),
    ]
    assert [entry.kind for entry in page.timeline] == [
        "order.placed",
        "order.released",
        *["order_part.handed_over", "order_part.acknowledged"] * 3,
    ]


def test_the_list_of_the_office_has_pages_filters_and_reasons(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        ids = []
        for number in range(7):
            ids.append(an_order(market, {"CUP": 1} if number % 2 else {"INSTALL": 1}))
            at.advance(timedelta(minutes=number % 2))
        release(ids[3])
        with unit_of_work() as session:
            cancel_order(session, ids[0], reason="", acting_user=STAFF)

    with clock.frozen(MORNING), reading() as session:
        pages, after = [], None
        while True:
            page = office_orders(session, OrderFilter(), after=after, size=3)
            pages.append([row.id for row in page.rows])
            after = page.next_page
            if after is None:
                break
        assert [len(page) for page in pages] == [3, 3, 1]
        assert sorted(found for page in pages for found in page) == sorted(ids)
        newest = office_orders(session, OrderFilter()).rows
        assert [row.placed_at for row in newest] == sorted((row.placed_at for row in newest), reverse=True)
        reasons = {row.id: row.why_not_complete.code if row.why_not_complete else None for row in newest}
        assert (reasons[ids[0]], reasons[ids[1]], reasons[ids[3]]) == (None, WaitingFor.PAYMENT, WaitingFor.HAND_OVER)
        assert found(session, OrderFilter(state=OrderState.CANCELLED)) == {ids[0]}
        assert found(session, OrderFilter(kind=LineKind.PHYSICAL)) == {ids[1], ids[3], ids[5]}
        assert found(session, OrderFilter(waiting_for=WaitingFor.HAND_OVER)) == {ids[3]}
        assert found(session, OrderFilter(text="MÖLLER")) == set(ids)
        assert found(session, OrderFilter(text="jutta@example")) == set(ids)
        assert found(session, OrderFilter(text="so-2027-000002")) == {ids[1]}
        assert found(session, OrderFilter(text="3")) == {ids[2]}
        assert found(session, OrderFilter(text="100%")) == set()
        assert waiting_counts(session) == {WaitingFor.PAYMENT: 5, WaitingFor.HAND_OVER: 1}


def found(session: Session, filters: OrderFilter) -> set[UUID]:
    return {row.id for row in office_orders(session, filters).rows}


def test_a_page_of_the_list_that_does_not_exist_is_refused(market: Market) -> None:
    for after in ("x", "2027-01-31_7", "2027-13-01T00:00:00+00:00_" + str(uuid4())):
        with pytest.raises(InvalidInput), reading() as session:
            office_orders(session, OrderFilter(), after=after)


def test_lists_and_pages_take_the_same_statements_for_one_row_and_for_many(market: Market) -> None:
    small = order(an_order(market, {"CUP": 1}))
    with counted(engine()) as one, reading() as session:
        office_orders(session, OrderFilter())
        get_order_page_for_office(session, small.number)
    large = order(an_order(market, {"KITCHEN": 1, "BEANS": 1, "CUP": 1}))
    for _ in range(9):
        an_order(market, {"CUP": 1})

    with counted(engine()) as many, reading() as session:
        office_orders(session, OrderFilter())
        get_order_page_for_office(session, large.number)

    assert (one.count, many.count) == (7, 7), str(many)
