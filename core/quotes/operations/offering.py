"""Sending an offer, taking it back, and what happens when its last day is over."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inventory.operations import release, reserve
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock_all
from core.pricing.rules import PricedBasket
from core.quotes.errors import NotApproved, OfferOutdated, QuoteClosed, TextMissing
from core.quotes.events import QuoteExpired, QuoteOffered, QuoteReminded, QuoteWithdrawn
from core.quotes.models import Quote, QuoteRequest, QuoteVersion
from core.quotes.operations.aggregate import find_version, lock_quote, tell, working_version
from core.quotes.operations.approving import is_covered, needs_now, void_open
from core.quotes.operations.extending import require_executable
from core.quotes.queries.extension import preview_of
from core.quotes.queries.pricing import bench_for
from core.quotes.rules import hash_of
from core.quotes.rules.inputs import require_validity
from core.quotes.rules.previews import preview_to
from core.quotes.rules.validity import ends_at, holds, zone_of
from core.quotes.states import QuoteState, RequestState, VersionState

ANSWERABLE = (RequestState.SUBMITTED, RequestState.IN_REVIEW, RequestState.NEEDS_INFORMATION)
REMINDED_BEFORE = timedelta(days=4)
"""Before the moment at which it ends: three days are left after today."""


def offer_version(session: Session, quote_id: UUID, *, acting_user: Actor) -> QuoteVersion:
    """Put the approved version before the customer; the one that was on offer is superseded.

    Everything is looked at again: that it is what was approved, by the policy of today, at the sum that it had.
    What a change of a contract means in money is kept with it as it is now.
    Raises QuoteClosed, NotApproved, ValidityPast, OfferOutdated, NotEnoughStock where goods are to be held,
    ContractMoved, ChangeInsidePeriod, OtherEnd.
    """
    quote = lock_quote(session, quote_id)
    version = working_version(session, quote)
    if quote.state is not QuoteState.OPEN:
        raise QuoteClosed
    if version is None or version.state is not VersionState.APPROVED:
        raise NotApproved
    require_validity(version.valid_until, zone_of(version))
    priced = require_unchanged(session, quote, version)
    if not is_covered(session, version, needs_now(session, quote, version)):
        raise NotApproved
    if quote.contract_id is not None:
        require_executable(session, quote, version)
        version.preview = preview_to(preview_of(session, quote, version))
    if (former := find_version(session, quote, VersionState.OFFERED)) is not None:
        end_offer(session, former, VersionState.SUPERSEDED, acting_user=acting_user)
        session.flush()  # one version is on offer: the old one ends before the new one begins
    version.move_to(VersionState.OFFERED, acting_user=acting_user)
    version.offered_at, version.expires_at = clock.now(), ends_at(version)
    if version.holds_stock:
        _hold(session, quote, version, priced, acting_user)
    _answer_request(session, quote, acting_user)
    tell(
        session, QuoteOffered, quote, version.version,
        version_id=version.id, gross_minor=version.gross_minor, currency=quote.currency, acting_user=acting_user,
    )  # fmt: skip
    return version


def require_unchanged(session: Session, quote: Quote, version: QuoteVersion) -> PricedBasket:
    """The price of the version as it was settled.

    Raises NotApproved for other content, OfferOutdated for another sum.
    """
    if hash_of(quote, version) != version.content_hash:
        raise NotApproved
    priced = bench_for(session, quote, version).priced()
    if priced.fingerprint != version.fingerprint:
        raise OfferOutdated
    return priced


def withdraw_quote(session: Session, quote_id: UUID, *, reason: str, acting_user: Actor) -> Quote:
    """Take a quote back; nothing of it can be accepted any more. Raises QuoteClosed, TextMissing."""
    quote = lock_quote(session, quote_id)
    if quote.state is not QuoteState.OPEN:
        raise QuoteClosed
    if not reason.strip():
        raise TextMissing(field="reason")
    close_quote(session, quote, QuoteState.WITHDRAWN, VersionState.SUPERSEDED, reason=reason, acting_user=acting_user)
    tell(session, QuoteWithdrawn, quote, _last(session, quote), reason=reason.strip(), acting_user=acting_user)
    return quote


def close_quote(
    session: Session,
    quote: Quote,
    state: QuoteState,
    offer_becomes: VersionState,
    *,
    reason: str = "",
    acting_user: Actor,
) -> None:
    """End a locked quote: what was on offer, what was in work, what was asked of approvers, what was held."""
    if (offered := find_version(session, quote, VersionState.OFFERED)) is not None:
        end_offer(session, offered, offer_becomes, acting_user=acting_user)
    give_up_work(session, quote, acting_user=acting_user)
    quote.move_to(state, acting_user=acting_user, reason=reason.strip()[:500])
    quote.closed_at = clock.now()


def give_up_work(session: Session, quote: Quote, *, acting_user: Actor) -> None:
    """Nobody works at a locked quote any more, and nobody is asked about it."""
    if (working := working_version(session, quote)) is not None:
        void_open(session, working, acting_user=acting_user, reason="the quote is closed")
        working.move_to(VersionState.SUPERSEDED, acting_user=acting_user, reason="the quote is closed")


def end_offer(session: Session, version: QuoteVersion, state: VersionState, *, acting_user: Actor) -> None:
    """A version is not on offer any more, and nothing is held for it."""
    version.move_to(state, acting_user=acting_user)
    if version.holds_stock:
        release(session, version.id, acting_user=acting_user, reason="the offer has ended")


def renew_links(session: Session, quote_id: UUID) -> Quote:
    """Take back every secret link to a quote that was ever sent."""
    quote = lock_quote(session, quote_id)
    quote.link_version += 1
    return quote


def expire_offers(session: Session, *, most: int = 200) -> list[UUID]:
    """Close the quotes whose offer has had its last day; returns them. What is closed already stays as it is.

    All of them are locked before the first is ended: what is held for one is the same goods as for the next, and
    whoever ends that one by hand has locked the quote and waits for the goods.
    """
    over = (
        select(QuoteVersion.quote_id)
        .where(QuoteVersion.state == VersionState.OFFERED, QuoteVersion.expires_at <= clock.now())
        .order_by(QuoteVersion.quote_id)
        .limit(most)
    )
    expired = []
    for quote in lock_all(session, Quote, session.scalars(over).all()):
        version = find_version(session, quote, VersionState.OFFERED)
        if version is None or holds(version, clock.now()):
            continue
        if quote.state is QuoteState.PARTLY_ORDERED:
            close_quote(session, quote, QuoteState.ACCEPTED, VersionState.ACCEPTED, acting_user=SYSTEM)
        elif working_version(session, quote) is None:
            close_quote(session, quote, QuoteState.EXPIRED, VersionState.EXPIRED, acting_user=SYSTEM)
        else:
            end_offer(session, version, VersionState.EXPIRED, acting_user=SYSTEM)
        tell(session, QuoteExpired, quote, version.version, acting_user=SYSTEM)
        expired.append(quote.id)
    return expired


def remind_of_offers(session: Session, *, most: int = 200) -> list[UUID]:
    """Remind of offers that end within three days, each version once; returns their quotes."""
    now = clock.now()
    ending = (
        select(QuoteVersion.quote_id)
        .where(
            QuoteVersion.state == VersionState.OFFERED,
            QuoteVersion.expires_at <= now + REMINDED_BEFORE,
            QuoteVersion.expires_at > now,
            QuoteVersion.reminded_at.is_(None),
        )
        .order_by(QuoteVersion.quote_id)
        .limit(most)
    )
    reminded = []
    for quote_id in session.scalars(ending).all():
        quote = lock_quote(session, quote_id)
        version = find_version(session, quote, VersionState.OFFERED)
        if version is not None and version.reminded_at is None:
            version.reminded_at = clock.now()
            if clock.local_date(version.offered_at or version.created_at) < clock.today():
                tell(session, QuoteReminded, quote, version.version, acting_user=SYSTEM)
                reminded.append(quote.id)
    return reminded


def _hold(session: Session, quote: Quote, version: QuoteVersion, priced: PricedBasket, acting_user: Actor) -> None:
    goods: dict[UUID, int] = {}
    for line in priced.lines:
        if line.kind.value == "physical":
            goods[line.variant_id] = goods.get(line.variant_id, 0) + line.quantity
    if goods:
        until = ends_at(version)
        reserve(
            session, version.id, goods,
            expires_at=until, country=quote.country, acting_user=acting_user, locale=quote.locale,
        )  # fmt: skip


def _answer_request(session: Session, quote: Quote, acting_user: Actor) -> None:
    request = session.get(QuoteRequest, quote.request_id) if quote.request_id else None
    if request is not None and request.state in ANSWERABLE:
        request.move_to(RequestState.ANSWERED, acting_user=acting_user)


def _last(session: Session, quote: Quote) -> int:
    found = find_version(session, quote, *VersionState)
    return found.version if found else 0
