"""What a customer does with an offer: accept it, ask for something else, write, decline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import UserView
from core.accounts.rules import AddressInput
from core.inventory.operations import release
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.orders.models import Order, PurchaseApproval
from core.orders.operations import (
    Agreement,
    Contact,
    PurchaseWish,
    WishedArticle,
    ask_about_purchase,
)
from core.payments.operations import buy_agreed
from core.pricing.rounding import percent_of
from core.pricing.rules import PricedBasket
from core.pricing.rules.checks import LARGEST_QUANTITY
from core.quotes.errors import (
    ConsentMissing,
    CounterUnreadable,
    LineNotFound,
    NameMissing,
    NothingCountered,
    NotOffered,
    OfferChanged,
    OfferExpired,
    TextMissing,
)
from core.quotes.events import (
    QuoteAccepted,
    QuoteCountered,
    QuoteDeclined,
)
from core.quotes.models import Quote, QuoteAcceptance, QuoteLine, QuoteVersion
from core.quotes.operations.aggregate import find_version, lock_quote, tell, version_of
from core.quotes.operations.extending import execute_extension
from core.quotes.operations.messages import write
from core.quotes.operations.offering import close_quote, end_offer, require_unchanged
from core.quotes.queries.credit import granted_excess
from core.quotes.queries.pricing import bench_for
from core.quotes.rules import Choice, require_choice, usual_choice
from core.quotes.rules.inputs import require_amount
from core.quotes.states import MessageKind, QuoteState, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who agrees to what. `version` and `content_hash` name what the customer saw.

    `consent` are the words that were agreed to, empty for none; `address` is the network address it came from.
    """

    version: int
    content_hash: str
    name: str
    consent: str
    address: str = ""
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance(Consent):
    """What accepting an offer of goods says; `choice` None: as it is shown."""

    choice: Choice | None = None
    billing: AddressInput | UUID
    delivery: AddressInput | UUID | None = None
    payment_method: str
    wished_service_on: date | None = None
    start_on: date | None = None
    wished_delivery_on: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLine:
    """What a customer would rather have of a line: another quantity, another price of one piece, or both."""

    quantity: int | None = None
    unit_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A counter-offer: by line (the id of each), for the whole (as the price list counts), and in words."""

    version: int
    lines: Mapping[UUID, CounterLine]
    total_minor: int | None = None
    text: str = ""


def accept_quote(session: Session, quote_id: UUID, acceptance: Acceptance, *, acting_user: Actor) -> Order:
    """Turn exactly the named version into exactly one order, at the agreed prices.

    Again, for the version that was accepted, it is the same order. Raises NotOffered for another version,
    OfferExpired, OfferChanged when the customer saw something else, OfferOutdated, ChoiceNotOffered, NameMissing,
    ConsentMissing, and what `buy_agreed` raises; nothing is changed then.
    """
    quote = lock_quote(session, quote_id)
    version = version_of(session, quote, acceptance.version)
    if quote.state is QuoteState.ACCEPTED and version.state is VersionState.ACCEPTED and quote.order_id is not None:
        return _order(session, quote.order_id)
    _require_acceptable(quote, version, acceptance)
    if quote.contract_id is not None:
        raise NotOffered  # a contract is changed, not ordered
    priced = require_unchanged(session, quote, version)
    choice = acceptance.choice
    if choice is not None and dict(choice) != usual_choice(version.lines):
        require_choice(version.lines, choice)
        priced = bench_for(session, quote, version).priced(choice)
    if version.holds_stock:
        release(session, version.id, acting_user=acting_user, reason="accepted")
    granted = granted_excess(session, version)
    agreement = _agreement(quote, version, acceptance, priced, granted_minor=granted)
    order = buy_agreed(session, agreement, acting_user=acting_user)
    quote.order_id = order.id
    version.move_to(VersionState.ACCEPTED, acting_user=acting_user)
    close_quote(session, quote, QuoteState.ACCEPTED, VersionState.ACCEPTED, acting_user=acting_user)
    session.add(_proof(quote, version, acceptance, order, choice or usual_choice(version.lines)))
    tell(
        session, QuoteAccepted, quote, version.version,
        order_id=order.id, order_number=order.number, acting_user=acting_user,
    )  # fmt: skip
    return order


def accept_extension(session: Session, quote_id: UUID, acceptance: Consent, *, acting_user: Actor) -> Quote:
    """Let the contract be changed as the named version says, once; again changes nothing.

    Raises NotOffered, OfferExpired, OfferChanged, OfferOutdated, NameMissing, ConsentMissing, ContractMoved and
    ChangeInsidePeriod when the contract is another by now; nothing is changed then.
    """
    quote = lock_quote(session, quote_id)
    version = version_of(session, quote, acceptance.version)
    if quote.state is QuoteState.ACCEPTED and version.state is VersionState.ACCEPTED:
        return quote
    _require_acceptable(quote, version, acceptance)
    priced = require_unchanged(session, quote, version)
    contract = execute_extension(session, quote, version, priced, acting_user=acting_user)
    version.move_to(VersionState.ACCEPTED, acting_user=acting_user)
    close_quote(session, quote, QuoteState.ACCEPTED, VersionState.ACCEPTED, acting_user=acting_user)
    order = _order(session, contract.order_id)
    session.add(_proof(quote, version, acceptance, order, usual_choice(version.lines)))
    tell(
        session, QuoteAccepted, quote, version.version,
        order_id=order.id, order_number=contract.number, acting_user=acting_user,
    )  # fmt: skip
    return quote


def counter_offer(
    session: Session, quote_id: UUID, counter: Counter, *, author: str, acting_user: Actor
) -> QuoteVersion:
    """Ask for other prices, quantities or another sum; the version cannot be accepted any more, we answer with the
    next one. Raises NotOffered, OfferExpired, NothingCountered, CounterUnreadable, AmountBelowZero, LineNotFound."""
    quote, version = _offered(session, quote_id, counter.version)
    by_id = {line.id: line for line in version.lines}
    if set(counter.lines) - set(by_id):
        raise LineNotFound
    said = {line_id: wish for line_id, wish in counter.lines.items() if _is_other(by_id[line_id], wish)}
    total = counter.total_minor
    if not said and total is None and not counter.text.strip():
        raise NothingCountered
    for line_id, wish in said.items():
        if wish.quantity is not None and not 1 <= wish.quantity <= LARGEST_QUANTITY:
            raise CounterUnreadable(field=f"quantity-{line_id}")
        require_amount(wish.unit_minor, f"unit-{line_id}")
    require_amount(total, "total")
    for line_id, wish in said.items():
        by_id[line_id].counter_quantity, by_id[line_id].counter_unit_minor = wish.quantity, wish.unit_minor
    version.countered_total_minor = total
    end_offer(session, version, VersionState.COUNTERED, acting_user=acting_user)
    message = write(
        session, quote=quote, version=version.version, kind=MessageKind.COUNTER, text=counter.text.strip(),
        author=author, is_ours=False, acting_user=acting_user,
    )  # fmt: skip
    tell(session, QuoteCountered, quote, version.version, message_id=message.id, acting_user=acting_user)
    return version


def decline_offer(
    session: Session, quote_id: UUID, *, version: int, reason: str, author: str, acting_user: Actor
) -> Quote:
    """The customer does not want it, and says why. Raises NotOffered, TextMissing."""
    quote, offered = _offered(session, quote_id, version)
    if not reason.strip():
        raise TextMissing(field="reason")
    close_quote(session, quote, QuoteState.DECLINED, VersionState.REJECTED, reason=reason, acting_user=acting_user)
    write(
        session, quote=quote, version=offered.version, kind=MessageKind.DECLINE, text=reason.strip(),
        author=author, is_ours=False, acting_user=acting_user,
    )  # fmt: skip
    tell(session, QuoteDeclined, quote, offered.version, reason=reason.strip()[:500], acting_user=acting_user)
    return quote


def ask_colleague(session: Session, quote_id: UUID, *, note: str = "", by: UserView) -> PurchaseApproval:
    """Ask a colleague whether one may accept what is on offer, as it is shown. Raises NotOffered."""
    quote = lock_quote(session, quote_id)
    version = find_version(session, quote, VersionState.OFFERED)
    if version is None or by.customer_id != quote.customer_id:
        raise NotOffered
    wish = PurchaseWish(
        subject_id=version.id,
        content_hash=version.content_hash,
        articles=tuple(
            WishedArticle(line.name, line.quantity, line.amount_minor)
            for line in version.lines
            if line.id in usual_choice(version.lines)
        ),
        amount_minor=version.gross_minor,
        currency=quote.currency,
    )
    return ask_about_purchase(session, wish, note=note, by=by)


def _require_acceptable(quote: Quote, version: QuoteVersion, acceptance: Consent) -> None:
    if version.state is VersionState.EXPIRED:
        raise OfferExpired(valid_until=version.valid_until)
    if quote.state is not QuoteState.OPEN or version.state is not VersionState.OFFERED:
        raise NotOffered
    if version.valid_until < clock.today():
        raise OfferExpired(valid_until=version.valid_until)
    if version.content_hash != acceptance.content_hash:
        raise OfferChanged
    if not acceptance.name.strip():
        raise NameMissing
    if not acceptance.consent.strip():
        raise ConsentMissing


def _offered(session: Session, quote_id: UUID, number: int) -> tuple[Quote, QuoteVersion]:
    quote = lock_quote(session, quote_id)
    version = version_of(session, quote, number)
    if quote.state is not QuoteState.OPEN or version.state is not VersionState.OFFERED:
        raise NotOffered
    if version.valid_until < clock.today():
        raise OfferExpired(valid_until=version.valid_until)
    return quote, version


def _is_other(line: QuoteLine, wish: CounterLine) -> bool:
    is_other_quantity = wish.quantity is not None and wish.quantity != line.quantity
    return is_other_quantity or wish.unit_minor is not None


def _agreement(
    quote: Quote, version: QuoteVersion, acceptance: Acceptance, priced: PricedBasket, *, granted_minor: int
) -> Agreement:
    deposit = percent_of(priced.gross, version.deposit_percent) if version.deposit_percent else None
    return Agreement(
        idempotency_key=str(version.id),
        contact=Contact(
            name=acceptance.name,
            email=quote.email,
            company=quote.company,
            customer_id=quote.customer_id,
            user_id=acceptance.user_id or quote.user_id,  # a link is no way around somebody's limits
        ),
        billing=acceptance.billing,
        delivery=acceptance.delivery,
        delivery_method=version.delivery_method,
        payment_method=acceptance.payment_method,
        wished_service_on=acceptance.wished_service_on,
        start_on=acceptance.start_on,
        wished_delivery_on=acceptance.wished_delivery_on,
        note=" ".join(part for part in (quote.number, acceptance.reference.strip()) if part),
        locale=quote.locale,
        subject_id=version.id,
        content_hash=version.content_hash,
        basket=priced,
        notes={str(line.id): line.note for line in version.lines if line.note},
        terms_days=version.terms_days,
        deposit_minor=deposit,
        granted_minor=granted_minor,
    )


def _proof(quote: Quote, version: QuoteVersion, acceptance: Consent, order: Order, choice: Choice) -> QuoteAcceptance:
    return QuoteAcceptance(
        id=new_id(),
        quote_id=quote.id,
        version_id=version.id,
        order_id=order.id,
        name=acceptance.name.strip()[:200],
        user_id=acceptance.user_id,
        address=acceptance.address[:45],
        consent=acceptance.consent.strip()[:300],
        content_hash=version.content_hash,
        choices=json.dumps({str(line_id): quantity for line_id, quantity in choice.items()}, sort_keys=True),
        at=clock.now(),
    )


def _order(session: Session, order_id: UUID) -> Order:
    return session.scalars(select(Order).where(Order.id == order_id)).one()
