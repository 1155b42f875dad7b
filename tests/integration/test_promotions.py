"""Promotions from the code in the cart to the invoice and back: limits, cancellations, returns."""

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from core.billing.models import Invoice
from core.billing.operations import invoice_shipment
from core.carts.operations import enter_code
from core.carts.queries.cart import cart_view
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.errors import InvalidInput
from core.kernel.settings import Settings
from core.orders.errors import PriceChanged
from core.orders.models import Order
from core.orders.operations import Contact, cancel_order, cancel_part
from core.pricing.errors import (
    CodeTaken,
    PromotionIncomplete,
    PromotionIsFixed,
    PromotionUsedUp,
    UnknownCode,
)
from core.pricing.models import Promotion, PromotionCode, PromotionRedemption, PromotionUse
from core.pricing.operations import (
    PromotionInput,
    add_code,
    add_codes,
    create_promotion,
    edit_promotion,
    end_promotion,
    pause_promotion,
)
from core.pricing.rules.trace import trace_from_text
from core.pricing.states import Lane
from tests.support.deals import (
    GUEST,
    STAFF,
    Buyer,
    Market,
    a_cart,
    a_checkout,
    a_company,
    a_running_order,
    an_order,
    buy,
    open_market,
    order,
    ship_it,
)
from tests.support.offers import LONG_AGO, a_promotion, amount_off, only, percent_off
from tests.support.statements import counted

BUYERS, LIMIT = 50, 10


@pytest.fixture
def market(database: Settings) -> Market:
    return open_market()


def with_code(market: Market, code: str, pieces: dict[str, int], *, buyer: Buyer | None = None) -> UUID:
    """A cart with a code in it."""
    cart_id = a_cart(market, pieces, buyer=buyer)
    with unit_of_work() as session:
        enter_code(session, cart_id, code=code, acting_user=(buyer or Buyer()).actor)
    return cart_id


def named(number: int) -> Buyer:
    return Buyer(contact=Contact(name="Somebody", email=f"somebody{number}@example.org"))


def redeemed(promotion_id: UUID) -> int:
    with reading() as session:
        return session.scalars(select(Promotion.redeemed).where(Promotion.id == promotion_id)).one()


# --- in the cart and on the order


def test_a_code_lowers_the_price_and_the_order_keeps_what_was_agreed(market: Market) -> None:
    promotion_id = a_promotion(percent_off(10), code="WINTER10")

    placed = order(buy(a_checkout(with_code(market, " winter10 ", {"CUP": 3, "BEANS": 1}))))

    lines = {line.sku: (line.unit_minor, line.discount_minor, line.amount_minor) for line in placed.lines}
    assert (lines["CUP"], lines["BEANS"]) == ((1250, 375, 3375), (1890, 189, 1701))
    assert (placed.goods_minor, placed.fee_minor, placed.gross_minor) == (5640, 590, 5666)
    assert [(one.name, one.code, one.amount_minor) for one in placed.given] == [("Winter", "WINTER10", 564)]
    assert [step.params["amount_minor"] for step in trace_from_text(placed.trace) if step.step == "promotion"] == [
        375,
        189,
    ]
    assert redeemed(promotion_id) == 1


def test_a_promotion_changed_or_ended_later_leaves_placed_orders_alone(market: Market) -> None:
    promotion_id = a_promotion(percent_off(10))
    order_id = an_order(market, {"CUP": 2})
    before = order(order_id)

    with unit_of_work() as session:
        end_promotion(session, promotion_id, acting_user=STAFF)

    assert order(order_id) == before
    assert an_order(market, {"CUP": 2}) != order_id
    assert before.gross_minor == 2250 + 590


def test_a_promotion_that_ends_before_buy_is_pressed_is_said_before_anything_is_ordered(market: Market) -> None:
    promotion_id = a_promotion(percent_off(10))
    checkout = a_checkout(a_cart(market, {"CUP": 2}))
    with unit_of_work() as session:
        pause_promotion(session, promotion_id, acting_user=STAFF)

    with pytest.raises(PriceChanged):
        buy(checkout)

    assert redeemed(promotion_id) == 0


def test_unknown_expired_paused_and_used_up_codes_get_the_same_answer(market: Market) -> None:
    a_promotion(code="ENDED2020", ends_at=LONG_AGO.replace(year=2021))
    a_promotion(code="DRAFTED", is_active=False)
    a_promotion(code="ONLYONE", code_limit=1)
    buy(a_checkout(with_code(market, "ONLYONE", {"CUP": 1})))
    cart_id, said = a_cart(market, {"CUP": 1}), set()

    for code in ("NOSUCHCODE", "ENDED2020", "DRAFTED", "ONLYONE", "", "'; --", "x" * 40):
        with pytest.raises(UnknownCode) as refusal, unit_of_work() as session:
            enter_code(session, cart_id, code=code, acting_user=GUEST)
        said.add((str(refusal.value), refusal.value.field))

    assert said == {("This code is not valid, or not any more. Please check how it is written.", "code")}
    with reading() as session:
        assert cart_view(session, cart_id, price_list="retail").code == ""


def test_a_first_order_is_one_only(market: Market) -> None:
    a_promotion(amount_off(500), conditions=(only("first_order"),))

    placed = order(an_order(market, {"CUP": 2}, buyer=named(1)))
    with pytest.raises(PriceChanged) as refusal:
        an_order(market, {"CUP": 2}, buyer=named(1))

    assert placed.gross_minor == 2500 - 500 + 590
    assert refusal.value.values["gross_minor"] == 2500 + 590


def test_shelves_and_lists_choose_articles_and_buyers(market: Market) -> None:
    a_promotion(percent_off(10), conditions=(only("shelf", slugs=["beans"]),), lane=Lane.ARTICLE)
    a_promotion(amount_off(100), conditions=(only("price_list", codes=["business"]),), name="Firms")

    private, company = order(an_order(market, {"CUP": 1, "BEANS": 1})), a_company()
    firm = order(an_order(market, {"CUP": 1, "BEANS": 1}, buyer=company))

    assert [(one.name, one.amount_minor) for one in private.given] == [("Winter", 189)]
    assert [(one.name, one.amount_minor) for one in firm.given] == [("Winter", 170), ("Firms", 100)]


# --- limits


def test_fifty_buyers_at_once_use_ten_redemptions_ten_times(market: Market) -> None:
    promotion_id = a_promotion(percent_off(10), code="FIRSTTEN", limit_total=LIMIT)
    checkouts = [
        (a_checkout(with_code(market, "FIRSTTEN", {"CUP": 1}), buyer=named(number)), named(number))
        for number in range(BUYERS)
    ]
    start = threading.Barrier(BUYERS)
    results: list[UUID | str] = []

    def press(number: int) -> None:
        checkout, buyer = checkouts[number]
        start.wait()
        try:
            results.append(buy(checkout, buyer=buyer))
        except (PromotionUsedUp, PriceChanged) as refusal:
            results.append(refusal.code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == BUYERS
    assert sum(isinstance(result, UUID) for result in results) == LIMIT
    with reading() as session:
        orders = session.scalars(select(Order)).all()
        uses = session.scalars(select(PromotionRedemption)).all()
        assert len(orders) == len(uses) == LIMIT
        assert {use.order_id for use in uses} == {placed.id for placed in orders}
        assert {placed.gross_minor for placed in orders} == {1125 + 590}
    assert redeemed(promotion_id) == LIMIT


def test_a_limit_per_customer_holds_for_guests_too(market: Market) -> None:
    a_promotion(percent_off(10), code="ONCEEACH", limit_per_customer=1)

    def once_more(buyer: Buyer) -> UUID:
        return buy(a_checkout(with_code(market, "ONCEEACH", {"CUP": 1}), buyer=buyer), buyer=buyer)

    once_more(named(1))
    with pytest.raises(PriceChanged):
        once_more(named(1))
    once_more(named(2))

    with reading() as session:
        assert session.scalars(select(PromotionUse.redeemed)).all() == [1, 1]
        assert len(session.scalars(select(Order.id)).all()) == 2


def test_a_cancelled_order_gives_its_redemption_back_once(market: Market) -> None:
    promotion_id = a_promotion(percent_off(10), code="LASTONE", limit_total=1, code_limit=1, limit_per_customer=1)
    order_id = buy(a_checkout(with_code(market, "LASTONE", {"CUP": 1})))
    with pytest.raises(UnknownCode):
        with_code(market, "LASTONE", {"CUP": 1})

    for _ in range(2):
        with unit_of_work() as session:
            cancel_order(session, order_id, reason="changed their mind", acting_user=STAFF)

    assert redeemed(promotion_id) == 0
    with reading() as session:
        assert session.scalars(select(PromotionCode.redeemed)).all() == [0]
        assert session.scalars(select(PromotionUse.redeemed)).all() == [0]
    buy(a_checkout(with_code(market, "LASTONE", {"CUP": 1})))
    assert redeemed(promotion_id) == 1


# --- money


def test_part_invoices_of_a_reduced_line_sum_to_what_was_agreed(market: Market) -> None:
    a_promotion(amount_off(1000))
    order_id = a_running_order(market, {"CUP": 3, "MACHINE": 1})
    agreed = order(order_id)

    for pieces in ({"CUP": 1}, {"CUP": 1, "MACHINE": 1}, {"CUP": 1}):
        shipment_id = ship_it(order_id, pieces)
        with unit_of_work() as session:
            invoice_shipment(session, shipment_id)

    with reading() as session:
        invoices = session.scalars(select(Invoice).order_by(Invoice.number)).all()
        assert sum(invoice.gross_minor for invoice in invoices) == agreed.gross_minor == 3750 + 59_900 - 1000
        assert sum(invoice.tax_minor for invoice in invoices) == agreed.tax_minor


def test_cancelling_one_part_reclaims_its_share_of_the_discount_and_spreads_nothing_again(market: Market) -> None:
    a_promotion(amount_off(3000))
    order_id = an_order(market, {"CUP": 4, "INSTALL": 1})
    before = {line.sku: (line.amount_minor, line.discount_minor) for line in order(order_id).lines}

    with unit_of_work() as session:
        visit = next(part for part in order(order_id).parts if part.kind.value == "service")
        cancel_part(session, visit.id, reason="no visit", acting_user=STAFF)

    after = {line.sku: (line.amount_minor, line.discount_minor) for line in order(order_id).lines}
    assert after == before
    assert before["CUP"] == (5000 - 754, 754)
    assert before["INSTALL"] == (14_900 - 2246, 2246)


# --- making them


def test_a_promotion_that_cannot_be_meant_is_refused_on_its_field(market: Market) -> None:
    plain = PromotionInput(name="A", name_de="A", lane=Lane.CART, starts_at=LONG_AGO, actions=(percent_off(5),))
    wrong = {
        "actions": replace(plain, actions=()),
        "ends_at": replace(plain, ends_at=LONG_AGO),
        "with_subscriptions": replace(plain, actions=(amount_off(5),), with_subscriptions=True),
        "name": replace(plain, name_de=" "),
        "percent-percent": replace(plain, actions=(percent_off(120),)),
    }

    for field, given in wrong.items():
        with pytest.raises(InvalidInput) as refusal, unit_of_work() as session:
            create_promotion(session, given)
        assert refusal.value.field == field

    with reading() as session:
        assert session.scalars(select(Promotion.id)).all() == []


def test_what_holds_is_not_edited_and_codes_open_one_promotion_only(market: Market) -> None:
    promotion_id, other = a_promotion(code="TAKEN"), a_promotion(code="OTHER", name="Other")
    given = PromotionInput(name="B", name_de="B", lane=Lane.CART, starts_at=LONG_AGO, actions=(percent_off(5),))

    with pytest.raises(PromotionIsFixed), unit_of_work() as session:
        edit_promotion(session, promotion_id, given)
    with pytest.raises(CodeTaken), unit_of_work() as session:
        add_code(session, other, "taken")
    with pytest.raises(PromotionIncomplete), unit_of_work() as session:
        add_code(session, other, "a b")
    with unit_of_work() as session:
        made = [code.code for code in add_codes(session, other, count=200, prefix="gift")]

    assert len(set(made)) == 200
    assert all(code.startswith("GIFT-") and len(code) == 15 for code in made)


# --- statements


def test_without_promotions_a_cart_costs_no_statement_more(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 1})

    with counted(engine()) as without, reading() as session:
        cart_view(session, cart_id, price_list="retail")
    a_promotion(percent_off(10), conditions=(only("shelf", slugs=["beans"]),))
    with counted(engine()) as with_one, reading() as session:
        cart_view(session, cart_id, price_list="retail")

    assert (without.count, with_one.count) == (5, 7)
