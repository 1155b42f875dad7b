"""Somebody who shops by the pages: looks, fills in what a form asks for, presses its button."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Self
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core import flows
from core.kernel import events
from core.kernel.db import Base, reading
from core.kernel.jobs import Job
from core.kernel.settings import Settings
from core.orders.models import Order
from core.payments.models import Payment
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.deals import Market, open_market
from tests.support.pages import client_of

GUEST_FORM = {
    "email": "gerd@example.org",
    "name": "Gerd Gast",
    "delivery-street": "Deichstraße 12",
    "delivery-postal_code": "20459",
    "delivery-city": "Hamburg",
    "payment_method": "prepayment",
}
PAGE_OF = {"MACHINE": "machine", "CUP": "cup", "BEANS": "beans", "INSTALL": "install", "CLUB": "club"}


def words_of(page: TestResponse | str) -> str:
    """What somebody reads on a page: no tags, single spaces."""
    text = page if isinstance(page, str) else page.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\xa0", " ").split())


@dataclass(slots=True)
class Shopper:
    """One browser in the shop. `market` holds the articles of `tests.support.deals`."""

    client: FlaskClient
    market: Market
    token: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def post(self, path: str, values: Mapping[str, object] | None = None) -> TestResponse:
        """A form with the token of this browser."""
        if not self.token:
            self.token = form_values(self.get("/cart").text, "/language")["csrf_token"]
        return self.client.post(path, data={"csrf_token": self.token, **(values or {})})

    def put(self, sku: str, quantity: object = 1) -> TestResponse:
        """Put something into the cart."""
        values = {"variant_id": str(self.market[sku]), "quantity": str(quantity), "slug": sku.lower()}
        return self.post("/cart/lines", values)

    def filled(self, *skus: str) -> Self:
        """The same shopper, with one of each in the cart."""
        for sku in skus:
            assert self.put(sku).status_code == 303
        return self

    def checkout(self, **typed: str) -> dict[str, str]:
        """What the checkout form would send after a guest has filled it in; `typed` with _ for - in addresses."""
        values = form_values(self.get("/checkout").text, "/checkout")
        return values | GUEST_FORM | {_name(key): text for key, text in typed.items()}

    def order(self, **typed: str) -> TestResponse:
        """Go to the checkout, fill it in, press Buy."""
        return self.client.post("/checkout", data=self.checkout(**typed))

    def place(self, **typed: str) -> str:
        """Order, and where that leads; it must be accepted."""
        answer = self.order(**typed)
        assert answer.status_code == 303, words_of(answer)
        return answer.location


def _name(key: str) -> str:
    return re.sub(r"^(delivery|billing)__", r"\1-", key)


def open_shop_pages(settings: Settings) -> Shopper:
    """A shop with one article of every kind, what follows from events, and a first visitor."""
    flows.install()
    return Shopper(client=client_of(create_storefront(settings)), market=open_market())


def another(shopper: Shopper) -> Shopper:
    """Somebody else with a browser of their own."""
    return Shopper(client=shopper.client.application.test_client(), market=shopper.market)


@dataclass(frozen=True, slots=True)
class Books:
    """What an order leaves behind; compare two to see that nothing changed."""

    orders: int
    payments: int
    events: int
    jobs: int


def books() -> Books:
    """What there is now."""
    with reading() as session:

        def count(model: type[Base]) -> int:
            return session.scalar(select(func.count()).select_from(model)) or 0

        return Books(count(Order), count(Payment), count(events.EventRow), count(Job))


def order_ids() -> list[UUID]:
    """Every order, oldest first."""
    with reading() as session:
        return list(session.scalars(select(Order.id).order_by(Order.number)))
