"""What waits on the desks, page by page: everything is reached once, the longest waiting first."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from backoffice import lists
from core.fulfilment.operations import schedule_service
from core.kernel import jobs
from core.kernel.db import engine, unit_of_work
from core.kernel.settings import Settings
from core.orders.queries import OrderView
from core.orders.states import LineKind
from core.payments.operations import cancel_paid_order
from tests.support.deals import STAFF
from tests.support.office import KITCHEN, Desk, Office, an_order, done_for, open_office, order_of, part_of
from tests.support.paying import a_company, bought, transfer
from tests.support.statements import counted

FULFILMENT = ("/fulfilment", "/fulfilment/visits", "/fulfilment/subscriptions")


@pytest.fixture
def office(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office whose lists have two rows on a page."""
    monkeypatch.setattr(lists, "PAGE", 2)
    with open_office(database) as opened:
        yield opened


def pages_of(desk: Desk, path: str, link: str = "next") -> list[list[str]]:
    """The orders on every page of a list, following its links."""
    found, here = [], path
    while here:
        text = desk.get(here).text
        found.append(list(dict.fromkeys(re.findall(r"SO-\d{4}-\d{6}", text))))
        onward = re.search(rf'<a href="([^"]+)" rel="{link}"', text)
        here = onward[1].replace("&amp;", "&") if onward else ""
    return found


def paged(orders: list[OrderView]) -> list[list[str]]:
    numbers = [order.number for order in orders]
    return [numbers[:2], numbers[2:4], numbers[4:]]


def orders_on_the_desks(office: Office, *, method: str = "on_account") -> list[OrderView]:
    orders, buyer = [], a_company(limit_minor=1_000_000)
    for _ in range(5):
        orders.append(order_of(bought(office.market, KITCHEN, method=method, buyer=buyer)))
        office.at.advance(timedelta(minutes=1))
    return orders


def test_goods_visits_and_subscriptions_are_all_reached(office: Office) -> None:
    orders, desk = orders_on_the_desks(office), office.desk()

    assert {path: pages_of(desk, path) for path in FULFILMENT} == dict.fromkeys(FULFILMENT, paged(orders))


def test_planned_visits_are_all_reached_while_the_others_keep_their_place(office: Office) -> None:
    orders, desk = orders_on_the_desks(office), office.desk()
    for days, order in enumerate(reversed(orders[1:]), start=2):
        with unit_of_work() as session:
            at = office.at() + timedelta(days=days // 2)
            schedule_service(session, done_for(order.id).visits[0].id, at=at, technician="Fiete", acting_user=STAFF)

    pages = pages_of(desk, "/fulfilment/visits")

    assert [number for page in pages for number in page[1:]] == [
        order.number for order in (orders[3], orders[4], orders[1], orders[2])
    ]
    assert {page[0] for page in pages} == {orders[0].number}


def test_awaited_payments_refunds_and_overdue_invoices_are_all_reached(office: Office) -> None:
    orders, desk = orders_on_the_desks(office, method="prepayment"), office.desk()

    assert pages_of(desk, "/payments") == paged(orders)

    for order in orders:
        transfer(order.id, order.gross_minor)
        with unit_of_work() as session:
            cancel_paid_order(session, order.id, reason="The customer called.", acting_user=STAFF)
        office.at.advance(timedelta(minutes=1))
    jobs.run_due()

    assert pages_of(desk, "/payments/refunds") == paged(orders)


def test_the_second_page_leads_back_and_costs_no_more_statements(office: Office) -> None:
    orders, desk = orders_on_the_desks(office), office.desk()
    part = part_of(orders[1], LineKind.PHYSICAL)
    desk.get("/fulfilment")

    with counted(engine()) as first:
        desk.get("/fulfilment")
    with counted(engine()) as second:
        text = desk.get(f"/fulfilment?from={part}").text

    assert first.count == second.count
    assert '<a href="/fulfilment" rel="first">' in text
    assert orders[2].number in text
    assert orders[1].number not in text


@pytest.mark.parametrize("position", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_a_position_that_nobody_gave_shows_a_page(office: Office, position: str) -> None:
    an_order(office)

    assert office.desk().get(f"/fulfilment?from={position}").status_code == 200
