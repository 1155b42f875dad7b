"""Real baskets from a file through the real operations: cart, checkout, split, fulfilment, billing, payment."""

import csv
import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.operations import create_company, ensure_business_unit
from core.accounts.rules import AddressInput
from core.billing.queries import order_money
from core.carts.operations import add_to_cart
from core.carts.queries.cart import cart_view
from core.catalog.models import Variant
from core.catalog.operations import CategoryInput, ProductInput, VariantInput, create_category, create_product
from core.catalog.states import ArticleKind, TaxClass
from core.demo.company import UNITS, open_company
from core.fulfilment.operations import receive_return, ship
from core.inventory.operations import receive_stock
from core.inventory.queries import free_stock
from core.kernel import jobs
from core.kernel.actor import SYSTEM
from core.kernel.clock import SimulatedClock, local_date, simulated
from core.kernel.db import unit_of_work
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.operations import Checkout, Contact
from core.orders.states import LineKind
from core.payments.models import Payment
from core.payments.operations import buy_cart, record_bank_receipt
from core.payments.states import PaymentState
from core.pricing.operations import PriceInput, set_prices
from core.pricing.rounding import round_half_up

PRICE_LIST = "business"
SHELF = "replay"
PAYS_AFTER = timedelta(days=12)
CREDIT = 10**12
STOCK_AHEAD = 500
NOBODY = "walk-in"


class UnreadableRow(Exception):
    """A row of the file that is no purchase and no return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a basket; a negative quantity comes back. The price is in cents."""

    basket: str
    customer: str
    article: str
    at: datetime
    quantity: int
    price_minor: int


@dataclass(slots=True)
class Report:
    """What was replayed, and what could not be."""

    orders: int = 0
    lines: int = 0
    pieces: int = 0
    returns: int = 0
    returned_pieces: int = 0
    without_purchase: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    second_prices: int = 0
    payments: int = 0


@dataclass(order=True, slots=True)
class _Due:
    at: datetime
    order_id: UUID


class Replay:
    """One run over one file, on the database that is connected, under a clock that follows the file."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.report = Report()
        self.unit_id: UUID
        self.variants: dict[str, UUID] = {}
        self.prices: dict[str, int] = {}
        self.free: dict[str, int] = {}
        self.customers: dict[str, UUID] = {}
        self.due: list[_Due] = []
        self.day: date | None = None

    def prepare(self) -> None:
        """Open the company with one shelf for whatever the file sells."""
        with unit_of_work() as session:
            open_company(session)
            self.unit_id = ensure_business_unit(session, code="machines", name=UNITS["machines"]).id
            create_category(session, CategoryInput(slug=SHELF, name="Replay", name_de="Wiedergabe"))

    def play(self, rows: list[Row]) -> None:
        """One basket: what is bought in it, then what comes back."""
        self._move_to(rows[0].at)
        bought = [row for row in rows if row.quantity > 0]
        if bought:
            self._sell(bought)
        for row in rows:
            if row.quantity < 0:
                self._take_back(row)
        jobs.run_due()

    def end(self) -> None:
        """Let every open payment come in, and the books close their months."""
        while self.due:
            self._move_to(self.due[0].at)
        jobs.run_due()

    # --- selling

    def _sell(self, rows: list[Row]) -> None:
        basket = self._gathered(rows)
        with unit_of_work() as session:
            self._make_articles(session, basket)
            self._set_prices(session, basket)
            self._fill_stock(session, basket)
            customer_id = self._customer(session, rows[0].customer)
        with unit_of_work() as session:
            cart_id = None
            for row in basket:
                cart = add_to_cart(
                    session, cart_id, variant_id=self.variants[row.article], quantity=row.quantity, acting_user=SYSTEM
                )
                cart_id = cart.id
        assert cart_id is not None
        with unit_of_work() as session:
            order_id = buy_cart(session, self._checkout(session, cart_id, customer_id, rows[0]), acting_user=SYSTEM).id
        jobs.run_due()
        self._ship(order_id)
        heapq.heappush(self.due, _Due(rows[0].at + PAYS_AFTER, order_id))
        self.report.orders += 1
        self.report.lines += len(rows)
        self.report.pieces += sum(row.quantity for row in rows)

    def _gathered(self, rows: list[Row]) -> list[Row]:
        """One row per article. A second price of the same article in one basket is sold at the first."""
        found: dict[str, Row] = {}
        for row in rows:
            first = found.setdefault(row.article, row)
            if first is not row:
                self.report.second_prices += first.price_minor != row.price_minor
                found[row.article] = Row(
                    basket=row.basket,
                    customer=row.customer,
                    article=row.article,
                    at=row.at,
                    quantity=first.quantity + row.quantity,
                    price_minor=first.price_minor,
                )
        return list(found.values())

    def _make_articles(self, session: Session, rows: list[Row]) -> None:
        for row in rows:
            if row.article in self.variants:
                continue
            product = create_product(
                session,
                ProductInput(
                    slug=f"article-{len(self.variants)}",
                    name=f"Article {row.article}",
                    name_de=f"Artikel {row.article}",
                    kind=ArticleKind.PHYSICAL,
                    tax_class=TaxClass.STANDARD,
                    business_unit_id=self.unit_id,
                    category_slugs=(SHELF,),
                    variants=(VariantInput(sku=row.article),),
                ),
            )
            found = session.scalars(select(Variant.id).where(Variant.product_id == product.id))
            self.variants[row.article] = found.one()

    def _set_prices(self, session: Session, rows: list[Row]) -> None:
        changed = [row for row in rows if self.prices.get(row.article) != row.price_minor]
        if changed:
            prices = [PriceInput(variant_id=self.variants[r.article], amount_minor=r.price_minor) for r in changed]
            set_prices(session, prices, list_code=PRICE_LIST)
            self.prices.update((row.article, row.price_minor) for row in changed)

    def _fill_stock(self, session: Session, rows: list[Row]) -> None:
        for row in rows:
            if self.free.get(row.article, 0) < row.quantity:
                variant_id = self.variants[row.article]
                receive_stock(session, variant_id, row.quantity + STOCK_AHEAD, reference="replay", acting_user=SYSTEM)
                self.free[row.article] = free_stock(session, [variant_id])[variant_id]
            self.free[row.article] -= row.quantity

    def _customer(self, session: Session, name: str) -> UUID:
        if name not in self.customers:
            company = create_company(
                session,
                name=f"Customer {name}",
                email=f"c-{len(self.customers)}@replay.example.com",
                credit_limit_minor=CREDIT,
                acting_user=SYSTEM,
            )
            self.customers[name] = company.id
        return self.customers[name]

    def _checkout(self, session: Session, cart_id: UUID, customer_id: UUID, row: Row) -> Checkout:
        seen = cart_view(session, cart_id, price_list=PRICE_LIST, delivery_method="standard")
        name = f"Customer {row.customer}"
        return Checkout(
            cart_id=cart_id,
            cart_version=seen.version,
            idempotency_key=f"replay-{row.basket}",
            expected_fingerprint=seen.fingerprint,
            contact=Contact(name=name, email=f"{customer_id.hex}@replay.example.com", customer_id=customer_id),
            billing=AddressInput(name=name, street="Kai 1", postal_code="20457", city="Hamburg", country="DE"),
            delivery_method="standard",
            payment_method="on_account",
        )

    def _ship(self, order_id: UUID) -> None:
        with unit_of_work() as session:
            for part_id in session.scalars(select(OrderPart.id).where(OrderPart.order_id == order_id)).all():
                lines = select(OrderLine.id, OrderLine.quantity)
                goods = lines.where(OrderLine.part_id == part_id, OrderLine.kind == LineKind.PHYSICAL)
                quantities = {row.id: row.quantity for row in session.execute(goods)}
                ship(session, part_id, quantities=quantities, carrier="Replay", acting_user=SYSTEM)
        jobs.run_due()

    # --- coming back

    def _take_back(self, row: Row) -> None:
        """Match a return with what the same customer bought before, the newest first."""
        left, matched = -row.quantity, 0
        with unit_of_work() as session:
            for line_id, order_id, quantity in self._returnable(session, row):
                pieces = min(left, quantity)
                receive_return(
                    session,
                    order_id,
                    quantities={line_id: pieces},
                    idempotency_key=f"replay-{row.basket}-{line_id.hex}",
                    acting_user=SYSTEM,
                )
                left, matched = left - pieces, matched + pieces
                if not left:
                    break
        self.report.returns += bool(matched)
        self.report.returned_pieces += matched
        if self.free.get(row.article) is not None:
            self.free[row.article] += matched
        if left:
            self.report.without_purchase.append(f"{row.basket}: {left} x {row.article}")

    def _returnable(self, session: Session, row: Row) -> list[tuple[UUID, UUID, int]]:
        open_quantity = OrderLine.invoiced_quantity - OrderLine.returned_quantity
        statement = (
            select(OrderLine.id, OrderLine.order_id, open_quantity)
            .join(Order, Order.id == OrderLine.order_id)
            .where(
                Order.customer_id == self.customers.get(row.customer),
                OrderLine.variant_id == self.variants.get(row.article),
                open_quantity > 0,
            )
            .order_by(Order.placed_at.desc(), OrderLine.id)
        )
        return [(line_id, order_id, quantity) for line_id, order_id, quantity in session.execute(statement)]

    # --- time and money

    def _move_to(self, moment: datetime) -> None:
        while self.due and self.due[0].at <= moment:
            due = heapq.heappop(self.due)
            self.clock.move_to(max(due.at, self.clock()))
            self._pay(due.order_id)
        self.clock.move_to(max(moment, self.clock()))
        today = local_date(self.clock())
        if today != self.day:
            self.day = today
            with unit_of_work() as session:
                jobs.enqueue_scheduled(session)
        jobs.run_due()

    def _pay(self, order_id: UUID) -> None:
        """The customer transfers what their invoices less credit notes still ask for."""
        with unit_of_work() as session:
            payment = session.scalars(select(Payment).where(Payment.order_id == order_id)).one()
            amount = open_minor(session, order_id)
            if payment.state is PaymentState.OPEN and amount > 0:
                record_bank_receipt(
                    session,
                    order_id,
                    amount_minor=amount,
                    reference=payment.order_number,
                    key=f"replay-{payment.order_number}",
                    acting_user=SYSTEM,
                )
                self.report.payments += 1
        jobs.run_due()


def open_minor(session: Session, order_id: UUID) -> int:
    """What an order's invoices, less its credit notes, still ask for."""
    return order_money(session, order_id).open_minor


def read_rows(file: Path, report: Report) -> Iterator[Row]:
    """The rows of a CSV file with order_id, customer_id, product_id, ts, qty and price; strange ones are noted."""
    with file.open(encoding="utf-8", newline="") as lines:
        for number, values in enumerate(csv.DictReader(lines), 2):
            try:
                yield _row(values)
            except UnreadableRow as error:
                report.unreadable.append(f"line {number}: {error}")


def _row(values: dict[str, str]) -> Row:
    try:
        quantity, price = Decimal(values["qty"]), Decimal(values["price"])
        at = datetime.fromisoformat(values["ts"]).replace(tzinfo=UTC)
        basket, article = values["order_id"].strip(), values["product_id"].strip()
    except (InvalidOperation, KeyError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableRow(f"{type(error).__name__}") from error
    if quantity != int(quantity) or quantity == 0 or price <= 0 or not basket or not article:
        raise UnreadableRow("no whole quantity, no price, or no name")
    return Row(
        basket=basket,
        customer=values.get("customer_id", "").strip() or NOBODY,
        article=article,
        at=at,
        quantity=int(quantity),
        price_minor=max(1, round_half_up(price * 100)),
    )


def baskets(rows: Iterable[Row], limit: int) -> Iterator[list[Row]]:
    """The first baskets of a file, each with all of its neighbouring rows."""
    for count, (_, group) in enumerate(groupby(rows, key=lambda row: row.basket)):
        if count == limit:
            return
        yield list(group)


def replay(file: Path, *, limit: int, progress: Callable[[int], None]) -> Report:
    """Replay the first `limit` baskets of a file on the connected, empty database; `progress` gets their count."""
    report = Report()
    found = baskets(read_rows(file, report), limit)
    first = next(found, None)
    if first is None:
        return report
    with simulated(first[0].at - timedelta(days=1)) as clock:
        run = Replay(clock)
        run.report = report
        run.prepare()
        for count, rows in enumerate([first, *found], 1):
            run.play(rows)
            progress(count)
        run.end()
    return report
