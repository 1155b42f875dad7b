"""Beginning quotes and versions, and giving them to a colleague."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import CustomerView, get_customer
from core.accounts.rules import zone_of_country
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.kernel.numbers import NumberRange, draw_number
from core.pricing.queries import get_price_list
from core.quotes.errors import QuoteClosed, WorkInProgress
from core.quotes.events import QuoteBegun
from core.quotes.models import Quote, QuoteLine, QuoteVersion
from core.quotes.operations.aggregate import latest_version, lock_quote, note_hand, tell, version_of, working_version
from core.quotes.operations.approving import void_open
from core.quotes.operations.drafts import put_in
from core.quotes.operations.sums import price_draft
from core.quotes.rules.inputs import LineInput
from core.quotes.states import QuoteState, VersionState

USUAL_VALIDITY = timedelta(days=30)
NOTHING = Decimal(0)
COPIED = (
    "origin_id", "position", "section", "variant_id", "selection", "sku", "name", "kind", "picture",
    "business_unit_id", "quantity", "min_quantity", "max_quantity", "role", "group", "is_chosen",
    "listed_unit_minor", "listed_recurring_minor", "interval_months", "term_months", "unit_minor", "recurring_minor",
    "breaks", "promotion_minor", "discount_percent", "discount_minor", "is_free", "cost_minor", "amount_minor", "note",
)  # fmt: skip
COPIED_TERMS = (
    "discount_percent", "discount_minor", "deposit_percent", "delivery_method", "fee_minor", "terms_days", "time_zone",
    "opening", "closing", "has_own_text", "holds_stock", "in_calls", "with_promotions", "listed_minor", "goods_minor",
    "cost_minor", "net_minor", "tax_minor", "gross_minor", "fingerprint", "hands", "contract_version", "effective_on",
    "term_months", "coterm_id", "bound_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """For whom a quote is: a customer, the person there, and where goods would go."""

    customer_id: UUID
    user_id: UUID | None = None
    contact_name: str
    email: str
    company: str = ""
    locale: str = "en"
    country: str = "DE"
    postal_code: str = ""


def begin_quote(
    session: Session,
    to: Addressee,
    lines: Collection[LineInput] = (),
    *,
    title: str = "",
    request_id: UUID | None = None,
    owner_id: UUID | None = None,
    acting_user: Actor,
) -> Quote:
    """A quote with its first draft. Raises what `add_line` raises."""
    customer = get_customer(session, to.customer_id)
    quote = _quote(session, to, customer, title=title.strip(), request_id=request_id)
    quote.owner_id = owner_id or acting_user.id
    version = new_version(quote, 1, acting_user, time_zone=customer.time_zone or zone_of_country(to.country))
    quote.number = draw_number(session, NumberRange.QUOTE)
    session.add(quote)
    session.flush()  # the version points to the quote, and no relationship would write it first
    session.add(version)
    note_hand(version, acting_user)
    put_in(session, quote, version, list(lines))
    tell(session, QuoteBegun, quote, 1, acting_user=acting_user)
    session.flush()  # whoever goes on with the quote in this transaction finds its rows
    return quote


def begin_version(session: Session, quote_id: UUID, *, from_version: int | None = None, acting_user: Actor) -> Quote:
    """A new draft, a copy of the latest or another version; what we worked at before is given up.

    What the customer asked for stands beside the lines. An offer stays on offer until the next one is sent; a quote
    that was declined or has expired is open again. Raises QuoteClosed, WorkInProgress when there is a draft.
    """
    quote = lock_quote(session, quote_id)
    if quote.state in (QuoteState.PARTLY_ORDERED, QuoteState.ACCEPTED, QuoteState.WITHDRAWN):
        raise QuoteClosed
    working = working_version(session, quote)
    if working is not None and working.state is VersionState.DRAFT:
        raise WorkInProgress
    latest = latest_version(session, quote)
    source = latest if from_version is None else version_of(session, quote, from_version)
    if working is not None:
        void_open(session, working, acting_user=acting_user, reason="a new version")
        working.move_to(VersionState.SUPERSEDED, acting_user=acting_user, reason="a new version")
        session.flush()  # one version is in work: the old one ends before the new one begins
    if quote.state is not QuoteState.OPEN:
        quote.move_to(QuoteState.OPEN, acting_user=acting_user, reason="a new version")
        quote.closed_at = None
    made = copy_of(source, quote, latest.version + 1, acting_user)
    session.add(made)
    note_hand(made, acting_user)
    price_draft(session, quote, made)
    tell(session, QuoteBegun, quote, made.version, acting_user=acting_user)
    return quote


def copy_of(source: QuoteVersion, quote: Quote, number: int, acting_user: Actor) -> QuoteVersion:
    """A draft that says the same; whoever worked at the source has worked at it too."""
    made = new_version(quote, number, acting_user, time_zone=source.time_zone)
    for name in COPIED_TERMS:
        setattr(made, name, getattr(source, name))
    made.valid_until = max(source.valid_until, made.valid_until)
    made.lines = []
    for line in source.lines:
        copied = QuoteLine(id=new_id(), **{name: getattr(line, name) for name in COPIED})
        copied.counter_quantity, copied.counter_unit_minor = line.counter_quantity, line.counter_unit_minor
        made.lines.append(copied)
    made.countered_total_minor = source.countered_total_minor
    return made


def reassign(session: Session, quote_id: UUID, owner_id: UUID, *, acting_user: Actor) -> Quote:
    """Give a quote to a colleague; whoever had it keeps having worked at what is in work."""
    quote = lock_quote(session, quote_id)
    version = working_version(session, quote)
    if version is not None:
        note_hand(version, acting_user)
        hands = [str(one) for one in (quote.owner_id, owner_id) if one and str(one) not in version.hands.split()]
        version.hands = " ".join([*version.hands.split(), *hands])
    quote.owner_id = owner_id
    return quote


def _quote(session: Session, to: Addressee, customer: CustomerView, *, title: str, request_id: UUID | None) -> Quote:
    price_list = get_price_list(session, customer.price_list)
    return Quote(
        id=new_id(),
        request_id=request_id,
        customer_id=customer.id,
        user_id=to.user_id,
        title=title,
        contact_name=to.contact_name.strip(),
        email=to.email,
        company=to.company.strip(),
        search_text=f"{to.contact_name} {to.company} {to.email} {title}".lower(),
        locale=to.locale,
        currency=price_list.currency,
        price_mode=price_list.mode,
        price_list_code=price_list.code,
        country=to.country,
        postal_code=to.postal_code,
        state=QuoteState.OPEN,
        created_at=clock.now(),
    )


def new_version(quote: Quote, number: int, acting_user: Actor, *, time_zone: str) -> QuoteVersion:
    """A draft without lines that holds a month, by the days of a zone."""
    made = QuoteVersion(
        id=new_id(),
        quote_id=quote.id,
        version=number,
        edition=1,
        author_id=acting_user.id,
        author=acting_user.name,
        state=VersionState.DRAFT,
        discount_percent=NOTHING,
        discount_minor=0,
        deposit_percent=NOTHING,
        delivery_method="",
        valid_until=clock.today(clock.zone_named(time_zone)) + USUAL_VALIDITY,
        time_zone=time_zone,
        opening="",
        closing="",
        has_own_text=False,
        holds_stock=False,
        in_calls=False,
        with_promotions=True,
        hands="",
        listed_minor=0,
        goods_minor=0,
        net_minor=0,
        tax_minor=0,
        gross_minor=0,
        fingerprint="",
        content_hash="",
        created_at=clock.now(),
    )
    made.lines = []
    return made
