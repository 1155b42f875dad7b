"""A negotiation on the pages of both applications: asked for in the shop, written and approved in the office."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.accounts.queries import find_user_by_email
from core.billing.operations import bill_subscriptions
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.quotes.models import Quote, QuoteRequest
from core.quotes.queries.links import quote_token, request_token
from core.subscriptions.queries import get_contract
from storefront import create_storefront
from tests.support import quoting
from tests.support.companies import buyer_of
from tests.support.deals import activate, an_order, hand_over, release, the_contract
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.quote_pages import (
    QUOTE,
    REQUEST,
    SALES,
    a_buyer,
    accept,
    an_approver,
    ask_for,
    change,
    counter,
    decide,
    form_of,
    post,
    quote_id,
)
from tests.support.quoting import OVER_TEN
from tests.support.shopper import words_of
from tests.support.visits import a_customer, send, sign_in


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def test_a_negotiation_from_the_request_to_the_order_on_pages(office: Office, database: Settings) -> None:
    buyer, rep, head = a_buyer(office, database), office.desk(SALES), an_approver(office)
    quoting.write_rules(OVER_TEN)

    asked = ask_for(buyer, office, pieces=8, wished="450.00")
    question = post(rep, REQUEST, f"{REQUEST}/ask", text="Which colour?")
    said = send(buyer, f"{asked}/answer", {"text": "Petrol, please."}, page=asked)
    begun = post(rep, REQUEST, f"{REQUEST}/quote")
    written = change(rep, percent="18")
    needs = words_of(rep.get(QUOTE))
    post(rep, QUOTE, f"{QUOTE}/submit")
    granted = decide(head, "grant")
    post(rep, QUOTE, f"{QUOTE}/offer")
    room = words_of(buyer.get(QUOTE))
    countered = counter(buyer, unit="430.00")
    post(rep, QUOTE, f"{QUOTE}/revise")
    change(rep, percent="", unit="440.00")
    post(rep, QUOTE, f"{QUOTE}/submit")
    offered = post(rep, QUOTE, f"{QUOTE}/offer")
    second = words_of(buyer.get(QUOTE))
    accepted = accept(buyer)

    assert [step.status_code for step in (question, said, begun, written, granted, countered, offered, accepted)] == (
        [303] * 8
    )
    assert "Needs approval" in needs
    assert "18 %" in needs
    assert "This offer holds for 30 more days" in room
    assert "Between your last word and this version are 80.00 €." in second
    assert quoting.states(quote_id()) == {1: "countered", 2: "accepted"}
    assert quoting.version(quote_id()).goods_minor == 8 * 44000
    assert [row.state.value for row in quoting.approvals(quote_id())] == ["granted", "granted"]
    assert "You have accepted this offer" in words_of(buyer.get(QUOTE))
    assert "SO-2026-000001" in words_of(rep.get(QUOTE))


def test_a_guest_confirms_the_request_before_anybody_looks_at_it(office: Office, database: Settings) -> None:
    guest, rep = client_of(create_storefront(database)), office.desk(SALES)
    page = f"/quote-request?v={office.market['MACHINE']}&quantity=2"
    form = form_of(guest, page, "/quote-request") | {"name": "Jutta Möller", "email": "jutta@example.org"}

    asked = guest.post("/quote-request", data=form)
    before = words_of(rep.get("/quote-requests"))
    with reading() as session:
        request_id = session.scalars(select(QuoteRequest.id)).one()
    link = f"/quote-request/confirm?t={request_token(request_id)}"
    confirmed = send(guest, link, {})
    after = words_of(rep.get("/quote-requests"))

    assert (asked.status_code, asked.location) == (303, "/quote-request/sent")
    assert "AF-2026-000001" not in before
    assert confirmed.status_code == 303
    assert "Being looked at" not in words_of(guest.get(confirmed.location))
    assert "AF-2026-000001" in after


def test_a_foreign_offer_is_not_there_for_anybody_else(office: Office, database: Settings) -> None:
    buyer, rep = a_buyer(office, database), office.desk(SALES)
    ask_for(buyer, office, pieces=2)
    post(rep, REQUEST, f"{REQUEST}/quote")
    post(rep, QUOTE, f"{QUOTE}/submit")
    post(rep, QUOTE, f"{QUOTE}/offer")
    a_customer("eve@example.org")
    stranger, nobody = client_of(create_storefront(database)), client_of(create_storefront(database))
    sign_in(stranger, "eve@example.org")
    with reading() as session:
        token = quote_token(session.scalars(select(Quote)).one())

    seen = [client.get(QUOTE).status_code for client in (buyer, stranger, nobody)]
    by_link = nobody.get(f"{QUOTE}?t={token}").status_code
    post(rep, QUOTE, f"{QUOTE}/links")
    by_old_link = nobody.get(f"{QUOTE}?t={token}").status_code

    assert seen == [200, 404, 404]
    assert (by_link, by_old_link) == (200, 404)


@pytest.mark.parametrize(
    ("percent", "sentence"),
    [("100", "A discount takes less than everything off."), ("-1", "An amount cannot be less than zero.")],
)
def test_a_discount_that_cannot_be_meant_is_said_and_changes_nothing(
    office: Office, database: Settings, percent: str, sentence: str
) -> None:
    buyer, rep = a_buyer(office, database), office.desk(SALES)
    ask_for(buyer, office, pieces=2)
    post(rep, REQUEST, f"{REQUEST}/quote")

    refused = change(rep, percent=percent)

    assert refused.status_code == 422
    assert sentence in words_of(refused)
    assert f'value="{percent}"' in refused.text
    assert quoting.version(quote_id()).lines[0].discount_percent == 0


def test_a_running_contract_is_changed_on_pages(office: Office, database: Settings) -> None:
    buyer, rep = a_buyer(office, database), office.desk(SALES)
    with reading() as session:
        user = find_user_by_email(session, "buyer@hafen.example")
    assert user is not None
    assert user.customer is not None
    order_id = an_order(office.market, {"CLUB": 1}, buyer=buyer_of(user))
    release(order_id)
    hand_over(order_id)
    contract_id = the_contract(order_id)
    activate(contract_id, clock.today())
    with unit_of_work() as session:
        bill_subscriptions(session, up_to=clock.today())
        number = get_contract(session, contract_id).number
    page = f"/customers/{user.customer.number}"

    begun = post(rep, page, f"/quotes/contracts/{number}")
    changed = change(rep, percent="10", unit="")
    longer = post(rep, QUOTE, f"{QUOTE}/extension", term_months="24", effective_on="2026-12-23")
    post(rep, QUOTE, f"{QUOTE}/submit")
    offered = post(rep, QUOTE, f"{QUOTE}/offer")
    room = words_of(buyer.get(QUOTE))
    form = form_of(buyer, f"{QUOTE}/accept", f"{QUOTE}/accept")
    agreed = buyer.post(f"{QUOTE}/accept", data=form | {"consent": "y"})

    assert [step.status_code for step in (begun, changed, longer, offered, agreed)] == [303] * 5
    assert "Runs at least until 23 Dec 2028" in room
    assert "Your contract is changed as agreed." in words_of(buyer.get(QUOTE))
    with reading() as session:
        assert get_contract(session, contract_id).version == 2
