"""What agreeing to an offer says, what it is looked at for, and what it leads to: an agreement, and its proof."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.accounts.rules import AddressInput
from core.kernel import clock
from core.kernel.db import new_id
from core.orders.models import Order
from core.orders.operations import Agreement, Contact
from core.pricing.rounding import percent_of
from core.pricing.rules import PricedBasket
from core.quotes.errors import ConsentMissing, NameMissing, NotOffered, OfferChanged, OfferExpired
from core.quotes.models import Quote, QuoteAcceptance, QuoteVersion
from core.quotes.rules import Choice
from core.quotes.rules.validity import holds
from core.quotes.states import QuoteState, VersionState


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
    """What accepting an offer of goods says; `choice` None: as it is shown, or all that is left of it.

    Of an offer that is ordered in calls, `call` is the number of the call that the customer saw before them, counted
    from 1, and `key` is of the sender's making: what is sent again with it counts once.
    """

    choice: Choice | None = None
    call: int = 1
    key: str = ""
    billing: AddressInput | UUID
    delivery: AddressInput | UUID | None = None
    payment_method: str
    wished_service_on: date | None = None
    start_on: date | None = None
    wished_delivery_on: date | None = None
    reference: str = ""


def require_acceptable(quote: Quote, version: QuoteVersion, acceptance: Consent) -> None:
    """Raises OfferExpired, NotOffered, OfferChanged, NameMissing, ConsentMissing."""
    if version.state is VersionState.EXPIRED:
        raise OfferExpired(valid_until=version.valid_until)
    if quote.state not in (QuoteState.OPEN, QuoteState.PARTLY_ORDERED) or version.state is not VersionState.OFFERED:
        raise NotOffered
    if not holds(version, clock.now()):
        raise OfferExpired(valid_until=version.valid_until)
    if version.content_hash != acceptance.content_hash:
        raise OfferChanged
    if not acceptance.name.strip():
        raise NameMissing
    if not acceptance.consent.strip():
        raise ConsentMissing


def agreement_of(
    quote: Quote,
    version: QuoteVersion,
    acceptance: Acceptance,
    priced: PricedBasket,
    *,
    granted_minor: int,
    key: str = "",
    content_hash: str = "",
) -> Agreement:
    """What an acceptance leads to. `key` and `content_hash` name what is agreed; empty: the whole version."""
    deposit = percent_of(priced.gross, version.deposit_percent) if version.deposit_percent else None
    return Agreement(
        idempotency_key=key or str(version.id),
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
        content_hash=content_hash or version.content_hash,
        basket=priced,
        notes={str(line.id): line.note for line in version.lines if line.note},
        terms_days=version.terms_days,
        deposit_minor=deposit,
        granted_minor=granted_minor,
    )


def proof_of(quote: Quote, version: QuoteVersion, acceptance: Consent, order: Order, choice: Choice) -> QuoteAcceptance:
    """Who has agreed to what, for good."""
    return QuoteAcceptance(
        id=new_id(),
        quote_id=quote.id,
        version_id=version.id,
        order_id=order.id,
        name=acceptance.name.strip()[:200],
        user_id=acceptance.user_id,
        address=acceptance.address[:45],
        key=acceptance.key if isinstance(acceptance, Acceptance) else "",
        consent=acceptance.consent.strip()[:300],
        content_hash=version.content_hash,
        choices=json.dumps({str(line_id): quantity for line_id, quantity in choice.items()}, sort_keys=True),
        at=clock.now(),
    )
