"""Deals to test with: a small shop with articles of every kind, carts, orders, and what fulfilment does with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.operations import record_vat_check, sign_up
from core.accounts.protocol import VatAnswer
from core.accounts.queries import get_customer
from core.accounts.rules import AddressInput
from core.accounts.states import VatState
from core.carts.models import Cart
from core.carts.operations import add_to_cart
from core.carts.queries.cart import cart_view
from core.catalog.states import ArticleKind, TaxClass
from core.fulfilment.jobs import hand_over_order
from core.fulfilment.models import ServiceJob
from core.fulfilment.operations import activate_subscription, schedule_service, ship
from core.inventory.queries import free_stock
from core.kernel import clock, events, jobs
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import reading, unit_of_work
from core.orders.models import Order
from core.orders.operations import Checkout, Contact, lock_order, place_order, release_order
from core.orders.queries import OrderView, get_order
from core.orders.states import LineKind
from core.pricing.queries import Buyer as PricedFor
from core.pricing.queries import taxpayer_of
from core.subscriptions.models import Contract
from tests.support.goods import Offer, add_offer, open_shop
from tests.support.kept_markets import once

GUEST = Actor(ActorKind.GUEST, None, "Guest")
STAFF = Actor(ActorKind.STAFF, UUID(int=5), "Otto Ahrens")
POSTAL_CODES = {"DE": "22765", "CH": "8001", "FR": "75001"}
MORNING = datetime(2027, 1, 31, 9, tzinfo=UTC)

OFFERS = (
    Offer(sku="MACHINE", name="Hafen One", prices={1: 59900, 3: 54900}, stock=10),
    Offer(sku="CUP", name="Cup", prices={1: 1250}, stock=100),
    Offer(
        sku="BEANS", name="House beans", prices={1: 1890}, stock=50,
        tax_class=TaxClass.REDUCED, unit_code="coffee", category="beans",
    ),
    Offer(
        sku="INSTALL", name="Installation", kind=ArticleKind.SERVICE, prices={1: 14900}, unit_code="service",
    ),
    Offer(
        sku="CLUB", name="Bean club", kind=ArticleKind.SUBSCRIPTION, prices={1: 0}, recurring_minor=3900,
        tax_class=TaxClass.REDUCED, unit_code="coffee", category="beans",
    ),
    Offer(
        sku="KITCHEN", name="Team kitchen", kind=ArticleKind.BUNDLE, prices={1: 69900}, recurring_minor=3500,
        parts={"MACHINE": 1, "INSTALL": 1, "CLUB": 1, "CUP": 2},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The articles of the shop, by their sku."""

    variants: Mapping[str, UUID]

    def __getitem__(self, sku: str) -> UUID:
        return self.variants[sku]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Somebody who fills a form, and in whose name."""

    actor: Actor = GUEST
    contact: Contact = field(default_factory=lambda: Contact(name="Jutta Möller", email="jutta@example.org"))
    price_list: str = "retail"


def a_company(email: str = "buyer@hafen.example", *, vat_id: str = "DE123456788") -> Buyer:
    """A company with an account, and the person who buys for it."""
    with unit_of_work() as session:
        user = sign_up(
            session, email=email, password="seven wooden spoons", name="Bert Kranz",
            company_name="Hafen GmbH", vat_id=vat_id,
        )  # fmt: skip
        contact = Contact(
            name="Bert Kranz", email=email, company="Hafen GmbH", customer_id=user.customer_id, user_id=user.id
        )
        actor = Actor(ActorKind.CUSTOMER, user.id, user.name)
    return Buyer(actor=actor, contact=contact, price_list="business")


def open_market() -> Market:
    """A shop with one article of every kind and a bundle of all of them."""
    return once("market", _open_market)


def _open_market() -> Market:
    with unit_of_work() as session:
        open_shop(session)
        return Market(variants={offer.sku: add_offer(session, offer) for offer in OFFERS})


def address(**changes: str) -> AddressInput:
    """An address in Germany."""
    plain = AddressInput(name="Jutta Möller", street="Elbchaussee 1", postal_code="22765", city="Hamburg", country="DE")
    return replace(plain, **changes)


def a_cart(market: Market, pieces: Mapping[str, int], *, buyer: Buyer | None = None) -> UUID:
    """A cart with so many of these articles."""
    with unit_of_work() as session:
        cart: Cart | None = None
        for sku, quantity in pieces.items():
            cart = add_to_cart(
                session,
                cart.id if cart else None,
                variant_id=market[sku],
                quantity=quantity,
                acting_user=(buyer or Buyer()).actor,
            )
            session.flush()
        assert cart is not None, "a cart needs something in it"
        return cart.id


def a_checkout(cart_id: UUID, *, buyer: Buyer | None = None, country: str = "DE") -> Checkout:
    """What somebody sends who looks at this cart now and presses Buy."""
    buyer = buyer or Buyer()
    with unit_of_work() as session:
        customer_id = buyer.contact.customer_id
        customer = get_customer(session, customer_id) if customer_id else None
        view = cart_view(
            session,
            cart_id,
            price_list=buyer.price_list,
            country=country,
            delivery_method="standard",
            buyer=PricedFor(customer_id=customer_id, taxpayer=taxpayer_of(customer, on=clock.today())),
        )
    return Checkout(
        cart_id=cart_id,
        cart_version=view.version,
        idempotency_key=uuid4().hex,
        expected_fingerprint=view.fingerprint,
        contact=buyer.contact,
        billing=address(country=country, postal_code=POSTAL_CODES.get(country, "1010")),
        delivery_method="standard",
        payment_method="on_account",
    )


def buy(checkout: Checkout, *, buyer: Buyer | None = None, reserved_until: datetime | None = None) -> UUID:
    """Press Buy; returns the order."""
    with unit_of_work() as session:
        acting_user = (buyer or Buyer()).actor
        return place_order(session, checkout, reserved_until=reserved_until, acting_user=acting_user).id


def an_order(market: Market, pieces: Mapping[str, int], *, buyer: Buyer | None = None, country: str = "DE") -> UUID:
    """A placed order for so many of these articles."""
    return buy(a_checkout(a_cart(market, pieces, buyer=buyer), buyer=buyer, country=country), buyer=buyer)


def know_vat_id(buyer: Buyer, state: VatState) -> None:
    """The tax office has answered about a company's VAT id, or nobody did."""
    assert buyer.contact.customer_id is not None
    with unit_of_work() as session:
        customer = get_customer(session, buyer.contact.customer_id)
        record_vat_check(session, customer.id, vat_id=customer.vat_id or "", answer=VatAnswer(state=state))


def release(order_id: UUID) -> None:
    """The condition of payment is met."""
    with unit_of_work() as session:
        release_order(session, order_id, acting_user=STAFF)


def a_running_order(market: Market, pieces: Mapping[str, int]) -> UUID:
    """An order whose parts are all acknowledged by the built-in back-end."""
    order_id = an_order(market, pieces)
    release(order_id)
    hand_over(order_id)
    return order_id


def hand_over(order_id: UUID) -> None:
    """Do what follows from the release, as flows would wire it."""
    with unit_of_work() as session:
        hand_over_order(session, order_id=str(order_id))
    jobs.run_due()


def line_of(session: Session, order_id: UUID, sku: str) -> UUID:
    """The line of an article in an order."""
    return next(line.id for line in _order(session, order_id).lines if line.sku == sku)


def part_of_kind(session: Session, order_id: UUID, kind: LineKind) -> UUID:
    """The (first) part of a kind in an order."""
    return next(part.id for part in _order(session, order_id).parts if part.kind is kind)


def _order(session: Session, order_id: UUID) -> Order:
    return lock_order(session, order_id)


# --- what tests look at


def order(order_id: UUID) -> OrderView:
    """An order as it is now."""
    with reading() as session:
        return get_order(session, order_id)


def kinds_told(order_id: UUID) -> list[str]:
    """What was told of an order, oldest first."""
    with reading() as session:
        return [entry.kind for entry in events.timeline(session, "order", order_id)]


def free(market: Market, sku: str) -> int:
    """How many pieces of an article nobody has reserved."""
    with reading() as session:
        return free_stock(session, [market[sku]])[market[sku]]


def the_visit(order_id: UUID) -> UUID:
    """The one visit of an order."""
    with reading() as session:
        return session.scalars(select(ServiceJob.id).where(ServiceJob.order_id == order_id)).one()


def the_contract(order_id: UUID) -> UUID:
    """The one contract of an order."""
    with reading() as session:
        return session.scalars(select(Contract.id).where(Contract.order_id == order_id)).one()


# --- what staff does


def ship_it(order_id: UUID, pieces: dict[str, int], *, key: str | None = None) -> UUID:
    """Ship so many of these articles of an order; returns the shipment."""
    with unit_of_work() as session:
        quantities = {line_of(session, order_id, sku): quantity for sku, quantity in pieces.items()}
        part_id = part_of_kind(session, order_id, LineKind.PHYSICAL)
        return ship(
            session, part_id, quantities=quantities, carrier="DHL", tracking="JJD1", idempotency_key=key,
            acting_user=STAFF,
        ).id  # fmt: skip


def schedule(visit_id: UUID, at: datetime, *, technician: str = "Vera Voss") -> None:
    """Give a visit its date."""
    with unit_of_work() as session:
        schedule_service(session, visit_id, at=at, technician=technician, acting_user=STAFF)


def activate(contract_id: UUID, starts_on: date) -> None:
    """Let a subscription run from a day on."""
    with unit_of_work() as session:
        activate_subscription(session, contract_id, starts_on=starts_on, acting_user=STAFF)
