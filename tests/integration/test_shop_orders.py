"""Orders of customers: whose they are, companies, cards, and what comes afterwards."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.operations import add_buyer, create_company
from core.billing.models import Invoice
from core.feedback.models import FeedbackAnswer
from core.fulfilment.operations import ship
from core.kernel import clock, events, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import Order, OrderPart
from core.orders.queries import get_order
from core.orders.queries.links import order_token
from core.orders.states import LineKind
from core.payments.models import Payment, PaymentAttempt
from core.payments.states import AttemptState
from tests.benchmarks.client import form_values
from tests.support.deals import STAFF
from tests.support.forgery import forged
from tests.support.shopper import Shopper, another, books, open_shop_pages, order_ids, words_of
from tests.support.taxes import tax_abroad
from tests.support.visits import PASSWORD, a_customer, sign_in


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def the_order() -> Order:
    with reading() as session:
        return session.scalars(select(Order)).one()


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

    false = another(shopper).get(f"/orders/{number}?t={forged(token)}")
    with clock.frozen(clock.now() + timedelta(days=500)):
        old = another(shopper).get(f"/orders/{number}?t={token}")

    assert (false.status_code, old.status_code) == (403, 403)
    assert "This link is not valid any more." in false.text


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
    tax_abroad()
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
