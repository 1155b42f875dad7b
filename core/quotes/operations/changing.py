"""Agreeing to the change of a contract: the contract is changed, and what is added beside it is ordered."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import get_buyer
from core.kernel import clock
from core.kernel.actor import Actor
from core.orders.models import Order
from core.orders.operations import require_allowance
from core.payments.operations import buy_agreed
from core.pricing.rules import PricedBasket
from core.quotes.errors import AddedTooLate
from core.quotes.events import QuoteAccepted
from core.quotes.models import Quote, QuoteVersion
from core.quotes.operations.aggregate import lock_quote, tell, version_of
from core.quotes.operations.agreeing import Acceptance, Consent, agreement_of, proof_of, require_acceptable
from core.quotes.operations.extending import execute_extension
from core.quotes.operations.offering import close_quote, require_unchanged
from core.quotes.queries.credit import granted_excess
from core.quotes.queries.extension import first_added, prices_of_extension
from core.quotes.rules import usual_choice
from core.quotes.states import QuoteState, VersionState
from core.subscriptions.models import Contract
from core.subscriptions.operations import AdditionInput, add_beside
from core.subscriptions.queries import terms_of


def accept_extension(session: Session, quote_id: UUID, acceptance: Consent, *, acting_user: Actor) -> Quote:
    """Let the contract be changed as the named version says, once; again changes nothing.

    What is added beside it becomes exactly one order, for which an `Acceptance` says where to and how it is paid.
    Raises NotOffered, OfferExpired, OfferChanged, OfferOutdated, NameMissing, ConsentMissing, ContractMoved,
    ChangeInsidePeriod and OtherEnd when a contract is another by now, AddedTooLate, OverOrderLimit, OverWindowLimit,
    and what `buy_agreed` raises; nothing is changed then.
    """
    quote = lock_quote(session, quote_id)
    version = version_of(session, quote, acceptance.version)
    if quote.state is QuoteState.ACCEPTED and version.state is VersionState.ACCEPTED:
        return quote
    require_acceptable(quote, version, acceptance)
    require_unchanged(session, quote, version)
    _require_allowed(session, quote, version, acceptance)
    prices = prices_of_extension(session, quote, version)
    contract = execute_extension(session, quote, version, prices.own, acting_user=acting_user)
    order = session.scalars(select(Order).where(Order.id == contract.order_id)).one()
    if prices.added is not None:
        assert isinstance(acceptance, Acceptance), "whoever adds something says where to, and how it is paid"
        order = _order_added(session, quote, version, acceptance, contract, prices.added, acting_user)
        quote.order_id = order.id
    version.move_to(VersionState.ACCEPTED, acting_user=acting_user)
    close_quote(session, quote, QuoteState.ACCEPTED, VersionState.ACCEPTED, acting_user=acting_user)
    session.add(proof_of(quote, version, acceptance, order, usual_choice(version.lines)))
    tell(
        session, QuoteAccepted, quote, version.version,
        order_id=order.id, order_number=order.number if prices.added else contract.number, acting_user=acting_user,
    )  # fmt: skip
    return quote


def _require_allowed(session: Session, quote: Quote, version: QuoteVersion, acceptance: Consent) -> None:
    """Raises OverOrderLimit, OverWindowLimit where somebody may not agree to so much alone."""
    user_id = acceptance.user_id or quote.user_id  # a link is no way around somebody's limits
    limits = get_buyer(session, quote.customer_id, user_id).limits if user_id else None
    if limits is None or user_id is None:
        return
    require_allowance(
        session,
        version.id,
        content_hash=version.content_hash,
        amount_minor=version.gross_minor,
        currency=quote.currency,
        user_id=user_id,
        limits=limits,
    )


def _order_added(
    session: Session,
    quote: Quote,
    version: QuoteVersion,
    acceptance: Acceptance,
    contract: Contract,
    basket: PricedBasket,
    acting_user: Actor,
) -> Order:
    """One order of what is added, which begins with the first whole period of the changed contract."""
    assert version.effective_on is not None, "an offer about a contract says from when"
    starts_on = first_added(terms_of(contract), version.effective_on)
    if starts_on < clock.today():
        raise AddedTooLate(starts_on=starts_on)
    granted = granted_excess(session, version)
    agreement = agreement_of(quote, version, acceptance, basket, granted_minor=granted)
    agreement = replace(
        agreement,
        start_on=starts_on,
        is_start_agreed=True,
        wished_service_on=None,
        wished_delivery_on=None,
        note=f"{agreement.note} {contract.number}",
    )
    order = buy_agreed(session, agreement, acting_user=acting_user)
    addition = AdditionInput(
        order_id=order.id,
        starts_on=starts_on,
        bound_until=contract.bound_until,
        term_months=contract.term_months,
        notice_months=contract.notice_months,
    )
    add_beside(session, contract.id, addition, cause_id=version.id)
    return order
