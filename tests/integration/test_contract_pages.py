"""Changing a running contract on the pages of both applications: adding, ending with another, another interval."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from core.accounts.queries import find_user_by_email
from core.kernel import jobs
from core.kernel.db import reading
from core.kernel.settings import Settings
from core.orders.queries import get_order
from core.quotes.queries.links import quote_token
from core.subscriptions.queries import contracts_of_order
from storefront import create_storefront
from tests.support import quoting
from tests.support.companies import buyer_of
from tests.support.deals import Buyer, Market
from tests.support.deals import a_company as another_company
from tests.support.extending import a_running_contract, contract, preview, with_more
from tests.support.letters import letters_to
from tests.support.office import Desk, Office, open_office
from tests.support.pages import client_of
from tests.support.paying import transfer
from tests.support.quote_pages import QUOTE, SALES, a_buyer, error_on, form_of, post, quote_id
from tests.support.shopper import words_of

BOUNDARY, DASH = date(2026, 12, 23), "\N{EN DASH}"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def market(office: Office) -> Market:
    return with_more(office.market)


def test_articles_are_added_to_a_contract_and_ordered_on_pages(
    office: Office, market: Market, database: Settings
) -> None:
    shop, rep = a_buyer(office, database), office.desk(SALES)
    contract_id = a_running_contract(market, the_buyer())
    begin(rep, contract_id)

    added = post(rep, QUOTE, f"{QUOTE}/lines", skus="FILTER 2\nCARE 1")
    longer = post(rep, QUOTE, f"{QUOTE}/extension", effective_on=BOUNDARY.isoformat(), term_months="24")
    offer(rep)
    shown = preview(quote_id())
    room, page = words_of(shop.get(QUOTE)), shop.get(f"{QUOTE}/accept")
    form = form_of(shop, f"{QUOTE}/accept", f"{QUOTE}/accept")
    agreed = shop.post(f"{QUOTE}/accept", data=form | {"consent": "y", "payment_method": "prepayment"})

    assert [step.status_code for step in (added, longer, agreed)] == [303] * 3, words_of(agreed)
    for part in ("What is added runs from 23 Dec 2026", "Runs at least until 23 Dec 2028", "Filters", "Care"):
        assert part in room
    assert (form["delivery-street"], form["delivery-city"], form["billing"]) == ("Elbchaussee 1", "Hamburg", "same")
    assert "What is added is ordered now for" in words_of(page)
    order_id = quoting.quote(quote_id()).order_id
    assert order_id is not None
    with reading() as session:
        order = get_order(session, order_id)
    assert (order.gross_minor, order.start_on, order.payment_method) == (shown.added_minor, BOUNDARY, "prepayment")
    assert [line.sku for line in order.lines if line.sku] == ["FILTER", "CARE", "setup"]
    assert agreed.location.endswith(f"/orders/{order.number}")
    after = words_of(shop.get(QUOTE))
    assert f"is changed as agreed, and what was added became order {order.number}." in after
    assert "Undo the acceptance" not in words_of(rep.get(QUOTE))
    assert shop.get(f"{QUOTE}/versions/1.pdf").status_code == rep.get(f"{QUOTE}/versions/1.pdf").status_code == 200


def test_letters_say_which_contract_is_changed_and_what_is_added_runs_by_itself(
    office: Office, market: Market, database: Settings
) -> None:
    shop, rep, buyer = a_buyer(office, database), office.desk(SALES), the_buyer()
    number = begin(rep, a_running_contract(market, buyer))
    post(rep, QUOTE, f"{QUOTE}/lines", skus="CARE 1")
    post(rep, QUOTE, f"{QUOTE}/extension", effective_on=BOUNDARY.isoformat(), term_months="12")
    offer(rep)
    jobs.run_due()
    form = form_of(shop, f"{QUOTE}/accept", f"{QUOTE}/accept")
    shop.post(f"{QUOTE}/accept", data=form | {"consent": "y", "payment_method": "prepayment"})
    order_id = quoting.quote(quote_id()).order_id
    assert order_id is not None
    with reading() as session:
        order = get_order(session, order_id)
    transfer(order_id, order.gross_minor)
    jobs.run_due()

    with reading() as session:
        (care,) = contracts_of_order(session, order_id)
    assert (care.state.value, care.starts_on, care.bound_until) == ("active", BOUNDARY, date(2027, 12, 23))
    to_buyer, to_rep = letters_to(buyer.contact.email), letters_to("sales@example.org")
    for text in ("It changes your contract " + number, f"{care.number} runs from December 23, 2026 on:"):
        assert any(text in one.text and text in one.html for one in to_buyer), [one.text for one in to_buyer]
    assert any("It runs at least until December 23, 2027." in one.text for one in to_buyer)
    said = f"Contract {number} is changed by it. What was added has the order number {order.number}."
    assert any(said in one.text and said in one.html for one in to_rep)
    assert f"Version 1 accepted: {order.number}" in words_of(rep.get(QUOTE))


def test_a_secret_link_agrees_to_what_is_added_too(office: Office, market: Market, database: Settings) -> None:
    a_buyer(office, database)
    rep, contract_id = office.desk(SALES), a_running_contract(market, the_buyer())
    begin(rep, contract_id)
    post(rep, QUOTE, f"{QUOTE}/lines", skus="CARE 1")
    offer(rep)
    guest = client_of(create_storefront(database))
    path = f"{QUOTE}/accept?t={quote_token(quoting.quote(quote_id()))}"
    form = form_of(guest, path, f"{QUOTE}/accept")

    silent = guest.post(path, data=form | {"payment_method": "prepayment"})
    before = contract(contract_id).version
    agreed = guest.post(path, data=form | {"payment_method": "prepayment", "consent": "y"})

    assert (silent.status_code, error_on(silent.text, "consent")) == (
        422,
        "Please agree to the terms to accept the offer.",
    )
    assert (before, agreed.status_code, contract(contract_id).version) == (1, 303, 2)


def test_a_contract_ends_with_another_one_on_pages(office: Office, market: Market, database: Settings) -> None:
    shop, rep, buyer = a_buyer(office, database), office.desk(SALES), the_buyer()
    other = a_running_contract(market, buyer, sku="CARE", starts_on=date(2026, 12, 5))
    contract_id = a_running_contract(market, buyer)
    begin(rep, contract_id)
    page = rep.get(QUOTE)

    chosen = post(rep, QUOTE, f"{QUOTE}/extension", effective_on=BOUNDARY.isoformat(), coterm=str(other))
    again = form_of(rep.client, QUOTE, f"{QUOTE}/extension")
    offer(rep)
    room = words_of(shop.get(QUOTE))
    form = form_of(shop, f"{QUOTE}/accept", f"{QUOTE}/accept")
    agreed = shop.post(f"{QUOTE}/accept", data=form | {"consent": "y"})

    number = contract(other).number
    assert f"{number} · Care · 5 Dec 2028" in words_of(page)
    assert (again["coterm"], again["term_months"]) == (str(other), "24")
    assert (chosen.status_code, agreed.status_code) == (303, 303)
    for part in (f"Ends with contract {number}", "Runs at least until 5 Dec 2028", f"23 Dec 2026 {DASH} 4 Jan 2027"):
        assert part in room
    changed = contract(contract_id)
    assert (changed.bound_until, changed.anchor_day, changed.version) == (date(2028, 12, 5), 5, 2)


def test_a_contract_becomes_a_yearly_one_on_pages(office: Office, market: Market, database: Settings) -> None:
    shop, rep = a_buyer(office, database), office.desk(SALES)
    contract_id = a_running_contract(market, the_buyer())
    begin(rep, contract_id)

    exchanged = post(rep, QUOTE, f"{QUOTE}/exchange", skus="yearly")
    offer(rep)
    room = words_of(shop.get(QUOTE))
    form = form_of(shop, f"{QUOTE}/accept", f"{QUOTE}/accept")
    agreed = shop.post(f"{QUOTE}/accept", data=form | {"consent": "y"})

    assert (exchanged.status_code, agreed.status_code, contract(contract_id).interval_months) == (303, 303, 12)
    assert f"23 Dec 2026 {DASH} 22 Dec 2027 37.56 € 404.46 € 366.90 €" in room
    assert f"23 Jan 2027 {DASH} 22 Feb 2027 37.56 € {DASH} -37.56 €" in room


@pytest.mark.parametrize(
    ("action", "typed", "field", "sentence"),
    [
        ("lines", {"skus": "YEARLY 1"}, "skus", "Bean club, yearly is not billed as often as the contract."),
        ("lines", {"skus": "TRIAL 1"}, "skus", "Tasting begins with days of trial."),
        ("lines", {"skus": "CUP 1"}, "skus", "Cup is no subscription."),
        ("exchange", {"skus": "KITCHEN"}, "exchange-skus", "Team kitchen is no subscription."),
        ("extension", {"coterm": str(UUID(int=7))}, "coterm", "This customer has no other contract with this number."),
        ("extension", {"coterm": "x"}, "coterm", "This customer has no other contract with this number."),
        ("extension", {"effective_on": "2026-12-24"}, "effective_on", "A change begins with a billing period"),
        ("extension", {"effective_on": "never"}, "effective_on", "A change begins with a billing period"),
    ],
)
def test_bad_input_is_said_on_its_field_and_changes_nothing(
    office: Office, market: Market, database: Settings, action: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    a_buyer(office, database)
    rep = office.desk(SALES)
    begin(rep, a_running_contract(market, the_buyer()))
    before = quoting.working(quote_id())

    refused = post(rep, QUOTE, f"{QUOTE}/{action}", **typed)

    assert (refused.status_code, error_on(refused.text, field).startswith(sentence)) == (422, True), refused.text
    after = quoting.working(quote_id())
    assert (after.edition, len(after.lines), after.effective_on) == (before.edition, 1, before.effective_on)


def test_a_contract_of_somebody_else_is_no_other_end(office: Office, market: Market, database: Settings) -> None:
    a_buyer(office, database)
    rep, foreign = office.desk(SALES), a_running_contract(market, another_company("other@hafen.example"), sku="CARE")
    begin(rep, a_running_contract(market, the_buyer()))

    refused = post(rep, QUOTE, f"{QUOTE}/extension", effective_on=BOUNDARY.isoformat(), coterm=str(foreign))

    assert error_on(refused.text, "coterm") == "This customer has no other contract with this number."
    assert contract(foreign).number not in words_of(rep.get(QUOTE))


def test_the_line_of_the_contract_leaves_nothing_open(office: Office, market: Market, database: Settings) -> None:
    a_buyer(office, database)
    rep = office.desk(SALES)
    begin(rep, a_running_contract(market, the_buyer()))
    post(rep, QUOTE, f"{QUOTE}/lines", skus="CARE 1")
    own, added = (f"{QUOTE}/lines/{line.id}" for line in quoting.working(quote_id()).lines)

    pages = [words_of(rep.get(path)) for path in (own, added)]
    changed = rep.client.post(own, data=form_of(rep.client, own, "") | {"quantity": "2", "recurring_minor": "30.00"})

    assert ["Take the line out" in page for page in pages] == [False, True]
    assert not any("Kind of line" in page or "up to" in page for page in pages)
    assert changed.status_code == 303
    assert (quoting.working(quote_id()).lines[0].quantity, preview(quote_id()).rows[0].new_minor) == (2, 6420)


def begin(rep: Desk, contract_id: UUID) -> str:
    """A quote about a contract; returns the number of that."""
    with reading() as session:
        user = find_user_by_email(session, "buyer@hafen.example")
    assert user is not None
    assert user.customer is not None
    page, number = f"/customers/{user.customer.number}", contract(contract_id).number
    assert post(rep, page, f"/quotes/contracts/{number}").status_code == 303
    return number


def offer(rep: Desk) -> None:
    post(rep, QUOTE, f"{QUOTE}/submit")
    assert post(rep, QUOTE, f"{QUOTE}/offer").status_code == 303


def the_buyer() -> Buyer:
    with reading() as session:
        user = find_user_by_email(session, "buyer@hafen.example")
    assert user is not None
    return buyer_of(user)
