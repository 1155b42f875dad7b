"""The demo company: founded once, everybody can sign in, and its year leaves something on every desk."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import flows
from core.accounts.operations import sign_in
from core.accounts.queries import business_units, customers, staff
from core.accounts.states import Entrance, StaffRole
from core.carts.models import SavedList
from core.catalog.models import Product
from core.catalog.queries import search_report
from core.demo.articles import CATALOGUE
from core.demo.company import HalfMade, demo_logins, demo_staff_logins, found_demo, is_founded
from core.demo.people import COMPANIES, PASSWORD, PEOPLE, STAFF
from core.demo.reconcile import reconcile
from core.demo.year import live_a_year
from core.demo.year.agenda import Agenda
from core.demo.year.customers import find_cast
from core.demo.year.desk import Desk
from core.demo.year.shelf import read_shelf
from core.demo.year.shop import ON_ACCOUNT, Shop
from core.feedback.queries import feedback_summary
from core.fulfilment.queries import (
    fulfilment_of,
    goods_to_ship,
    subscriptions_to_activate,
    visits_planned,
    visits_to_plan,
)
from core.inventory.models import Backorder, StockWish
from core.inventory.operations import PolicyInput, set_policy
from core.inventory.queries import free_stock, wished_articles
from core.inventory.states import Selling, WishState
from core.kernel import clock, events, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.notices.models import Notice
from core.notices.states import NoticeKind
from core.orders.models import Order, OrderChange, OrderPart
from core.orders.queries import get_order
from core.orders.states import LineKind, OrderState, PartState, WaitingFor
from core.payments.models import PaymentAttempt
from core.payments.states import AttemptState
from core.quotes.models import Quote, QuoteApproval, QuoteRequest, QuoteVersion
from core.quotes.states import VersionState

TODAY = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def test_the_company_is_founded_with_everybody_in_it_and_only_once(database: Settings) -> None:
    with clock.frozen(TODAY):
        found_demo(database)

        with reading() as session:
            assert {unit.code for unit in business_units(session)} == {"machines", "coffee", "service"}
            assert {role for user in staff(session) for role in user.roles} == set(StaffRole)
            companies = [customer for customer in customers(session) if customer.price_list == "business"]
            assert sorted(company.name for company in companies) == sorted(company.name for company in COMPANIES)
            assert session.scalar(select(func.count()).select_from(Product)) == len(CATALOGUE)
            assert not is_founded(session)
            sign_in_everywhere(session)
        with pytest.raises(HalfMade):
            found_demo(database)

        with reading() as session:
            assert len(staff(session)) == len(STAFF)


def sign_in_everywhere(session: Session) -> None:
    """Every sign-in that is shown works at its own door."""
    shop, office = demo_logins(), demo_staff_logins()
    assert len(office) == len(STAFF) == 6
    assert len(shop) == sum(person.has_account for person in PEOPLE) + sum(len(c.buyers) for c in COMPANIES)
    for login, entrance in [(each, Entrance.SHOP) for each in shop] + [(each, Entrance.OFFICE) for each in office]:
        assert sign_in(session, email=login.email, password=PASSWORD, entrance=entrance).email == login.email


def test_a_year_leaves_an_order_on_every_desk_and_books_that_agree(database: Settings) -> None:
    flows.install()
    told: list[str] = []
    try:
        with clock.frozen(TODAY):
            found_demo(database)
            live_a_year(told.append, orders=24)
            look_at_everything()
            look_at_what_is_not_there()
            look_at_the_quote_desk()
    finally:
        events.follow({})
        jobs.set_schedule(())

    assert told[0] == "  November 2025, orders so far: 0"
    assert len(told) == 13


def look_at_what_is_not_there() -> None:
    """Goods that are awaited or wished for, lists, and an order that its customer changed."""
    with reading() as session:
        waits = session.execute(select(Backorder.is_preorder, Backorder.quantity).order_by(Backorder.quantity))
        assert [tuple(row) for row in waits] == [(False, 3), (True, 6)]
        assert session.scalars(select(StockWish.state)).all() == [WishState.CONFIRMED] * 3
        assert len(wished_articles(session)) == 1
        assert session.scalar(select(func.count()).select_from(SavedList)) == 2
        assert session.scalar(select(func.count()).select_from(OrderChange)) == 1


def look_at_the_quote_desk() -> None:
    """Requests and quotes in every state, and one that waits for approval."""
    with reading() as session:
        requests = sorted(session.scalars(select(QuoteRequest.state)))
        states = sorted(session.scalars(select(Quote.state)))
        versions = set(session.scalars(select(QuoteVersion.state)))
        waiting = session.scalars(select(QuoteApproval.rule_code).where(QuoteApproval.state == "pending"))
        assert requests == [
            "answered",
            "answered",
            "declined",
            "in_review",
            "in_review",
            "needs_information",
            "submitted",
        ]
        assert states == [
            "accepted",
            "declined",
            "expired",
            "open",
            "open",
            "open",
            "open",
            "partly_ordered",
            "withdrawn",
        ]
        assert versions == set(VersionState) - {VersionState.APPROVED}
        assert sorted(waiting) == ["discount", "high-discount"]


def test_the_desk_ships_what_lies_there_and_lets_the_rest_wait(database: Settings) -> None:
    flows.install()
    try:
        with clock.simulated(TODAY) as simulated:
            found_demo(database)
            with reading() as session:
                cast, shelf = find_cast(session), read_shelf(session)
            agenda, rng = Agenda(simulated, end=TODAY), Random(1)
            desk = Desk(agenda, rng, cast, shelf)
            desk.fill_shelves()
            there, awaited = shelf.machines[0].variant_id, shelf.accessories[1].variant_id
            with unit_of_work() as session:
                set_policy(session, awaited, PolicyInput(selling=Selling.BACKORDER, most_waiting=500))
                stock = free_stock(session, [awaited])[awaited]
            buyer = cast.companies[4]
            order_id = Shop(agenda, rng, cast, desk).buy(buyer, {there: 1, awaited: stock + 3}, method=ON_ACCOUNT)
            assert order_id is not None
            jobs.run_due()
            with reading() as session:
                (part,) = get_order(session, order_id).parts
            desk.send_goods(order_id, part.id, is_rest=True)
            desk.send_goods(order_id, part.id, is_rest=True)

            with reading() as session:
                lines = get_order(session, order_id).parts[0].lines
                open_pieces = {line.variant_id: line.open_quantity for line in lines if line.variant_id}
                assert open_pieces == {there: 0, awaited: 3}
                assert len(fulfilment_of(session, order_id).shipments) == 1
    finally:
        events.follow({})
        jobs.set_schedule(())


def look_at_everything() -> None:
    with reading() as session:
        assert is_founded(session)
        assert [line for line in reconcile(session) if not line.agrees] == []
        orders = Counter(session.scalars(select(Order.state)))
        waiting = set(session.scalars(select(OrderPart.waiting_for)))
        parts = set(session.scalars(select(OrderPart.state)))
        desks = (goods_to_ship, visits_to_plan, visits_planned, subscriptions_to_activate)
        assert [desk.__name__ for desk in desks if not desk(session)] == []
        assert AttemptState.UNKNOWN in set(session.scalars(select(PaymentAttempt.state)))
        assert [job.name for job in jobs.stuck_jobs(session)] == ["payments.give_up"]
        letters = set(session.scalars(select(Notice.kind)))
        assert feedback_summary(session).count > 0
        newest = session.scalar(select(func.max(events.EventRow.at)))
        searched = search_report(session, since=TODAY.date() - timedelta(days=29))
        kinds = set(session.scalars(select(OrderPart.kind)))

    assert set(orders) >= {OrderState.PLACED, OrderState.IN_FULFILMENT, OrderState.COMPLETED}
    assert waiting >= {
        WaitingFor.PAYMENT,
        WaitingFor.SHIPMENT,
        WaitingFor.VISIT_PLAN,
        WaitingFor.VISIT,
        WaitingFor.ACTIVATION,
        WaitingFor.REPAIR,
        WaitingFor.NOTHING,
    }
    assert parts >= {
        PartState.PLANNED,
        PartState.ACKNOWLEDGED,
        PartState.IN_PROGRESS,
        PartState.COMPLETED,
        PartState.FAILED,
    }
    assert kinds == {LineKind.PHYSICAL, LineKind.SERVICE, LineKind.SUBSCRIPTION}
    assert letters >= {NoticeKind.ORDER_CONFIRMED, NoticeKind.GOODS_SHIPPED, NoticeKind.INVOICE_ISSUED}
    assert searched.missing
    assert 0 < searched.without < searched.clicks < searched.asked
    assert newest is not None
    assert newest <= TODAY
