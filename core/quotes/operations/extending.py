"""Offers that change a running contract: prolong it, more or less of it, another article or price, from a period on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import get_customer
from core.catalog.queries import articles_for, variant_ids_by_sku
from core.catalog.states import ArticleKind
from core.kernel.actor import Actor
from core.kernel.db import lock
from core.orders.queries import get_order
from core.pricing.rules import PricedBasket
from core.quotes.errors import AmountTooHigh, NotExtendable, OneContract, SkuUnknown
from core.quotes.models import Quote, QuoteVersion
from core.quotes.operations.aggregate import working_version
from core.quotes.operations.drafts import open_draft
from core.quotes.operations.sums import price_draft
from core.quotes.operations.versions import Addressee, begin_quote
from core.quotes.rules.inputs import LineInput
from core.subscriptions.models import Contract
from core.subscriptions.operations import ChangeInput, change_contract, require_changeable
from core.subscriptions.queries import terms_of
from core.subscriptions.rules import earliest_change
from core.subscriptions.states import ContractState

LONGEST_TERM = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionInput:
    """From which period on a contract is changed, and for how many months it binds from then on (0: not)."""

    effective_on: date
    term_months: int


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

    Raises ChangeInsidePeriod, ContractMoved, AmountTooHigh, VersionSettled, DraftChanged.
    """
    quote, version = open_draft(session, quote_id, edition, acting_user)
    contract = contract_of(session, quote)
    require_changeable(contract, extension.effective_on)
    if not 0 <= extension.term_months <= LONGEST_TERM:
        raise AmountTooHigh(field="term_months")
    version.effective_on, version.term_months = extension.effective_on, extension.term_months
    version.contract_version = contract.version
    price_draft(session, quote, version)
    return version


def exchange_article(session: Session, quote_id: UUID, *, sku: str, edition: int, acting_user: Actor) -> QuoteVersion:
    """Another article instead of the contract's: up or down, at its list price; the interval stays the same.

    Raises SkuUnknown, OneContract for what is no subscription of that interval, VersionSettled, DraftChanged.
    """
    quote, version = open_draft(session, quote_id, edition, acting_user)
    contract = contract_of(session, quote)
    known = variant_ids_by_sku(session, [sku.strip(), sku.strip().upper()])
    variant_id = known.get(sku.strip()) or known.get(sku.strip().upper())
    article = articles_for(session, [variant_id]).get(variant_id) if variant_id else None
    if article is None or not article.is_for_sale or not article.is_seen_at(quote.price_list_code):
        raise SkuUnknown(sku=sku.strip())
    is_same = article.plan is not None and article.plan.interval_months == contract.interval_months
    if article.kind is not ArticleKind.SUBSCRIPTION or not is_same or (article.plan and article.plan.trial_days):
        raise OneContract
    (line,) = version.lines
    line.variant_id, line.sku, line.name = article.variant_id, article.sku, article.name_in(quote.locale)
    line.picture, line.selection = article.picture, ""
    line.recurring_minor, line.unit_minor, line.discount_minor = None, None, 0
    price_draft(session, quote, version)
    return version


def contract_of(session: Session, quote: Quote) -> Contract:
    """The contract that a quote is about, locked. Raises NotExtendable for a quote about goods."""
    if quote.contract_id is None:
        raise NotExtendable(number="")
    return lock(session, Contract, quote.contract_id)


def execute_extension(
    session: Session, quote: Quote, version: QuoteVersion, priced: PricedBasket, *, acting_user: Actor
) -> Contract:
    """Let the contract be what was accepted. Raises ContractMoved, ChangeInsidePeriod when it is another by now."""
    (line,) = priced.lines
    assert version.effective_on is not None, "an offer about a contract says from when"
    assert version.contract_version is not None, "and for which version of it"
    change = ChangeInput(
        effective_on=version.effective_on,
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
        term_months=version.term_months or 0,
    )
    return change_contract(
        session,
        contract_of(session, quote).id,
        change,
        seen_version=version.contract_version,
        cause_id=version.id,
        acting_user=acting_user,
    )
