"""A working day in the office: people of every role at their desks, and orders in every stage to work on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from backoffice import create_backoffice
from core import flows
from core.accounts.operations import create_staff
from core.accounts.states import StaffRole
from core.billing.models import Invoice, Receipt
from core.fulfilment.models import CustomerReturn, Shipment
from core.fulfilment.queries import OrderFulfilment, fulfilment_of
from core.inventory.models import StockMovement
from core.kernel import clock, events, jobs
from core.kernel.db import Base, reading, unit_of_work
from core.kernel.events import EventRow
from core.kernel.jobs import Job
from core.kernel.settings import Settings
from core.kernel.states import StateChange
from core.orders.queries import OrderView, get_order
from core.orders.states import LineKind
from core.pricing.models import Price
from tests.benchmarks.client import form_values
from tests.support.deals import Market, open_market
from tests.support.kept_markets import once
from tests.support.pages import client_of
from tests.support.paying import bought
from tests.support.visits import PASSWORD, sign_in

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = {
    StaffRole.SALES: "Sina Vogt",
    StaffRole.FULFILMENT: "Fiete Hansen",
    StaffRole.BILLING: "Bea Krüger",
    StaffRole.MARKETING: "Mara Lind",
    StaffRole.MANAGER: "Max Petersen",
    StaffRole.ADMIN: "Ada Wolf",
}
KITCHEN = {"KITCHEN": 1}
"""The mixed bundle: a machine, two cups, an installation, a bean subscription; 734.00 in three units."""


@dataclass(slots=True)
class Desk:
    """One person's browser in the office."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def form(self, path: str) -> dict[str, str]:
        """What the form of a page would send if nothing were changed."""
        return form_values(self.get(path).text, "")

    def send(self, path: str, **typed: str) -> TestResponse:
        """Open a form, change some fields, send it."""
        return self.client.post(path, data={**self.form(path), **typed})

    def form_token(self) -> str:
        """The token with which this browser's forms are signed."""
        return form_values(self.get("/").text, "/language")["csrf_token"]

    def press(self, page: str, path: str) -> TestResponse:
        """Press a button that is a form of its own on a page."""
        return self.client.post(path, data=form_values(self.get(page).text, path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The office with its shop's articles and a clock that stands still until somebody moves it."""

    app: Flask
    market: Market
    at: clock.SimulatedClock

    def desk(self, role: StaffRole = StaffRole.ADMIN) -> Desk:
        """Somebody of a role, signed in."""
        client = client_of(self.app)
        assert sign_in(client, f"{role.value}@example.org").status_code == 303
        return Desk(client=client)


@contextmanager
def open_office(settings: Settings) -> Iterator[Office]:
    """An office on a Monday morning, with one colleague of every role and all that follows from events."""
    flows.install()
    try:
        with clock.frozen(MONDAY) as at:
            market = once("office", _open_for_work)
            yield Office(app=create_backoffice(settings, cookie_path="/"), market=market, at=at)
    finally:
        events.follow({})
        jobs.set_schedule(())


def _open_for_work() -> Market:
    market = open_market()
    with unit_of_work() as session:
        for role, name in NAMES.items():
            create_staff(session, email=f"{role.value}@example.org", password=PASSWORD, name=name, roles=[role])
    return market


def an_order(office: Office, pieces: dict[str, int] | None = None, *, method: str = "on_account") -> OrderView:
    """An order that is released (unless it is prepaid) and lies on the desks."""
    return order_of(bought(office.market, pieces or KITCHEN, method=method))


def order_of(order_id: UUID) -> OrderView:
    """The order now."""
    with reading() as session:
        return get_order(session, order_id)


def done_for(order_id: UUID) -> OrderFulfilment:
    """Its shipments, visits, contracts and returns now."""
    with reading() as session:
        return fulfilment_of(session, order_id)


def part_of(order: OrderView, kind: LineKind) -> UUID:
    """The part of a kind."""
    return next(part.id for part in order.parts if part.kind is kind)


def field_of(order: OrderView, sku: str) -> str:
    """The name of the field in which the quantity of an article is typed."""
    return f"quantity-{next(line.id for line in order.lines if line.sku == sku)}"


COUNTED: tuple[type[Base], ...] = (
    Shipment, CustomerReturn, Invoice, Receipt, Price, StockMovement, StateChange, EventRow, Job,
)  # fmt: skip


def rows() -> dict[str, int]:
    """How many rows of everything there are; compare two to see that nothing changed."""
    with reading() as session:
        return {model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0 for model in COUNTED}
