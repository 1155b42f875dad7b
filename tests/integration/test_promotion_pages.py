"""Promotions on pages: the code in cart and checkout, and the office's editor, life and codes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.states import StaffRole
from core.kernel import clock, db, events
from core.kernel.db import reading
from core.kernel.settings import Settings
from core.orders.models import Order
from core.pricing.models import Promotion, PromotionCode
from core.pricing.states import PromotionState
from tests.benchmarks.client import form_values
from tests.support.deals import an_order
from tests.support.offers import a_promotion, amount_off, only, percent_off
from tests.support.office import Office, open_office
from tests.support.shopper import Shopper, books, open_shop_pages, words_of
from tests.support.statements import counted


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def typed(**fields: Any) -> dict[str, Any]:
    """What the editor sends."""
    return {
        "name": "Winter sale", "name_de": "Winterschlussverkauf", "starts_on": "2026-11-01", "ends_at": "2026-12-31",
        "lane": "cart", "priority": "0", "use-percent": "y", "percent-percent": "12,5", **fields,
    }  # fmt: skip


# --- in the shop


def test_a_code_is_entered_seen_and_taken_out_in_the_cart(shopper: Shopper) -> None:
    a_promotion(percent_off(10), code="WINTER10")
    shopper.put("CUP", 3)

    entered = shopper.post("/cart/code", {"code": "winter10"})
    cart = words_of(shopper.get("/cart"))
    removed = shopper.post("/cart/code", {"remove": "1"})

    assert (entered.status_code, removed.status_code) == (303, 303)
    assert "Articles 37.50 € Winter WINTER10 \N{MINUS SIGN}3.75 €" in cart
    assert "Total to pay now 39.65 €" in cart
    assert "3.75 € saved" in cart
    assert "Why this price? Cup 12.50 € each. Winter: 3.75 € off." in cart
    assert "Total to pay now 43.40 €" in words_of(shopper.get("/cart"))


@pytest.mark.parametrize("code", ["NOSUCH", "GONE2020", "<script>", "x" * 41, ""])
def test_a_wrong_code_is_said_beside_its_field_and_kept_for_correction(shopper: Shopper, code: str) -> None:
    a_promotion(code="GONE2020", is_active=False)
    shopper.filled("CUP")

    page = shopper.post("/cart/code", {"code": code})

    assert page.status_code == 422
    assert "<script>" not in page.text.split("<main", 1)[1].split("</main", 1)[0]
    assert form_values(page.text, "/cart/code")["code"] == code
    if code in ("NOSUCH", "GONE2020"):
        assert "This code is not valid, or not any more. Please check how it is written." in words_of(page)


def test_guessing_codes_is_slow_and_a_right_one_has_to_wait_too(shopper: Shopper) -> None:
    a_promotion(percent_off(10), code="WINTER10")
    shopper.filled("CUP")

    guesses = [shopper.post("/cart/code", {"code": f"GUESS{number}"}).status_code for number in range(11)]
    right = shopper.post("/cart/code", {"code": "WINTER10"})
    at_checkout = shopper.order(code="WINTER10")
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        later = shopper.post("/cart/code", {"code": "WINTER10"})

    assert guesses == [422] * 10 + [429]
    assert (right.status_code, at_checkout.status_code, later.status_code) == (429, 429, 303)
    assert "Too many codes were tried. Please wait a quarter of an hour" in words_of(right)


def test_a_code_that_does_not_help_yet_says_what_is_missing(shopper: Shopper) -> None:
    a_promotion(amount_off(500), code="FROM30", conditions=(only("minimum_value", from_minor=3000),))
    shopper.put("CUP", 2)
    shopper.post("/cart/code", {"code": "FROM30"})

    before = words_of(shopper.get("/cart"))
    shopper.put("CUP", 1)
    after = words_of(shopper.get("/cart"))

    assert "does not lower this price yet: It holds from a value of 30.00 € on." in before
    assert "Total to pay now 30.90 €" in before
    assert "Total to pay now 38.40 €" in after


def test_a_code_typed_at_the_checkout_shows_the_new_total_before_anything_is_ordered(shopper: Shopper) -> None:
    a_promotion(percent_off(10), code="WINTER10")
    shopper.filled("CUP")
    before = books()

    page = shopper.order(code="WINTER10")
    ordered = shopper.client.post("/checkout", data=form_values(page.text, "/checkout"))

    assert page.status_code == 200
    assert "Your code is in the cart. Nothing is ordered yet" in words_of(page)
    assert "Total to pay now 17.15 €" in words_of(page)
    assert form_values(page.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert ordered.status_code == 303
    assert books().orders == before.orders + 1
    confirmation = words_of(shopper.get(ordered.location))
    assert "Articles 12.50 € Winter WINTER10 \N{MINUS SIGN}1.25 €" in confirmation
    with reading() as session:
        assert session.scalars(select(Order.gross_minor)).all() == [1715]


def test_a_wrong_code_at_the_checkout_keeps_everything_and_orders_nothing(shopper: Shopper) -> None:
    shopper.filled("CUP")
    before = books()

    page = shopper.order(code="NOSUCH")

    assert page.status_code == 422
    assert "This code is not valid, or not any more." in words_of(page)
    assert form_values(page.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert books() == before


def test_a_guest_purchase_with_a_promotion_stays_within_its_statements(shopper: Shopper) -> None:
    a_promotion(percent_off(10))
    shopper.filled("CUP")
    values = shopper.checkout()

    with counted(db.engine()) as sent:
        placed = shopper.client.post("/checkout", data=values)

    assert placed.status_code == 303
    assert sent.count <= 36, str(sent)


# --- in the office


def test_a_promotion_is_drafted_checked_started_and_ended(office: Office) -> None:
    desk = office.desk(StaffRole.MARKETING)

    checked = desk.send("/promotions/new", **typed(check="1"))
    with reading() as session:
        assert session.scalars(select(Promotion.id)).all() == []
    kept = desk.send("/promotions/new", **typed())
    page = kept.location
    started = desk.press(page, f"{page}/start")
    ended = desk.press(page, f"{page}/end")

    assert checked.status_code == 200
    assert "12.5 % off each of these articles." in words_of(checked)
    assert "There are no past carts to try it on." in words_of(checked)
    assert (kept.status_code, started.status_code, ended.status_code) == (303, 303, 303)
    assert "Winter sale" in words_of(desk.get("/promotions"))
    with reading() as session:
        promotion = session.scalars(select(Promotion)).one()
        assert promotion.state is PromotionState.ENDED
        assert promotion.starts_at.isoformat() == "2026-10-31T23:00:00+00:00"
        assert promotion.ends_at is not None
        assert promotion.ends_at.isoformat() == "2026-12-31T23:00:00+00:00"


def test_a_dry_run_counts_past_carts(office: Office) -> None:
    for _ in range(3):
        an_order(office.market, {"CUP": 4})
    an_order(office.market, {"INSTALL": 1})
    a_promotion(amount_off(100), name="Other", lane="article")

    desk = office.desk(StaffRole.MARKETING)
    page = words_of(desk.send("/promotions/new", **typed(check="1", **{"use-kind": "y", "kind-kinds": "physical"})))

    assert "Carts of the last half year 4" in page
    assert "It would have held in 3" in page
    assert "It would have cost" in page
    assert "Together with: Other (3)" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"percent-percent": "120"}, "Please enter a percentage from 0 to 100."),
        ({"percent-percent": "ten"}, "Please enter a percentage from 0 to 100."),
        ({"name_de": ""}, "Please fill in this field."),
        ({"ends_at": "2026-10-01"}, "The end must be later than the beginning."),
        ({"use-amount": "y", "amount-off_minor": "-5"}, "Please enter an amount above zero."),
        ({"use-tiers": "y", "tiers-base": "0", "tiers-tiers": "hundred: 5"}, "Please enter one step per line"),
        ({"use-article": "y", "article-skus": " "}, "Please choose at least one."),
        ({"limit_total": "0"}, "Please enter a number from 1 to 1000000."),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_kept(office: Office, wrong: dict[str, str], sentence: str) -> None:
    page = office.desk(StaffRole.MARKETING).send("/promotions/new", **typed(**wrong))

    assert page.status_code == 422
    assert sentence in words_of(page)
    assert 'value="Winterschlussverkauf"' in page.text or "name_de" in wrong
    with reading() as session:
        assert session.scalars(select(Promotion.id)).all() == []


def test_codes_are_made_one_by_one_and_in_batches(office: Office) -> None:
    desk = office.desk(StaffRole.MARKETING)
    page = desk.send("/promotions/new", **typed(**{"use-code": "y"})).location
    token = {"csrf_token": desk.form_token()}

    one = desk.client.post(f"{page}/codes", data=token | {"code": "hafen-25"})
    again = desk.client.post(f"{page}/codes", data=token | {"code": "HAFEN-25"})
    many = desk.client.post(f"{page}/codes", data=token | {"count": "30", "prefix": "gift"})
    file = desk.get(f"{page}/codes.csv")

    assert (one.status_code, again.status_code, many.status_code) == (303, 422, 303)
    assert "This code is taken already." in words_of(again)
    assert len(file.text.splitlines()) == 32
    assert "HAFEN-25,,0" in file.text.splitlines()
    with reading() as session:
        assert len(session.scalars(select(PromotionCode.id)).all()) == 31


def test_who_may_not_edit_promotions_sees_them_only(office: Office) -> None:
    a_promotion()
    desk = office.desk(StaffRole.FULFILMENT)

    assert "Winter" in words_of(desk.get("/promotions"))
    assert "New promotion" not in words_of(desk.get("/promotions"))
    assert desk.get("/promotions/new").status_code == 403


def test_the_list_takes_the_same_statements_for_one_promotion_and_for_many(office: Office) -> None:
    desk = office.desk(StaffRole.MARKETING)
    a_promotion()
    with counted(db.engine()) as one:
        desk.get("/promotions")
    for number in range(20):
        a_promotion(name=f"Offer {number}")
    with counted(db.engine()) as many:
        desk.get("/promotions")

    assert one.count == many.count
