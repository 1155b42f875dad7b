"""What a customer says and saw when pressing Buy, and what Kontor makes of the people and addresses in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.operations import guest_customer, save_address
from core.accounts.queries import AddressView, BuyerView, CustomerView, addresses_of, get_buyer, view_of_customer
from core.accounts.rules import AddressInput, SpendingLimits, normalise_email, required
from core.kernel import clock
from core.kernel.errors import InvalidInput
from core.orders.errors import DateInThePast, DateTooFar, SplitAbroad, UnknownAddress
from core.pricing.rules import LineKey, PricedBasket

FURTHEST_WISH = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who orders. Without a `customer_id` it is a guest, known by the e-mail address."""

    name: str
    email: str
    company: str = ""
    customer_id: UUID | None = None
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitWish:
    """A further address of the customer's book, and how many pieces of which lines of the cart go there."""

    address_id: UUID
    pieces: Mapping[LineKey, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What whoever orders says, whatever they order.

    An address is typed in, or the id of one in the customer's address book; without a delivery address goods go to
    the billing address. Faults of typed addresses come on fields such as `billing-street` and `delivery-city`, others
    on the field of the same name.
    """

    idempotency_key: str
    contact: Contact
    billing: AddressInput | UUID
    delivery: AddressInput | UUID | None = None
    destinations: tuple[SplitWish, ...] = ()
    delivery_method: str | None = None
    payment_method: str
    wished_service_on: date | None = None
    start_on: date | None = None
    wished_delivery_on: date | None = None
    gift_message: str = ""
    hides_prices: bool = False
    note: str = ""
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout(Purchase):
    """Everything that pressing Buy says; `cart_version` and `expected_fingerprint` name what the customer saw."""

    cart_id: UUID
    cart_version: int
    expected_fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Purchase):
    """What was agreed outside of a cart, priced: `basket` becomes the order as it is.

    `subject_id` is the document that names it, for which a colleague's word is given where one is needed; the word
    holds for `content_hash`. `notes` go by the references of lines. The start of subscriptions is a wish unless
    `is_start_agreed`, then however far away. Invoices are due after `terms_days`, where that was agreed. With a
    `deposit_minor` only that is paid before, the rest is owed on account; `granted_minor` is by how much more than
    their limit somebody has allowed the customer to owe.
    """

    subject_id: UUID
    content_hash: str
    basket: PricedBasket
    notes: Mapping[str, str]
    is_start_agreed: bool = False
    terms_days: int | None = None
    deposit_minor: int | None = None
    granted_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """The customer and the addresses of an order to be."""

    customer: CustomerView
    limits: SpendingLimits | None
    contact_name: str
    email: str
    billing_address_id: UUID
    delivery_address_id: UUID
    delivery_country: str
    delivery_postal_code: str
    destinations: tuple["KnownDestination", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDestination:
    """A further address, and what goes there."""

    address_id: UUID
    postal_code: str
    pieces: Mapping[LineKey, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownAddress:
    id: UUID
    country: str
    postal_code: str


def find_parties(session: Session, checkout: Purchase) -> Parties:
    """The customer (a guest is made known) and the addresses (typed ones are kept). Raises InvalidInput."""
    _require_days_to_come(checkout)
    contact = checkout.contact
    name, email = required("name", contact.name), normalise_email(contact.email)
    buyer = _buyer(session, contact, checkout.locale)
    book = _address_book(session, checkout, buyer.customer)
    billing = _address(session, checkout.billing, book, field="billing")
    delivery = billing if checkout.delivery is None else _address(session, checkout.delivery, book, field="delivery")
    session.flush()  # the order points to these rows, and no relationship would write them first
    return Parties(
        customer=buyer.customer,
        limits=buyer.limits,
        contact_name=name,
        email=email,
        billing_address_id=billing.id,
        delivery_address_id=delivery.id,
        delivery_country=delivery.country,
        delivery_postal_code=delivery.postal_code,
        destinations=_destinations(checkout.destinations, book, delivery),
    )


def _buyer(session: Session, contact: Contact, locale: str) -> BuyerView:
    if contact.customer_id is not None:
        return get_buyer(session, contact.customer_id, contact.user_id)
    guest = guest_customer(session, email=contact.email, name=contact.name, company_name=contact.company, locale=locale)
    return BuyerView(customer=view_of_customer(guest), limits=None)


def _address_book(session: Session, checkout: Purchase, customer: CustomerView) -> dict[UUID, AddressView]:
    """The customer's own addresses, looked up only when one of them is chosen."""
    is_typed = not isinstance(checkout.billing, UUID) and not isinstance(checkout.delivery, UUID)
    if is_typed and not checkout.destinations:
        return {}
    return {address.id: address for address in addresses_of(session, customer.id)}


def _destinations(
    wishes: Sequence[SplitWish], book: Mapping[UUID, AddressView], delivery: _KnownAddress
) -> tuple[KnownDestination, ...]:
    found = []
    for wish in wishes:
        address = book.get(wish.address_id)
        if address is None:
            raise UnknownAddress(field="split")
        if address.country != delivery.country:
            raise SplitAbroad(name=address.company or address.name)
        if wish.address_id != delivery.id and wish.pieces:
            found.append(
                KnownDestination(address_id=address.id, postal_code=address.postal_code, pieces=dict(wish.pieces))
            )
    return tuple(found)


def _address(
    session: Session, chosen: AddressInput | UUID, book: dict[UUID, AddressView], *, field: str
) -> _KnownAddress:
    if isinstance(chosen, UUID):
        if chosen not in book:
            raise UnknownAddress(field=field)
        return _KnownAddress(id=chosen, country=book[chosen].country, postal_code=book[chosen].postal_code)
    try:
        kept = save_address(session, chosen)
    except InvalidInput as error:
        error.field = f"{field}-{error.field}"  # the form asks for two addresses: say which
        raise
    return _KnownAddress(id=kept.id, country=kept.country, postal_code=kept.postal_code)


def _require_days_to_come(checkout: Purchase) -> None:
    last_day = clock.today() + FURTHEST_WISH
    is_agreed = isinstance(checkout, Agreement) and checkout.is_start_agreed
    for field in ("wished_service_on", "start_on", "wished_delivery_on"):
        day: date | None = getattr(checkout, field)
        if day is not None and day < clock.today():
            raise DateInThePast(field=field)
        if day is not None and day > last_day and not (is_agreed and field == "start_on"):
            raise DateTooFar(field=field, last_day=last_day)
