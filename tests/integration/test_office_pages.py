"""The pages of the office: who sees which, what they say, and that no list asks more often when it is longer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.accounts.states import StaffRole
from core.billing.queries.office import documents_of_order
from core.feedback.operations import give_feedback
from core.fulfilment.operations import ship
from core.kernel import db, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.notices.queries import notices_about
from core.orders.queries import OrderView
from core.orders.states import LineKind
from core.payments.operations import record_bank_receipt
from core.web.access import GuardKind, guards_of
from tests.support.deals import STAFF, Buyer
from tests.support.office import Desk, Office, an_order, done_for, open_office, order_of
from tests.support.paying import bought
from tests.support.shopper import words_of
from tests.support.statements import counted

PAGES = {
    "/": "Today",
    "/orders": "Orders",
    "/fulfilment": "Fulfilment",
    "/customers": "Customers",
    "/articles": "Articles",
    "/invoices": "Invoices",
    "/payments": "Payments",
    "/ledger": "Ledger",
    "/feedback": "Feedback",
    "/mailbox": "Mailbox",
    "/integration": "Integration",
    "/styleguide": "Style guide",
}
"""The places of the rail."""
OF_ROLE = {
    StaffRole.SALES: "Today Orders Fulfilment Customers Articles Invoices Feedback Mailbox",
    StaffRole.FULFILMENT: "Today Orders Fulfilment Articles Integration",
    StaffRole.BILLING: "Today Orders Customers Invoices Payments Ledger Mailbox",
    StaffRole.MARKETING: "Today Orders Customers Articles Feedback Mailbox",
    StaffRole.MANAGER: " ".join(name for name in PAGES.values() if name != "Style guide"),
    StaffRole.ADMIN: " ".join(name for name in PAGES.values() if name != "Style guide"),
}
LISTS = (
    "/", "/orders", "/fulfilment", "/fulfilment/visits", "/fulfilment/subscriptions", "/customers", "/articles",
    "/invoices", "/payments", "/payments/overdue", "/payments/receipts", "/payments/refunds", "/ledger",
    "/ledger/balances", "/ledger/revenue", "/feedback", "/mailbox", "/integration", "/search?q=jutta",
)  # fmt: skip


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def rail_of(desk: Desk) -> list[str]:
    """The places that somebody's rail shows."""
    rail = desk.get("/").text.split('<nav class="rail"')[1].split("</nav>")[0]
    return [name for name in PAGES.values() if f"</svg>{name}" in rail]


# --- who sees what


@pytest.mark.parametrize("role", list(StaffRole))
def test_each_role_sees_exactly_its_pages(office: Office, role: StaffRole) -> None:
    desk, expected = office.desk(role), {*OF_ROLE[role].split(), "Style guide"}

    assert set(rail_of(desk)) == expected
    for path, name in PAGES.items():
        answer = desk.get(path)
        assert answer.status_code == (200 if name in expected else 403), name
        assert ("Your roles do not include this." in answer.text) is (name not in expected)


def test_every_page_of_the_office_stands_behind_a_permission(office: Office) -> None:
    open_to_all = {name for name, guard in guards_of(office.app).items() if guard.kind is not GuardKind.ALLOWED}

    second_factor = {f"second_factor.{page}" for page in ("code", "show", "begin", "confirm", "picture")}
    assert open_to_all == {"static", "language.switch", "session.sign_in", "session.sign_out", *second_factor}


def test_nobody_gets_in_without_signing_in(office: Office) -> None:
    stranger = Desk(client=office.app.test_client())

    for path in PAGES:
        assert stranger.get(path).location.startswith("/sign-in"), path


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        (StaffRole.FULFILMENT, {"Ship goods", "Plan visit", "Activate"}),
        (StaffRole.BILLING, {"Record bank receipt"}),
        (StaffRole.SALES, {"Change order", "Cancel order"}),
        (StaffRole.MARKETING, set()),
    ],
)
def test_the_action_bar_holds_what_may_be_done_and_says_why_not(
    office: Office, role: StaffRole, buttons: set[str]
) -> None:
    order, desk = an_order(office), office.desk(role)

    bar = desk.get(f"/orders/{order.number}").text.split('<div class="action-bar"')[1]

    possible, refused = bar.split('<details class="refused">')
    every = {"Ship goods", "Plan visit", "Activate", "Record bank receipt", "Change order", "Cancel order"}
    assert {label for label in every if label in possible} == buttons
    assert words_of(refused).count("Your roles do not include it.") == len(every) - len(buttons)
    assert "No goods are with the customer." in refused


# --- what they say


def test_an_order_s_page_tells_everything(office: Office) -> None:
    order, desk = an_order(office), office.desk()
    with unit_of_work() as session:
        give_feedback(session, order.id, score=5, comment="Quick and easy.", acting_user=STAFF, locale="en")

    page = words_of(desk.get(f"/orders/{order.number}"))

    for words in (
        "In fulfilment",
        "Not complete because: Goods are still to be shipped: 3 of 3.",
        "Goods · Machines",
        "Subscription · Coffee",
        f"our own desks {order.number}/1",
        "Hafen One MACHINE · Machines · in Team kitchen",
        "VAT DE 19% on",
        "Total, gross 734.00 €",
        "On account",
        "Quick and easy.",
        f"Your order {order.number}",
        "of the bundle Team kitchen fall on Hafen One",
        "Order released for fulfilment",
    ):
        assert words in page, words
    assert "Service · Service" not in page  # a unit named like what it does is said once


def test_the_order_list_is_filtered_by_its_address(office: Office) -> None:
    kitchen, cups, desk = an_order(office), an_order(office, {"CUP": 4}, method="prepayment"), office.desk()

    def found(query: str) -> list[str]:
        text = desk.get(f"/orders?{query}").text
        return [number for number in (kitchen.number, cups.number) if f">{number}</a>" in text]

    assert found("") == [kitchen.number, cups.number]
    assert found("state=placed") == [cups.number]
    assert found("kind=service") == [kitchen.number]
    assert found("waiting=payment") == [cups.number]
    assert found(f"q={cups.number}") == [cups.number]
    assert found("q=jutta&state=in_fulfilment") == [kitchen.number]
    assert found("state=nonsense&kind=nothing") == [kitchen.number, cups.number]
    text = desk.get("/orders?state=placed&q=jutta").text
    assert '<input type="hidden" name="state" value="placed">' in text
    assert 'href="/orders?state=completed&amp;q=jutta"' in text


def test_lists_go_on_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = an_order(office, {"CUP": 1}), an_order(office, {"CUP": 2})
    desk = office.desk()
    monkeypatch.setattr("backoffice.views.orders.office_orders", _by_one("core.orders.queries", "office_orders"))

    newest = desk.get("/orders?state=in_fulfilment").text
    address = newest.split('" rel="next"')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    oldest = desk.get(address).text

    assert second.number in newest
    assert first.number not in newest
    assert "state=in_fulfilment" in address
    assert f">{first.number}</a>" in oldest
    assert 'href="/orders?state=in_fulfilment" rel="prev"' in oldest


def _by_one(module: str, name: str) -> object:
    real = getattr(__import__(module, fromlist=[name]), name)
    return lambda *args, **options: real(*args, **{**options, "size": 1})


def test_a_page_that_does_not_exist_says_so(office: Office) -> None:
    desk = office.desk()

    for path in ("/orders/SO-2026-999999", "/invoices/RE-2026-999999", "/customers/K-2026-999999", "/articles/NO"):
        answer = desk.get(path)
        assert answer.status_code == 404, path
    assert desk.get("/orders?from=nonsense").status_code == 422


def test_an_invoice_stands_with_its_lines_taxes_file_and_entry(office: Office) -> None:
    order, desk = an_order(office), office.desk()
    document = shipped(order)

    page, pdf = words_of(desk.get(f"/invoices/{document}")), desk.get(f"/invoices/{document}.pdf")

    for words in ("Hafen One", "VAT DE 19% on", "1200 Trade receivables", "Machines", order.number):
        assert words in page, words
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")


def shipped(order: OrderView) -> str:
    """Ship everything; the number of the invoice that follows."""
    part = next(part for part in order_of(order.id).parts if part.kind is LineKind.PHYSICAL)
    lines = {line.id: line.open_quantity for line in part.lines if line.kind is LineKind.PHYSICAL}
    with unit_of_work() as session:
        ship(session, part.id, quantities=lines, carrier="DHL", acting_user=STAFF)
    jobs.run_due()
    with reading() as session:
        return documents_of_order(session, order.id)[0].number


def test_today_shows_to_each_role_what_waits_for_it(office: Office) -> None:
    an_order(office)
    an_order(office, {"CUP": 4}, method="prepayment")
    office.at.advance(timedelta(days=3))

    fulfilment, billing, sales, marketing = (
        words_of(office.desk(role).get("/"))
        for role in (StaffRole.FULFILMENT, StaffRole.BILLING, StaffRole.SALES, StaffRole.MARKETING)
    )

    for words in ("Goods to ship 1", "Visits to plan 1", "Subscriptions to activate 1", "oldest: 3 days"):
        assert words in fulfilment, words
    assert "Prepayments awaited" not in fulfilment
    assert "Invoiced" not in fulfilment
    assert "Prepayments awaited 1" in billing
    assert "Revenue by business unit" in billing
    assert "Orders that wait for their payment 1" in sales
    assert "Nothing waits for you" in marketing


def test_the_books_show_what_happened(office: Office) -> None:
    document, desk = shipped(an_order(office)), office.desk(StaffRole.BILLING)

    journal, balances = words_of(desk.get("/ledger")), words_of(desk.get("/ledger/balances"))

    assert f"Invoice issued {document}" in journal
    assert "The books balance" in balances
    assert words_of(desk.get("/ledger?unit=coffee")).count("Invoice issued") == 0
    assert words_of(desk.get("/ledger?month=2026-10")).count("Invoice issued") == 0
    assert words_of(desk.get("/ledger?month=2026-11&unit=machines")).count("Invoice issued") == 1
    assert "Nov 2026" in words_of(desk.get("/ledger/revenue"))


# --- search


def test_a_number_leads_straight_to_its_page(office: Office) -> None:
    order, desk = an_order(office), office.desk()
    document = shipped(order)

    assert desk.get(f"/search?q={order.number.lower()}").location == f"/orders/{order.number}"
    assert desk.get(f"/search?q={document}").location == f"/invoices/{document}"
    assert desk.get("/search?q=K-2026-000001").location == "/customers/K-2026-000001"
    assert desk.get("/search?q=cup").location == "/articles/CUP"


def test_a_name_finds_only_what_somebody_may_see(office: Office) -> None:
    order = an_order(office)
    document = shipped(order)

    everything = words_of(office.desk().get("/search?q=jutta"))
    for_fulfilment = office.desk(StaffRole.FULFILMENT).get("/search?q=jutta")
    suggested = office.desk(StaffRole.FULFILMENT).get("/search/suggestions?q=jutta").get_json()

    assert order.number in everything
    assert document in everything
    assert "K-2026-000001" in everything
    assert document not in for_fulfilment.text
    assert [hit["url"] for hit in suggested] == [f"/orders/{order.number}"]


def test_search_says_when_nothing_fits_or_too_little_was_typed(office: Office) -> None:
    desk = office.desk()

    assert "Nothing fits" in words_of(desk.get("/search?q=zeppelin"))
    assert "What are you looking for?" in words_of(desk.get("/search?q=z"))
    assert desk.get("/search/suggestions?q=z").get_json() == []


# --- letters


def test_a_letter_is_shown_as_text_and_as_a_page_that_can_do_nothing(office: Office) -> None:
    order, desk = an_order(office), office.desk()
    with reading() as session:
        notice = notices_about(session, order.id)[0]

    text, letter = desk.get(f"/mailbox/{notice.id}"), desk.client.get(f"/mailbox/{notice.id}/letter")

    assert f"Your order {order.number}" in words_of(text)
    policies = " ".join(letter.headers.getlist("Content-Security-Policy"))
    assert "sandbox;" in policies
    assert "default-src 'none'" in policies
    assert "script-src 'unsafe" not in policies


def test_the_address_of_the_list_may_name_an_order_to_stand_beside_it(office: Office) -> None:
    order, other = an_order(office, {"CUP": 2}), an_order(office, {"CUP": 1})
    desk = office.desk(StaffRole.SALES)

    alone, both = desk.get("/orders").text, desk.get(f"/orders?state=in_fulfilment&show={order.number}")

    assert 'aria-label="The order beside the list" tabindex="-1"></aside>' in alone
    beside = both.text.split("<aside")[1].split("</aside>")[0]
    assert f"<h2>{order.number}</h2>" in beside
    assert other.number not in beside
    assert "Goods are still to be shipped: 2 of 2." in words_of(beside)
    assert f"/orders/{order.number}/cancel" in beside
    assert both.text.count('aria-current="true">SO-') == 1
    assert 'href="/orders?state=completed"' in both.text
    assert desk.get("/orders?show=SO-2026-999999").status_code == 404


# --- languages and numbers of statements


@pytest.mark.parametrize("path", LISTS)
def test_every_list_speaks_german_and_stands_empty(office: Office, path: str) -> None:
    desk = office.desk()
    desk.client.set_cookie("kontor_language", "de")

    answer = desk.get(path)

    assert answer.status_code == 200
    assert '<html lang="de">' in answer.text


def test_lists_take_as_many_statements_for_fifty_rows_as_for_one(office: Office) -> None:
    desk = office.desk()
    a_whole_order(office, 0)
    paths = (*LISTS, "/orders?show=SO-2026-000001")
    with_one = {path: statements_of(desk, path) for path in paths}

    for number in range(1, 50):
        a_whole_order(office, number)
    with_fifty = {path: statements_of(desk, path) for path in paths}

    assert with_fifty == with_one
    assert with_one["/orders"] == 4
    assert max(with_one.values()) <= 24


def a_whole_order(office: Office, number: int) -> None:
    """An order of a customer of its own with a row in every list."""
    buyer = Buyer(contact=replace(Buyer().contact, email=f"jutta{number}@example.org"))
    prepaid = bought(office.market, {"CUP": 1}, method="prepayment", buyer=buyer)
    order = order_of(bought(office.market, {"BEANS": 1, "INSTALL": 1, "CLUB": 1}, buyer=buyer, method="on_account"))
    with unit_of_work() as session:
        give_feedback(session, order.id, score=1, comment="", acting_user=STAFF, locale="en")
        record_bank_receipt(
            session, prepaid, amount_minor=100, reference=str(number), key=str(number), acting_user=STAFF
        )
        jobs.enqueue(session, "nobody.knows", {})
    shipped(order)
    assert done_for(order.id).shipments
    jobs.run_due()


def statements_of(desk: Desk, path: str) -> int:
    """How often a page asks the database, without finding out who is asking."""
    with counted(db.engine()) as statements:
        assert desk.get(path).status_code == 200
    return statements.count
