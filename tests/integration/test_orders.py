"""Placing, releasing, cancelling and reading orders on real databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.accounts.errors import InvalidEmail, Missing
from core.accounts.models import Address, Customer
from core.accounts.operations import save_address, set_default_address, sign_up
from core.carts.models import Cart
from core.carts.operations import add_to_cart
from core.carts.states import CartState
from core.inventory.errors import NotEnoughStock
from core.inventory.operations import count_stock, receive_stock, release_expired
from core.inventory.queries import free_stock, held_for
from core.kernel import clock, events
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import Base, engine, reading, unit_of_work
from core.kernel.errors import InvalidInput
from core.kernel.jobs import Job
from core.orders.errors import (
    CartChanged,
    DateInThePast,
    NothingToOrder,
    OrderIsCancelled,
    OrderNotFound,
    PriceChanged,
    TooLateToCancel,
    UnknownAddress,
)
from core.orders.models import LineMovement, Order, OrderLine, OrderPart
from core.orders.operations import (
    Cause,
    Checkout,
    Contact,
    cancel_order,
    cancel_part,
    complete_part,
    progress_part,
)
from core.orders.queries import (
    OrderFilter,
    OrderView,
    Owner,
    get_order,
    get_order_by_number,
    get_order_page,
    get_order_page_for_office,
    movements_by,
    office_orders,
    orders_of,
    waiting_counts,
)
from core.orders.states import LineKind, OrderState, PartState, WaitingFor
from core.pricing.errors import UnknownDeliveryMethod
from core.pricing.operations import PriceInput, set_price
from tests.support.deals import (
    GUEST,
    MORNING,
    STAFF,
    Buyer,
    Market,
    a_cart,
    a_checkout,
    a_running_order,
    address,
    an_order,
    buy,
    hand_over,
    line_of,
    open_market,
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


def order(order_id: UUID) -> OrderView:
    with reading() as session:
        return get_order(session, order_id)


def free(market: Market, sku: str) -> int:
    with reading() as session:
        return free_stock(session, [market[sku]])[market[sku]]


def a_company(email: str = "buyer@hafen.example") -> Buyer:
    with unit_of_work() as session:
        user = sign_up(
            session, email=email, password="seven wooden spoons", name="Bert Kranz",
            company_name="Hafen GmbH", vat_id="DE123456789",
        )  # fmt: skip
        contact = Contact(
            name="Bert Kranz", email=email, company="Hafen GmbH", customer_id=user.customer_id, user_id=user.id
        )
        actor = Actor(ActorKind.CUSTOMER, user.id, user.name)
    return Buyer(actor=actor, contact=contact, price_list="business")


# --- placing


def test_a_mixed_bundle_becomes_an_order_in_parts_by_kind_and_unit(market: Market) -> None:
    placed = order(an_order(market, {"KITCHEN": 1, "BEANS": 2}))

    assert placed.number.startswith("SO-")
    assert (placed.state, placed.gross_minor) == (OrderState.PLACED, 69900 + 3500 + 2 * 1890)
    assert [(part.kind, [line.sku for line in part.lines], part.state) for part in placed.parts] == [
        (LineKind.PHYSICAL, ["MACHINE", "CUP"], PartState.PLANNED),
        (LineKind.SERVICE, ["INSTALL"], PartState.PLANNED),
        (LineKind.SUBSCRIPTION, ["CLUB"], PartState.PLANNED),
        (LineKind.PHYSICAL, ["BEANS"], PartState.PLANNED),
    ]
    assert {line.bundle_name for line in placed.lines} == {"Team kitchen", None}
    assert sum(line.gross_minor for line in placed.lines) == placed.gross_minor
    assert [(tax.rate, tax.gross_minor) for tax in placed.taxes] == [
        (placed.lines[0].tax_rate, sum(x.gross_minor for x in placed.lines if x.tax_rate == placed.lines[0].tax_rate)),
        (placed.lines[-1].tax_rate, sum(x.gross_minor for x in placed.lines if x.sku in ("BEANS", "CLUB"))),
    ]
    assert len({part.handover_key for part in placed.parts}) == 4


def test_the_fee_is_part_of_the_order_and_travels_with_the_goods(market: Market) -> None:
    placed = order(an_order(market, {"INSTALL": 1, "BEANS": 1, "CUP": 1}))

    goods = [part for part in placed.parts if part.kind is LineKind.PHYSICAL]
    fees = [line for part in goods for line in part.lines if line.kind is LineKind.FEE]
    assert placed.fee_minor == 590 == sum(fee.gross_minor for fee in fees)
    assert placed.gross_minor == 14900 + 1890 + 1250 + 590
    assert all(fee.business_unit_id == part.business_unit_id for part in goods for fee in part.lines)


def test_placing_reserves_the_goods_and_closes_the_cart_and_tells(market: Market) -> None:
    order_id = an_order(market, {"KITCHEN": 2, "CUP": 3})

    with reading() as session:
        held = {found.variant_id: found.quantity for found in held_for(session, order_id)}
        told = events.timeline(session, "order", order_id)
        state = session.scalar(select(Cart.state))
    assert held == {market["MACHINE"]: 2, market["CUP"]: 7}
    assert (free(market, "MACHINE"), free(market, "CUP")) == (8, 93)
    assert [(entry.kind, entry.actor_name, entry.data["order_number"]) for entry in told] == [
        ("order.placed", "Guest", order(order_id).number)
    ]
    assert state is CartState.ORDERED


def test_a_company_pays_the_net_price_of_its_list(market: Market) -> None:
    buyer = a_company()

    placed = order(an_order(market, {"MACHINE": 3}, buyer=buyer))

    net = 3 * (54900 * 90 // 100)
    assert (placed.price_mode.value, placed.net_minor, placed.tax_minor) == ("net", net, 28164)
    assert (placed.customer_id, placed.user_id) == (buyer.contact.customer_id, buyer.contact.user_id)


def test_goods_to_austria_carry_its_vat_and_the_visit_ours(market: Market) -> None:
    with unit_of_work() as session:
        cart = add_to_cart(session, None, variant_id=market["CUP"], quantity=1, acting_user=GUEST)
        add_to_cart(session, cart.id, variant_id=market["INSTALL"], quantity=1, acting_user=GUEST)

    placed = order(buy(a_checkout(cart.id, country="AT")))

    assert [(tax.country, str(tax.rate)[:4], tax.gross_minor) for tax in placed.taxes] == [
        ("AT", "0.20", 1840),
        ("DE", "0.19", 14900),
    ]


def test_an_address_of_the_customers_book_can_be_chosen_and_a_foreign_one_not(market: Market) -> None:
    buyer, other = a_company(), a_company("other@werk.example")
    with unit_of_work() as session:
        own, foreign = save_address(session, address()).id, save_address(session, address()).id
        session.flush()
        assert buyer.contact.customer_id is not None
        assert other.contact.customer_id is not None
        set_default_address(session, buyer.contact.customer_id, own)
        set_default_address(session, other.contact.customer_id, foreign)
    checkout = a_checkout(a_cart(market, {"CUP": 1}, buyer=buyer), buyer=buyer)
    before = rows()

    with pytest.raises(UnknownAddress) as refused:
        buy(replace(checkout, billing=own, delivery=foreign), buyer=buyer)

    assert (refused.value.field, rows()) == ("delivery", before)
    placed = order(buy(replace(checkout, billing=own), buyer=buyer))
    assert (placed.billing_address_id, placed.delivery_address_id) == (own, own)
    assert rows()["Address"] == 2


# --- placing twice


def test_the_same_key_gives_the_same_order(market: Market) -> None:
    checkout = a_checkout(a_cart(market, {"CUP": 1}))

    first, second = buy(checkout), buy(checkout)
    late = buy(replace(checkout, cart_id=uuid4()))

    assert first == second == late
    assert (rows()["Order"], free(market, "CUP")) == (1, 99)


def test_the_same_cart_under_another_key_gives_the_same_order(market: Market) -> None:
    checkout = a_checkout(a_cart(market, {"CUP": 1}))

    first = buy(checkout)
    second = buy(replace(checkout, idempotency_key=uuid4().hex))

    assert first == second
    assert (rows()["Order"], free(market, "CUP")) == (1, 99)


def test_two_tabs_at_the_same_moment_give_one_order(market: Market) -> None:
    checkout = a_checkout(a_cart(market, {"CUP": 2}))
    tabs = [replace(checkout, idempotency_key=uuid4().hex) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(buy, tabs))

    assert set(found) == {found[0]}
    assert (rows()["Order"], free(market, "CUP")) == (1, 98)


def test_a_double_click_at_the_same_moment_gives_one_order(market: Market) -> None:
    checkout = a_checkout(a_cart(market, {"CUP": 2}))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(buy, [checkout] * 4))

    assert set(found) == {found[0]}
    assert (rows()["Order"], free(market, "CUP")) == (1, 98)


def test_numbers_of_parallel_orders_have_no_gaps(market: Market) -> None:
    checkouts = [a_checkout(a_cart(market, {"CUP": 1})) for _ in range(8)]

    with clock.frozen(MORNING), ThreadPoolExecutor(4) as pool:
        list(pool.map(buy, checkouts))

    with reading() as session:
        numbers = sorted(session.scalars(select(Order.number)))
    assert numbers == [f"SO-2027-{number:06d}" for number in range(1, 9)]


def test_the_last_pieces_are_sold_once_to_many_buyers(market: Market) -> None:
    checkouts = [a_checkout(a_cart(market, {"MACHINE": 3})) for _ in range(6)]

    def try_to_buy(checkout: Checkout) -> bool:
        try:
            buy(checkout)
        except NotEnoughStock:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        bought = list(pool.map(try_to_buy, checkouts))

    assert (sum(bought), free(market, "MACHINE"), rows()["Order"]) == (3, 1, 3)


# --- refusals


def refused(checkout: Checkout, refusal: type[Exception], *, buyer: Buyer | None = None) -> Exception:
    """Press Buy, be refused, and find nothing changed."""
    before = rows()
    with pytest.raises(refusal) as found:
        buy(checkout, buyer=buyer)
    assert rows() == before
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Cart).where(Cart.state == CartState.ORDERED)) == 0
    return found.value


def test_a_price_changed_at_the_last_second_is_refused_and_the_next_try_goes_through(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        cart_id = a_cart(market, {"CUP": 1})
        checkout = a_checkout(cart_id)
        at.advance(timedelta(minutes=1))
        with unit_of_work() as session:
            set_price(session, PriceInput(variant_id=market["CUP"], amount_minor=1300), list_code="retail")

        error = refused(checkout, PriceChanged)

        assert "Nothing is ordered yet" in str(error)
        assert free(market, "CUP") == 100
        again = replace(checkout, expected_fingerprint=a_checkout(cart_id).expected_fingerprint)
        assert order(buy(again)).gross_minor == 1300 + 590


def test_a_cart_changed_in_another_tab_is_refused(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 1})
    checkout = a_checkout(cart_id)
    with unit_of_work() as session:
        add_to_cart(session, cart_id, variant_id=market["CUP"], quantity=1, acting_user=GUEST)

    assert "another window" in str(refused(checkout, CartChanged))


def test_the_last_item_gone_is_refused_and_nothing_else_is_reserved(market: Market) -> None:
    checkout = a_checkout(a_cart(market, {"CUP": 1, "MACHINE": 1}))
    with unit_of_work() as session:
        count_stock(session, market["MACHINE"], 0, acting_user=STAFF)

    error = refused(checkout, NotEnoughStock)

    assert str(error) == "Hafen One is sold out. Please remove it to continue."
    assert free(market, "CUP") == 100


def test_an_unknown_or_emptied_cart_is_refused(market: Market) -> None:
    checkout = a_checkout(a_cart(market, {"CUP": 1}))

    refused(replace(checkout, cart_id=uuid4()), NothingToOrder)


def test_somebody_elses_cart_is_refused(market: Market) -> None:
    buyer = a_company()
    checkout = a_checkout(a_cart(market, {"CUP": 1}, buyer=buyer), buyer=buyer)

    refused(checkout, NothingToOrder, buyer=Buyer())


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"contact": Contact(name="Jutta", email="not an address")}, InvalidEmail, "email"),
        ({"contact": Contact(name=" ", email="jutta@example.org")}, Missing, "name"),
        ({"billing": address(city="")}, Missing, "billing-city"),
        ({"delivery": address(postal_code="1")}, InvalidInput, "delivery-postal_code"),
        ({"wished_service_on": date(2027, 1, 30)}, DateInThePast, "wished_service_on"),
        ({"start_on": date(2027, 1, 30)}, DateInThePast, "start_on"),
        ({"delivery_method": None}, UnknownDeliveryMethod, "delivery_method"),
        ({"delivery_method": "balloon"}, UnknownDeliveryMethod, "delivery_method"),
    ],
)
def test_bad_input_is_refused_on_its_field(
    market: Market, changes: dict[str, object], refusal: type[InvalidInput], field: str
) -> None:
    with clock.frozen(MORNING):
        checkout = a_checkout(a_cart(market, {"CUP": 1}))
        error = refused(replace(checkout, **changes), refusal)  # type: ignore[arg-type]  # one field at a time

    assert isinstance(error, InvalidInput)
    assert error.field == field


def test_a_cheaper_delivery_than_shown_is_a_changed_price(market: Market) -> None:
    checkout = a_checkout(a_cart(market, {"CUP": 1}))

    refused(replace(checkout, delivery_method="express"), PriceChanged)


# --- the whole and its parts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.dictionaries(
        st.sampled_from(["MACHINE", "CUP", "BEANS", "INSTALL", "CLUB", "KITCHEN"]), st.integers(1, 3), min_size=1
    )
)
def test_whatever_is_ordered_the_parts_are_the_order(market: Market, pieces: dict[str, int]) -> None:
    with unit_of_work() as session:
        for sku in ("MACHINE", "CUP", "BEANS"):
            receive_stock(session, market[sku], 20, acting_user=STAFF)
    checkout = a_checkout(a_cart(market, pieces))

    placed = order(buy(checkout))

    in_parts = [line for part in placed.parts for line in part.lines]
    assert Counter(line.id for line in in_parts) == Counter(dict.fromkeys((line.id for line in placed.lines), 1))
    assert all(line.part_id == part.id for part in placed.parts for line in part.lines)
    assert sum(line.net_minor for line in in_parts) == placed.net_minor
    assert sum(line.tax_minor for line in in_parts) == placed.tax_minor
    assert sum(line.gross_minor for line in in_parts) == placed.gross_minor
    ordered = Counter[str]()
    for sku, quantity in pieces.items():
        inside = {"MACHINE": 1, "INSTALL": 1, "CLUB": 1, "CUP": 2} if sku == "KITCHEN" else {sku: 1}
        ordered.update({name: count * quantity for name, count in inside.items()})
    found = Counter[str]()
    for line in in_parts:
        if line.kind is not LineKind.FEE:
            found[line.sku] += line.quantity
    assert found == ordered


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

    def complete(found: tuple[UUID, UUID]) -> None:
        with unit_of_work() as session:
            cause = Cause(type="service_job", id=uuid4())
            progress_part(session, found[0], quantities={found[1]: 1}, cause=cause, acting_user=STAFF)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(complete, wanted))

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

    with reading() as session:
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
        assert found(session, OrderFilter(text="000003")) == {ids[2]}
        assert found(session, OrderFilter(text="100%")) == set()
        assert waiting_counts(session) == {WaitingFor.PAYMENT: 5, WaitingFor.HAND_OVER: 1}


def found(session: Session, filters: OrderFilter) -> set[UUID]:
    return {row.id for row in office_orders(session, filters).rows}


def test_a_page_of_the_list_that_does_not_exist_is_refused(market: Market) -> None:
    for after in ("x", "2027-01-31_7", "2027-13-01T00:00:00+00:00_" + str(uuid4())):
        with pytest.raises(InvalidInput), reading() as session:
            office_orders(session, OrderFilter(), after=after)


# --- statements


def test_placing_three_articles_takes_few_statements(market: Market) -> None:
    buy(a_checkout(a_cart(market, {"CUP": 1})))  # the guest is known, the counters of the year are there
    checkout = a_checkout(a_cart(market, {"CUP": 1, "BEANS": 2, "MACHINE": 1}))

    with counted(engine()) as statements:
        buy(checkout)

    assert statements.count <= 22, str(statements)


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

    assert (one.count, many.count) == (8, 8), str(many)
