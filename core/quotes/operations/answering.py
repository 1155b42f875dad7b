"""What a customer does with an offer: accept it, ask for something else, write, decline."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import UserView
from core.inventory.operations import release
from core.kernel import clock
from core.kernel.actor import Actor
from core.orders.models import Order, PurchaseApproval
from core.orders.operations import (
    PurchaseWish,
    WishedArticle,
    ask_about_purchase,
)
from core.payments.operations import buy_agreed
from core.pricing.rules.checks import LARGEST_QUANTITY
from core.quotes.errors import (
    CounterUnreadable,
    LineNotFound,
    NothingCountered,
    NotOffered,
    OfferExpired,
    TextMissing,
)
from core.quotes.events import (
    QuoteAccepted,
    QuoteCountered,
    QuoteDeclined,
)
from core.quotes.models import Quote, QuoteLine, QuoteVersion
from core.quotes.operations.aggregate import find_version, lock_quote, tell, version_of
from core.quotes.operations.agreeing import Acceptance, agreement_of, proof_of, require_acceptable
from core.quotes.operations.calling import call_off
from core.quotes.operations.messages import write
from core.quotes.operations.offering import close_quote, end_offer, require_unchanged
from core.quotes.queries.credit import granted_excess
from core.quotes.queries.pricing import bench_for
from core.quotes.queries.room import chosen_offer
from core.quotes.rules import Choice, require_choice, usual_choice
from core.quotes.rules.inputs import require_amount
from core.quotes.rules.validity import holds
from core.quotes.states import MessageKind, QuoteState, VersionState


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

    Again, for the version that was accepted, it is the same order. Of a version that is ordered in several calls it is
    one call (`call_off`). Raises NotOffered for another version, OfferExpired, OfferChanged when the customer saw
    something else, OfferOutdated, ChoiceNotOffered, NameMissing, ConsentMissing, and what `buy_agreed` raises; nothing
    is changed then.
    """
    quote = lock_quote(session, quote_id)
    version = version_of(session, quote, acceptance.version)
    if version.in_calls:
        return call_off(session, quote, version, acceptance, acting_user=acting_user)
    if quote.state is QuoteState.ACCEPTED and version.state is VersionState.ACCEPTED and quote.order_id is not None:
        return _order(session, quote.order_id)
    require_acceptable(quote, version, acceptance)
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
    agreement = agreement_of(quote, version, acceptance, priced, granted_minor=granted)
    order = buy_agreed(session, agreement, acting_user=acting_user)
    quote.order_id = order.id
    version.move_to(VersionState.ACCEPTED, acting_user=acting_user)
    close_quote(session, quote, QuoteState.ACCEPTED, VersionState.ACCEPTED, acting_user=acting_user)
    session.add(proof_of(quote, version, acceptance, order, choice or usual_choice(version.lines)))
    tell(
        session, QuoteAccepted, quote, version.version,
        order_id=order.id, order_number=order.number, acting_user=acting_user,
    )  # fmt: skip
    return order


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


def ask_colleague(
    session: Session, quote_id: UUID, *, choice: Choice | None = None, note: str = "", by: UserView
) -> PurchaseApproval:
    """Ask a colleague whether one may accept what is on offer, or order so much of it in this call.

    `choice` None: as it is shown. Raises NotOffered, ChoiceNotOffered, CallTooMuch, CallEmpty.
    """
    quote = lock_quote(session, quote_id)
    version = find_version(session, quote, VersionState.OFFERED)
    if version is None or by.customer_id != quote.customer_id:
        raise NotOffered
    chosen = chosen_offer(session, quote_id, version.version, choice)
    if chosen.refusal is not None:
        raise chosen.refusal
    wish = PurchaseWish(
        subject_id=version.id,
        content_hash=chosen.content_hash,
        articles=tuple(
            WishedArticle(line.name, chosen.choice[line.id], chosen.amounts[str(line.id)])
            for line in version.lines
            if line.id in chosen.choice
        ),
        amount_minor=chosen.priced.gross,
        currency=quote.currency,
    )
    return ask_about_purchase(session, wish, note=note, by=by)


def _offered(session: Session, quote_id: UUID, number: int) -> tuple[Quote, QuoteVersion]:
    quote = lock_quote(session, quote_id)
    version = version_of(session, quote, number)
    if quote.state is not QuoteState.OPEN or version.state is not VersionState.OFFERED:
        raise NotOffered
    if not holds(version, clock.now()):
        raise OfferExpired(valid_until=version.valid_until)
    return quote, version


def _is_other(line: QuoteLine, wish: CounterLine) -> bool:
    is_other_quantity = wish.quantity is not None and wish.quantity != line.quantity
    return is_other_quantity or wish.unit_minor is not None


def _order(session: Session, order_id: UUID) -> Order:
    return session.scalars(select(Order).where(Order.id == order_id)).one()
