"""Placing orders on real databases: parts, keys, tabs, races, refusals."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.accounts.errors import InvalidEmail, Missing
from core.accounts.models import Address, Customer
from core.accounts.operations import add_address
from core.carts.models import Cart
from core.carts.operations import add_to_cart
from core.carts.states import CartState
from core.inventory.errors import NotEnoughStock
from core.inventory.operations import count_stock, receive_stock
from core.inventory.queries import held_for
from core.kernel import clock, events
from core.kernel.db import Base, engine, reading, unit_of_work
from core.kernel.errors import InvalidInput
from core.kernel.jobs import Job
from core.orders.errors import (
    CartChanged,
    DateInThePast,
    DateTooFar,
    NothingToOrder,
    PriceChanged,
    UnknownAddress,
)
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.operations import (
    Checkout,
    Contact,
)
from core.orders.states import LineKind, OrderState, PartState
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
    a_company,
    address,
    an_order,
    buy,
    free,
    open_market,
    order,
)
from tests.support.statements import counted
from tests.support.taxes import tax_abroad

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
    tax_abroad()
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
        assert buyer.contact.customer_id is not None
        assert other.contact.customer_id is not None
        own = add_address(session, buyer.contact.customer_id, address()).id
        foreign = add_address(session, other.contact.customer_id, address()).id
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
        ({"wished_delivery_on": MORNING.date() + timedelta(days=366)}, DateTooFar, "wished_delivery_on"),
        ({"start_on": date.max}, DateTooFar, "start_on"),
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


def test_placing_three_articles_takes_few_statements(market: Market) -> None:
    buy(a_checkout(a_cart(market, {"CUP": 1})))  # the guest is known, the counters of the year are there
    checkout = a_checkout(a_cart(market, {"CUP": 1, "BEANS": 2, "MACHINE": 1}))

    with counted(engine()) as statements:
        buy(checkout)

    assert statements.count <= 22, str(statements)
