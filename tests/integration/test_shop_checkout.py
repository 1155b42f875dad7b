"""Ordering by the pages: one form, one order, whatever somebody types, presses twice or changes elsewhere."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.operations import add_buyer, create_company
from core.billing.models import Invoice
from core.feedback.models import FeedbackAnswer
from core.fulfilment.operations import ship
from core.inventory.operations import count_stock
from core.inventory.queries import free_stock
from core.kernel import clock, db, events, jobs
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import Order, OrderPart
from core.orders.queries import get_order
from core.orders.queries.links import order_token
from core.orders.states import LineKind, OrderState
from core.payments.models import Payment, PaymentAttempt
from core.payments.states import AttemptState
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from tests.benchmarks.client import form_values
from tests.support.deals import STAFF
from tests.support.goods import Offer, add_offer
from tests.support.shopper import GUEST_FORM, Shopper, another, books, open_shop_pages, order_ids, words_of
from tests.support.statements import counted
from tests.support.visits import PASSWORD, a_customer, sign_in

BUTTON = re.compile(r'<button class="button buy[^>]*>([^<]*)</button>')


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def the_order() -> Order:
    with reading() as session:
        return session.scalars(select(Order)).one()


# --- what the page says (LAW-01, LAW-02, LAW-04)


def test_the_button_says_that_it_obliges_to_pay_and_nothing_else(shopper: Shopper) -> None:
    shopper.filled("CUP")
    english = shopper.client.get("/checkout", headers={"Accept-Language": "en"}).text
    german = shopper.client.get("/checkout", headers={"Accept-Language": "de"}).text

    assert BUTTON.findall(english) == ["Buy now - obligation to pay"]
    assert BUTTON.findall(german) == ["Zahlungspflichtig bestellen"]


def test_everything_that_is_agreed_stands_directly_above_the_button(shopper: Shopper) -> None:
    text = shopper.filled("KITCHEN", "CUP").get("/checkout").text
    review = words_of(text[text.index('id="review"') : text.index("obligation to pay</button>")])

    for sentence in (
        "Team kitchen", "734.00 €", "Hafen One", "2 of Cup", "Installation", "Bean club",
        "The first period is included. Then 35.00 € / month.", "Minimum term: 12 months. Notice period: 1 month.",
        "Standard free", "Total to pay now 746.50 €", "Right of withdrawal", "Terms and conditions",
    ):  # fmt: skip
        assert sentence in review, sentence
    assert text.index('id="review"') > text.index('name="payment_method"')
    assert not re.search(
        r"<(input|select|textarea)\b", text[text.index('id="review"') : text.index('id="place-order"')]
    )


def test_fields_are_asked_only_for_what_is_in_the_cart(shopper: Shopper) -> None:
    goods = shopper.filled("CUP").get("/checkout").text
    visit = another(shopper).filled("INSTALL").get("/checkout").text

    assert 'name="delivery_method"' in goods
    assert 'name="wished_service_on"' not in goods
    assert 'name="delivery_method"' not in visit
    assert 'name="wished_service_on"' in visit


def test_an_empty_cart_leads_back_to_the_cart(shopper: Shopper) -> None:
    assert shopper.get("/checkout").location == "/cart"
    assert shopper.post("/checkout", GUEST_FORM).location == "/cart"


# --- a guest buys


def test_a_guest_orders_and_opens_the_order_by_its_link(shopper: Shopper) -> None:
    link = shopper.filled("KITCHEN", "CUP").place(note="Gate 3", delivery_method="standard")

    page = words_of(shopper.get(link))
    order = the_order()
    assert link.startswith(f"/orders/{order.number}?t=")
    assert (order.gross_minor, order.state, order.email, order.note) == (
        74_650, OrderState.PLACED, "gerd@example.org", "Gate 3",
    )  # fmt: skip
    assert "Thank you, Gerd Gast." in page
    assert "Please transfer 746.50 €" in page
    assert f"Reference {order.number}" in page
    for title in ("Delivery", "Visit", "Subscription"):
        assert f"{title} Planned" in page
    assert "Your cart is empty" in shopper.get("/cart").text


def test_a_guest_purchase_of_three_articles_takes_at_most_50_statements(shopper: Shopper) -> None:
    skus = ("CUP", "BEANS", "SPOON")
    with unit_of_work() as session:
        spoon = add_offer(session, Offer(sku="SPOON", prices={1: 450}, stock=50))
    variants = {"CUP": shopper.market["CUP"], "BEANS": shopper.market["BEANS"], "SPOON": spoon}
    another(shopper).filled("CUP").place()  # the day's first order opens the number ranges

    browser = another(shopper)
    with counted(db.engine()) as sent:
        form = form_values(browser.get("/p/cup").text, "/cart/lines")
        for sku in skus:
            added = browser.client.post("/cart/lines", data=form | {"variant_id": str(variants[sku])})
            assert added.status_code == 303
        checkout = form_values(browser.get("/checkout").text, "/checkout") | GUEST_FORM
        placed = browser.client.post(
            "/checkout", data=checkout | {"payment_method": "on_account", "email": "n@example.org"}
        )
        confirmation = browser.get(placed.location)

    assert "Thank you" in confirmation.text
    assert sent.count <= 50, str(sent)


def test_express_is_ordered_only_after_its_total_was_shown(shopper: Shopper) -> None:
    shopper.filled("CUP")
    before = books()

    page = shopper.order(delivery_method="express")

    assert page.status_code == 409
    assert "The total has changed with your choice of delivery. Nothing is ordered yet" in words_of(page)
    assert "Total to pay now 25.40 €" in words_of(page)
    assert books() == before
    again = form_values(page.text, "/checkout")
    assert again["delivery-street"] == "Deichstraße 12"
    assert shopper.client.post("/checkout", data=again).status_code == 303
    assert the_order().gross_minor == 2540


def test_austria_is_ordered_only_after_its_total_was_shown(shopper: Shopper) -> None:
    shopper.filled("CUP")
    address = {"delivery__country": "AT", "delivery__postal_code": "1010", "delivery__city": "Wien"}

    page = shopper.order(**address)
    ordered = shopper.client.post("/checkout", data=form_values(page.text, "/checkout"))

    assert page.status_code == 409
    assert "of which VAT 20%" in words_of(page)
    assert ordered.status_code == 303


def test_updating_the_total_keeps_everything_and_orders_nothing(shopper: Shopper) -> None:
    shopper.filled("CUP")
    before = books()

    page = shopper.order(delivery_method="express", update="1", name="")

    assert page.status_code == 200
    assert "Total to pay now 25.40 €" in words_of(page)
    assert "Please fill in" not in page.text
    assert form_values(page.text, "/checkout")["delivery-city"] == "Hamburg"
    assert books() == before


def test_the_invoice_can_go_to_another_address(shopper: Shopper) -> None:
    shopper.filled("CUP").place(
        billing="new", billing__name="Karla Kasse", billing__company="Kasse KG", billing__street="Ring 1",
        billing__postal_code="1010", billing__city="Wien", billing__country="AT",
    )  # fmt: skip

    with reading() as session:
        order = get_order(session, order_ids()[0])
    assert (order.billing.name, order.billing.country) == ("Karla Kasse", "AT")
    assert (order.delivery.name, order.delivery.country) == ("Gerd Gast", "DE")


def test_wishes_for_days_reach_the_order(shopper: Shopper) -> None:
    visit, start = clock.today() + timedelta(days=9), clock.today() + timedelta(days=20)

    shopper.filled("KITCHEN").place(wished_service_on=visit.isoformat(), start_on=start.isoformat())

    assert (the_order().wished_service_on, the_order().start_on) == (visit, start)


# --- what is typed wrong


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "", "Please fill in this field."),
        ("email", "gerd", "This is not a complete e-mail address."),
        ("name", "", "Please fill in this field."),
        ("name", "   ", "Please fill in this field."),
        ("name", "x" * 201, "200 characters"),
        ("delivery__street", "", "Please fill in this field."),
        ("delivery__postal_code", "2045", "A postal code of this country has 5 digits."),
        ("delivery__city", "", "Please fill in this field."),
        ("payment_method", "", "Please choose"),
        ("payment_method", "barter", "Please choose one of the ways to pay."),
        ("wished_service_on", "2020-01-01", "Please choose a day that is not in the past."),
        ("wished_service_on", "tomorrow", "Please enter a date."),
        ("delivery", "00000000-0000-7000-8000-000000000000", "Please choose one of your addresses."),
    ],
)
def test_a_mistake_is_said_at_its_field_and_everything_else_is_kept(
    shopper: Shopper, field: str, typed: str, sentence: str
) -> None:
    shopper.filled("KITCHEN")
    before = books()

    page = shopper.order(**{"note": "Gate 3", field: typed})

    assert page.status_code == 422
    assert sentence in words_of(page)
    assert "Everything else is kept" in page.text
    values = form_values(page.text, "/checkout")
    assert values["note"].strip() == "Gate 3"
    assert field == "email" or values["email"] == "gerd@example.org"
    assert books() == before


def test_a_wrong_invoice_address_is_said_at_the_invoice_address(shopper: Shopper) -> None:
    page = shopper.filled("CUP").order(billing="new", billing__name="K", billing__street="S", billing__city="C",
                                       billing__postal_code="1")  # fmt: skip

    assert page.status_code == 422
    assert 'id="billing-postal_code-error"' in page.text
    assert 'id="delivery-postal_code-error"' not in page.text


def test_a_mistake_of_an_html_writer_stays_text(shopper: Shopper) -> None:
    link = shopper.filled("CUP").place(name="<b>Gerd</b>", note="<script>alert(1)</script>")

    page = shopper.get(link).text

    assert "&lt;b&gt;Gerd&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_a_forged_form_orders_nothing(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    before = books()

    forged = shopper.client.post("/checkout", data=values | {"csrf_token": "forged"})

    assert forged.status_code == 400
    assert books() == before


# --- what changed meanwhile


def test_a_cart_changed_in_another_tab_is_shown_before_it_is_ordered(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    shopper.put("BEANS")
    before = books()

    page = shopper.client.post("/checkout", data=values)

    assert page.status_code == 409
    assert "Your cart was changed in another window. Nothing is ordered yet" in words_of(page)
    assert "House beans" in page.text
    assert form_values(page.text, "/checkout")["name"] == "Gerd Gast"
    assert books() == before
    assert shopper.client.post("/checkout", data=form_values(page.text, "/checkout")).status_code == 303


def test_a_price_changed_at_the_last_second_is_shown_and_asked_again(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=shopper.market["CUP"], amount_minor=1350), list_code=RETAIL)
    before = books()

    page = shopper.client.post("/checkout", data=values)

    assert page.status_code == 409
    assert "A price has changed since you opened this page. Nothing is ordered yet" in words_of(page)
    assert "Total to pay now 19.40 €" in words_of(page)
    assert form_values(page.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert books() == before
    assert shopper.client.post("/checkout", data=form_values(page.text, "/checkout")).status_code == 303
    assert the_order().gross_minor == 1940


def test_when_the_last_ones_are_gone_the_rest_is_offered_and_nothing_typed_is_lost(shopper: Shopper) -> None:
    shopper.put("CUP", 5)
    values = shopper.checkout()
    with unit_of_work() as session:
        count_stock(session, shopper.market["CUP"], 2, acting_user=SYSTEM)
    before = books()

    refused = shopper.client.post("/checkout", data=values)
    take = f"take-{shopper.market['CUP']}"
    taken = shopper.client.post("/checkout", data=form_values(refused.text, "/checkout") | {take: "2"})
    ordered = shopper.client.post("/checkout", data=form_values(taken.text, "/checkout"))

    assert refused.status_code == 409
    assert "Only 2 of Cup are left. Please lower the quantity." in words_of(refused)
    assert "Take the 2 that are left" in refused.text
    assert BUTTON.findall(refused.text) == []
    assert books().orders == before.orders + 1
    assert taken.status_code == 200
    assert form_values(taken.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert ordered.status_code == 303
    with reading() as session:
        assert free_stock(session, [shopper.market["CUP"]]) == {shopper.market["CUP"]: 0}


def test_when_all_are_gone_the_article_can_be_removed(shopper: Shopper) -> None:
    values = shopper.filled("CUP", "BEANS").checkout()
    with unit_of_work() as session:
        count_stock(session, shopper.market["CUP"], 0, acting_user=SYSTEM)

    refused = shopper.client.post("/checkout", data=values)
    rest = shopper.client.post(
        "/checkout", data=form_values(refused.text, "/checkout") | {f"take-{shopper.market['CUP']}": "0"}
    )

    assert "Cup is sold out." in words_of(refused)
    assert "House beans" in rest.text
    assert BUTTON.findall(rest.text) == ["Buy now - obligation to pay"]


# --- pressed twice


def test_pressing_twice_is_one_order(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()

    first = shopper.client.post("/checkout", data=values)
    after = books()
    second = shopper.client.post("/checkout", data=values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert books() == after
    assert after.orders == 1


def test_two_tabs_are_one_order(shopper: Shopper) -> None:
    one, other = shopper.filled("CUP").checkout(), shopper.checkout()
    assert one["idempotency_key"] != other["idempotency_key"]

    first, second = shopper.client.post("/checkout", data=one), shopper.client.post("/checkout", data=other)

    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert books().orders == 1


def test_going_back_and_pressing_again_leads_to_the_order(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    first = shopper.client.post("/checkout", data=values)
    shopper.put("BEANS")  # a new cart

    second = shopper.client.post("/checkout", data=values)

    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert books().orders == 1
    assert "House beans" in shopper.get("/cart").text


def test_pressing_at_the_same_moment_is_one_order(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    cookie = shopper.client.get_cookie("kontor_shop")
    assert cookie is not None
    answers: list[str] = []

    def press() -> None:
        client = shopper.client.application.test_client()
        client.set_cookie("kontor_shop", cookie.value)
        answers.append(client.post("/checkout", data=values).location or "")

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert books().orders == 1
    assert len({answer.split("?")[0] for answer in answers}) == 1


# --- whose order it is


def test_a_foreign_order_is_not_there_for_anybody_else(shopper: Shopper) -> None:
    shopper.filled("CUP").place()
    number, own = the_order().number, order_token(the_order().id)
    a_customer("anna@example.org")
    anna = another(shopper)
    sign_in(anna.client, "anna@example.org")
    other = another(shopper)
    other.filled("BEANS").place(email="other@example.org")
    foreign = order_token(order_ids()[1])
    before = books()

    answers = [
        other.get(f"/orders/{number}"), anna.get(f"/orders/{number}"), other.get(f"/orders/{number}?t={foreign}"),
        other.get(f"/orders/{number}/pay"), other.post(f"/orders/{number}/feedback", {"score": "1"}),
        other.post(f"/orders/{number}/pay", {"card": "success"}), other.post(f"/orders/{number}/pay/by-transfer"),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 7
    assert all(words_of(answer) == words_of(other.get("/orders/SO-2020-999999")) for answer in answers[:1])
    assert "gerd@example.org" not in "".join(answer.text for answer in answers)
    assert books() == before
    assert shopper.get(f"/orders/{number}?t={own}").status_code == 200


def test_a_forged_or_old_link_opens_nothing(shopper: Shopper) -> None:
    shopper.filled("CUP").place()
    number, token = the_order().number, order_token(the_order().id)

    forged = another(shopper).get(f"/orders/{number}?t={token[:-2]}xx")
    with clock.frozen(clock.now() + timedelta(days=500)):
        old = another(shopper).get(f"/orders/{number}?t={token}")

    assert (forged.status_code, old.status_code) == (403, 403)
    assert "This link is not valid any more." in forged.text


# --- companies


def a_company(shopper: Shopper, *, limit: int = 500_000) -> Shopper:
    """A company that may buy on account within a limit, signed in."""
    with unit_of_work() as session:
        company = create_company(
            session, name="Beck GmbH", email="einkauf@beck.example", credit_limit_minor=limit, acting_user=STAFF
        )
        add_buyer(session, company.id, email="anna@beck.example", password=PASSWORD, name="Anna Beck")
    sign_in(shopper.client, "anna@beck.example")
    return shopper


def test_a_company_buys_net_with_a_tier_on_account(shopper: Shopper) -> None:
    a_company(shopper).put("MACHINE", 3)

    page = shopper.order(email="anna@beck.example", payment_method="on_account", keep_address="y")
    order = the_order()

    assert page.location == f"/orders/{order.number}"
    assert (order.net_minor, order.gross_minor, order.price_mode.value) == (148_230, 176_394, "net")
    assert order.released_at is not None
    shown = words_of(shopper.get(page.location))
    assert "You pay on account" in shown
    assert "Articles, net 1,482.30 €" in shown
    assert "Deichstraße 12" in shopper.get("/account/addresses").text


def test_a_credit_limit_that_is_too_small_is_said_at_the_payment(shopper: Shopper) -> None:
    a_company(shopper, limit=50_000).put("MACHINE", 1)
    before = books()

    offered = shopper.get("/checkout").text
    page = shopper.order(payment_method="on_account")

    assert "Your credit limit is 500.00 €" in words_of(offered)
    assert re.search(r'<input[^>]*disabled[^>]*value="on_account"', offered)
    assert page.status_code == 409
    assert "Please choose another way to pay." in words_of(page)
    assert form_values(page.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert books() == before


def test_the_address_book_is_offered_and_a_foreign_address_refused(shopper: Shopper) -> None:
    a_company(shopper)
    shopper.post("/account/addresses", {
        "address-name": "Anna Beck", "address-street": "Ring 1", "address-postal_code": "1010",
        "address-city": "Wien", "address-country": "AT",
    })  # fmt: skip
    page = shopper.filled("CUP").get("/checkout")
    values = form_values(page.text, "/checkout")
    with unit_of_work() as session:
        foreign = session.scalars(select(Order.delivery_address_id)).all()

    placed = shopper.client.post("/checkout", data=values | {"payment_method": "on_account"})

    assert foreign == []
    assert "of which" not in words_of(page)
    assert "VAT 20%" in words_of(page)
    assert placed.status_code == 303
    with reading() as session:
        assert get_order(session, order_ids()[0]).delivery.city == "Wien"


def test_an_address_of_somebody_else_cannot_become_the_usual_one(shopper: Shopper) -> None:
    guest = another(shopper)
    guest.filled("CUP").place()
    foreign = the_order().delivery_address_id
    a_company(shopper)

    answer = shopper.post(f"/account/addresses/{foreign}/usual")

    assert answer.status_code == 404
    assert "Deichstraße" not in shopper.get("/account/addresses").text


# --- paying by card


def paying(shopper: Shopper) -> str:
    """Order by card; the page of the card company."""
    link = shopper.filled("CUP").place(payment_method="demo_card")
    assert "/pay?t=" in link
    return link


def pay(shopper: Shopper, link: str, card: str) -> str:
    """Choose a card, let the company answer, and where the waiting page leads then ('' while it waits)."""
    waiting = shopper.post(link, {"card": card}).location
    jobs.run_due()
    return shopper.get(waiting).location or ""


def test_a_card_is_declined_and_then_another_one_pays(shopper: Shopper) -> None:
    link = paying(shopper)

    declined = pay(shopper, link, "decline")
    page = words_of(shopper.get(declined))
    done = pay(shopper, link, "success")

    assert "/pay?" in declined
    assert "The card was not accepted No money was taken" in page
    assert "/pay" not in done
    assert "Paid Thank you, there is nothing left to pay." in words_of(shopper.get(done))
    assert the_order().released_at is not None


def test_the_waiting_page_asks_again_by_itself_and_says_what_is_going_on(shopper: Shopper) -> None:
    link = paying(shopper)

    waiting = shopper.get(shopper.post(link, {"card": "success"}).location)

    assert waiting.status_code == 200
    assert waiting.headers["Refresh"] == "3"
    assert "We are asking the card company." in waiting.text


def test_the_banks_question_is_asked_and_its_answer_pays(shopper: Shopper) -> None:
    link = paying(shopper)

    question = pay(shopper, link, "three_d_secure")
    asked = words_of(shopper.get(question))
    waiting = shopper.post(question, {"answer": "confirm"}).location
    jobs.run_due()

    assert "Is this payment yours?" in asked
    assert "/pay" not in shopper.get(waiting).location
    assert the_order().released_at is not None


def test_a_refused_question_leads_back_to_the_cards(shopper: Shopper) -> None:
    question = pay(shopper, paying(shopper), "three_d_secure")

    waiting = shopper.post(question, {"answer": "refuse"}).location
    jobs.run_due()

    assert "The card was not accepted" in shopper.get(shopper.get(waiting).location).text
    assert the_order().released_at is None


def test_an_answer_that_got_lost_is_asked_for_and_charged_once(shopper: Shopper) -> None:
    with clock.frozen(clock.now()) as at:
        link = paying(shopper)
        waiting = shopper.post(link, {"card": "time_out"}).location
        jobs.run_due()
        meanwhile = shopper.get(waiting)
        again = shopper.post(link, {"card": "success"})
        at.advance(timedelta(minutes=1))
        jobs.run_due()
        done = shopper.get(waiting).location

    assert "We do not charge again" in meanwhile.text
    assert again.status_code == 409
    assert "We are still waiting for the answer to your last payment." in again.text
    assert "/pay" not in done
    with reading() as session:
        assert [attempt.state for attempt in session.scalars(select(PaymentAttempt))] == [AttemptState.CAPTURED]


def test_after_a_decline_the_order_can_be_paid_by_transfer(shopper: Shopper) -> None:
    link = paying(shopper)
    pay(shopper, link, "decline")
    path, _, query = link.partition("?")

    answer = shopper.post(f"{path}/by-transfer?{query}")

    assert answer.status_code == 303
    assert "Please transfer" in words_of(shopper.get(answer.location))
    with reading() as session:
        assert session.scalars(select(Payment.method)).one() == "prepayment"


def test_a_paid_order_cannot_be_paid_again(shopper: Shopper) -> None:
    link = paying(shopper)
    pay(shopper, link, "success")
    before = books()

    page = shopper.post(link, {"card": "success"})

    assert page.status_code == 409
    assert "This order is paid; there is nothing left to pay." in page.text
    assert "/pay" not in shopper.get(link).location
    assert books() == before


# --- afterwards


def test_one_question_is_answered_once(shopper: Shopper) -> None:
    link = shopper.filled("CUP").place()
    path, _, query = link.partition("?")

    nothing = shopper.post(f"{path}/feedback?{query}", {"comment": "Nice"})
    first = shopper.post(f"{path}/feedback?{query}", {"score": "5", "comment": "Quick & easy"})
    second = shopper.post(f"{path}/feedback?{query}", {"score": "1"})

    assert nothing.status_code == 422
    assert "Please choose one to five stars." in nothing.text
    assert "Nice</textarea>" in nothing.text
    assert first.status_code == 303
    assert "Thank you for your answer" in shopper.get(link).text
    assert second.status_code == 409
    with reading() as session:
        assert session.scalars(select(FeedbackAnswer.score)).one() == 5


def test_the_clock_moves_and_the_invoice_is_for_its_owner_only(shopper: Shopper) -> None:
    link = shopper.filled("CUP", "INSTALL").place(payment_method="on_account")
    jobs.run_due()
    with unit_of_work() as session:
        part = session.scalars(select(OrderPart).where(OrderPart.kind == LineKind.PHYSICAL)).one()
        line = next(line for line in get_order(session, order_ids()[0]).lines if line.part_id == part.id)
        ship(session, part.id, quantities={line.id: 1}, carrier="DHL", tracking="1", acting_user=STAFF)
    jobs.run_due()
    with reading() as session:
        number = session.scalars(select(Invoice.number)).one()
    stranger = another(shopper)
    stranger.filled("BEANS").place(email="other@example.org")
    foreign = order_token(order_ids()[1])

    page = words_of(shopper.get(link))
    pdf = shopper.get(f"/invoices/{number}.pdf?t={link.partition('t=')[2]}")
    others = [stranger.get(f"/invoices/{number}.pdf"), stranger.get(f"/invoices/{number}.pdf?t={foreign}")]

    assert "Delivery Done" in page
    assert "Visit In preparation" in page
    assert number in page
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "private, no-store"
    assert [answer.status_code for answer in others] == [404, 404]


def test_the_account_lists_own_orders_and_invoices_only(shopper: Shopper) -> None:
    guest = another(shopper)
    guest.filled("CUP").place()
    a_company(shopper).filled("BEANS").place(payment_method="on_account")
    own = the_number(1)

    pages = [shopper.get(f"/account{path}") for path in ("", "/orders", "/invoices", "/addresses", "/details")]

    assert [page.status_code for page in pages] == [200] * 5
    assert own in pages[0].text
    assert own in pages[1].text
    assert the_number(0) not in "".join(page.text for page in pages)
    assert another(shopper).get("/account/orders").status_code == 303


def the_number(place: int) -> str:
    with reading() as session:
        return get_order(session, order_ids()[place]).number
