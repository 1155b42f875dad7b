"""Offers that change a running contract from a period on: prolong it or end it with another, more or less of it,
another article, interval or price, and what is added beside it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import get_customer
from core.catalog.queries import articles_for, variant_ids_by_sku
from core.kernel.actor import Actor
from core.kernel.db import lock
from core.orders.queries import get_order
from core.pricing.rules import PricedLine
from core.quotes.errors import AddedOtherwise, AmountTooHigh, NoSuchContract, NotExtendable, SkuUnknown
from core.quotes.models import Quote, QuoteVersion
from core.quotes.operations.aggregate import working_version
from core.quotes.operations.drafts import open_draft
from core.quotes.operations.sums import price_draft
from core.quotes.operations.versions import Addressee, begin_quote
from core.quotes.rules.inputs import LineInput, require_beside
from core.subscriptions.errors import ContractMoved, ContractNotFound, OtherEnd
from core.subscriptions.models import Contract
from core.subscriptions.operations import ChangeInput, change_contract, require_changeable, require_end
from core.subscriptions.queries import ContractView, alignment_with, get_contract, terms_of
from core.subscriptions.rules import (
    Alignment,
    bound_until,
    changed_terms,
    earliest_change,
    end_when_bound,
    months_until,
)
from core.subscriptions.states import ContractState

LONGEST_TERM = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionInput:
    """From which period on a contract is changed, and for how many months it binds from then on (0: not).

    With a `coterm_id` it binds until the same day as that contract instead.
    """

    effective_on: date
    term_months: int = 0
    coterm_id: UUID | None = None


def begin_extension(session: Session, contract_id: UUID, *, acting_user: Actor) -> Quote:
    """A quote about a running contract, with a draft that says what it is today, from the next period on.

    Raises NotExtendable for a contract that does not run, or whose customer buys by a list that counts otherwise now.
    """
    contract = lock(session, Contract, contract_id)
    if contract.state is not ContractState.ACTIVE:
        raise NotExtendable(number=contract.number)
    customer, order = get_customer(session, contract.customer_id), get_order(session, contract.order_id)
    to = Addressee(
        customer_id=customer.id,
        user_id=order.user_id,
        contact_name=order.contact_name,
        email=order.email,
        company=order.company,
        locale=order.locale,
        country=contract.tax_country,
    )
    line = LineInput(
        variant_id=contract.variant_id,
        quantity=contract.quantity,
        recurring_minor=contract.unit_minor,
        discount_minor=max(0, contract.unit_minor * contract.quantity - contract.amount_minor),
    )
    quote = begin_quote(session, to, [line], title=contract.number, acting_user=acting_user)
    if (quote.currency, quote.price_mode) != (contract.currency, contract.price_mode):
        raise NotExtendable(number=contract.number)
    quote.contract_id = contract.id
    version = working_version(session, quote)
    assert version is not None, "it was just begun"
    version.contract_version = contract.version
    version.effective_on, version.term_months = earliest_change(terms_of(contract)), contract.term_months
    version.with_promotions = False
    price_draft(session, quote, version)
    return quote


def set_extension(
    session: Session, quote_id: UUID, extension: ExtensionInput, *, edition: int, acting_user: Actor
) -> QuoteVersion:
    """From when, and how long the changed contract binds.

    Raises ChangeInsidePeriod, ContractMoved, AmountTooHigh, NoSuchContract, OtherEnd, EndIsFixed, VersionSettled,
    DraftChanged.
    """
    quote, version = open_draft(session, quote_id, edition, acting_user)
    contract = contract_of(session, quote)
    require_changeable(contract, extension.effective_on)
    if not 0 <= extension.term_months <= LONGEST_TERM:
        raise AmountTooHigh(field="term_months")
    version.effective_on, version.term_months = extension.effective_on, extension.term_months
    version.coterm_id = version.bound_until = None
    if extension.coterm_id is not None:
        other = _other(session, contract, extension.coterm_id)
        found = alignment_with(contract, other, extension.effective_on)
        if found is None:
            raise OtherEnd(number=other.number)
        version.coterm_id, version.bound_until = other.id, found.until
        version.term_months = months_until(extension.effective_on, found.until)
    version.contract_version = contract.version
    _require_end(session, contract, version)
    price_draft(session, quote, version)
    return version


def _other(session: Session, contract: Contract, other_id: UUID) -> ContractView:
    try:
        other = get_contract(session, other_id)
    except ContractNotFound:
        raise NoSuchContract from None
    if other.customer_id != contract.customer_id or other.id == contract.id or other.currency != contract.currency:
        raise NoSuchContract
    return other


def _require_end(session: Session, contract: Contract, version: QuoteVersion) -> None:
    """Raises EndIsFixed for a contract that is to end in the middle of what would be its periods."""
    assert version.effective_on is not None, "it was just begun"
    alignment: Alignment | None = None
    if version.coterm_id is not None:
        alignment = alignment_with(contract, get_contract(session, version.coterm_id), version.effective_on)
    months = version.lines[0].interval_months or contract.interval_months
    terms = changed_terms(terms_of(contract), version.effective_on, months, alignment)
    bound = alignment.until if alignment else bound_until(terms, version.effective_on, version.term_months or 0)
    require_end(contract.number, end_when_bound(contract.ends_on, bound), terms)


def exchange_article(session: Session, quote_id: UUID, *, sku: str, edition: int, acting_user: Actor) -> QuoteVersion:
    """Another article instead of the contract's, at its list price: up or down, or one of another interval.

    Raises SkuUnknown, NoSubscription, BeginsWithTrial, AddedOtherwise when what is added has another interval,
    EndIsFixed, VersionSettled, DraftChanged.
    """
    quote, version = open_draft(session, quote_id, edition, acting_user)
    contract = contract_of(session, quote)
    known = variant_ids_by_sku(session, [sku.strip(), sku.strip().upper()])
    variant_id = known.get(sku.strip()) or known.get(sku.strip().upper())
    article = articles_for(session, [variant_id]).get(variant_id) if variant_id else None
    if article is None or not article.is_for_sale or not article.is_seen_at(quote.price_list_code):
        raise SkuUnknown(sku=sku.strip())
    plan = require_beside(article, quote.locale, None)
    line, *added = version.lines
    if any(one.interval_months != plan.interval_months for one in added):
        raise AddedOtherwise
    line.variant_id, line.sku, line.name = article.variant_id, article.sku, article.name_in(quote.locale)
    line.picture, line.selection, line.business_unit_id = article.picture, "", article.business_unit_id
    line.interval_months, line.term_months = plan.interval_months, plan.term_months
    line.recurring_minor, line.unit_minor, line.discount_minor, line.breaks = None, None, 0, ""
    _require_end(session, contract, version)
    price_draft(session, quote, version)
    return version


def contract_of(session: Session, quote: Quote) -> Contract:
    """The contract that a quote is about, locked. Raises NotExtendable for a quote about goods."""
    if quote.contract_id is None:
        raise NotExtendable(number="")
    return lock(session, Contract, quote.contract_id)


def require_executable(session: Session, quote: Quote, version: QuoteVersion) -> None:
    """Raises ContractMoved, ChangeInsidePeriod, OtherEnd for what could not be executed if it were accepted now."""
    contract = contract_of(session, quote)
    assert version.effective_on is not None, "an offer about a contract says from when"
    if contract.version != version.contract_version:
        raise ContractMoved(number=contract.number)
    require_changeable(contract, version.effective_on)
    if version.coterm_id is not None:
        other = get_contract(session, version.coterm_id)
        found = alignment_with(contract, other, version.effective_on)
        if found is None or found.until != version.bound_until:
            raise OtherEnd(number=other.number)


def execute_extension(
    session: Session, quote: Quote, version: QuoteVersion, line: PricedLine, *, acting_user: Actor
) -> Contract:
    """Let the contract be what was accepted.

    Raises ContractMoved, ChangeInsidePeriod, OtherEnd, EndIsFixed when it, or the other one, is another by now.
    """
    assert version.effective_on is not None, "an offer about a contract says from when"
    assert version.contract_version is not None, "and for which version of it"
    assert line.interval_months is not None, "and it is a subscription"
    change = ChangeInput(
        effective_on=version.effective_on,
        business_unit_id=line.business_unit_id,
        variant_id=line.variant_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount_minor=line.amount_minor,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
        gross_minor=line.gross_minor,
        discount_minor=line.discount_minor,
        tax_rate=line.tax.rate,
        tax_category=line.tax.category.value,
        interval_months=line.interval_months,
        term_months=version.term_months or 0,
        coterm_id=version.coterm_id,
        bound_until=version.bound_until,
    )
    return change_contract(
        session,
        contract_of(session, quote).id,
        change,
        seen_version=version.contract_version,
        cause_id=version.id,
        acting_user=acting_user,
    )
