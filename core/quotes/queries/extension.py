"""What a change of a contract means in money: every invoice of the next two years, old beside new."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.pricing.rules import PricedBasket, PricedLine
from core.pricing.rules.cutting import Taken, cut
from core.quotes.models import Quote, QuoteVersion
from core.quotes.queries.pricing import bench_for, versions_with_lines
from core.quotes.rules.previews import (
    Preview,
    PreviewRow,
    first_invoices,
    preview_from,
    rows_added,
    rows_beside,
)
from core.subscriptions.queries import ContractView, alignment_with, contracts_of, get_contract, rates_of
from core.subscriptions.rules import (
    Alignment,
    BillingTerms,
    Rate,
    bound_until,
    boundary,
    changed_terms,
    charges_due,
    earliest_change,
    end_when_bound,
    periods_due,
    superseded,
)

MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionPreview:
    """A contract, what is agreed, and the invoices of the next two years from the first that is not billed.

    Of a version that was offered it is what was shown then. `coterm` is the contract that ends on the same day. What
    is added comes to `added_minor` with its first periods. From each of the `change_days` it can be changed.
    """

    contract: ContractView
    coterm: ContractView | None
    effective_on: date
    term_months: int
    bound_until: date | None
    added_from: date | None
    added_minor: int
    change_days: tuple[date, ...]
    rows: tuple[PreviewRow, ...]
    is_outdated: bool

    @property
    def old_minor(self) -> int:
        """All invoices as they would be."""
        return sum(row.old_minor or 0 for row in self.rows)

    @property
    def new_minor(self) -> int:
        """All invoices as they will be."""
        return sum(row.new_minor or 0 for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionPrices:
    """What the line of a changed contract costs, and what is added beside it, each priced as a document of its own."""

    own: PricedLine
    added: PricedBasket | None


def extension_preview(session: Session, quote_id: UUID, number: int) -> ExtensionPreview | None:
    """What a version about a contract means, by the function that the billing run asks; None for other quotes."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    version = next((one for one in versions_with_lines(session, quote_id) if one.version == number), None)
    if quote.contract_id is None or version is None or version.effective_on is None:
        return None
    contract = get_contract(session, quote.contract_id)
    coterm = get_contract(session, version.coterm_id) if version.coterm_id else None
    shown = preview_from(version.preview) if version.preview else preview_of(session, quote, version)
    return ExtensionPreview(
        contract=contract,
        coterm=coterm,
        effective_on=version.effective_on,
        term_months=version.term_months or 0,
        bound_until=shown.bound_until,
        added_from=shown.added_from,
        added_minor=shown.added_minor,
        change_days=_change_days(contract.billing_terms),
        rows=shown.rows,
        is_outdated=quote.state.value == "open" and _is_outdated(contract, coterm, version),
    )


def preview_of(session: Session, quote: Quote, version: QuoteVersion) -> Preview:
    """The invoices of two years as they are today."""
    assert quote.contract_id is not None, "the caller has looked"
    assert version.effective_on is not None, "an offer about a contract says from when"
    contract = get_contract(session, quote.contract_id)
    prices = prices_of_extension(session, quote, version)
    coterm = get_contract(session, version.coterm_id) if version.coterm_id else None
    before = contract.billing_terms
    months = prices.own.interval_months or contract.interval_months
    after = changed_terms(before, version.effective_on, months, _alignment(contract, coterm, version))
    bound = version.bound_until if version.coterm_id else _bound(after, version)
    after = replace(after, ends_on=end_when_bound(before.ends_on, bound))
    old = rates_of(session, contract)
    new = superseded([*old, _rate(prices.own, contract, version.effective_on)])
    until = _until(before)
    rows = rows_beside(charges_due(before, old, until), charges_due(after, new, until))
    added_from = first_added(after, version.effective_on) if prices.added else None
    if prices.added is not None and added_from is not None:
        terms = BillingTerms(
            starts_on=added_from, anchor_day=after.stretch_on(added_from).anchor_day, interval_months=months
        )
        rows += _added_rows(prices.added, contract, terms, until)
    rows.sort(key=lambda row: row.start)
    return Preview(
        bound_until=bound,
        added_from=added_from,
        added_minor=prices.added.gross if prices.added else 0,
        rows=tuple(row for row in rows if row.start < until),
    )


def prices_of_extension(session: Session, quote: Quote, version: QuoteVersion) -> ExtensionPrices:
    """What was agreed for the contract, and for what is added to it, at exactly the amounts of the version.

    What is added binds as the contract will, whatever the plan of the article says.
    """
    priced = bench_for(session, quote, version).priced()
    own, *added = version.lines
    (line,) = cut(priced, {str(own.id): own.quantity}, Taken(), country=quote.country).lines
    if not added:
        return ExtensionPrices(own=line, added=None)
    assert quote.contract_id is not None, "the caller has looked"
    beside = cut(priced, {str(one.id): one.quantity for one in added}, Taken(), country=quote.country)
    term, notice = version.term_months or 0, get_contract(session, quote.contract_id).notice_months
    lines = tuple(replace(one, term_months=term, notice_months=notice) for one in beside.lines)
    return ExtensionPrices(own=line, added=replace(beside, lines=lines))


def first_added(terms: BillingTerms, effective_on: date) -> date:
    """The first whole period of a changed contract: what is added to it begins then."""
    stretch = terms.stretch_on(effective_on)
    return stretch.joins_on if stretch.begins_on == effective_on else effective_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CotermChoice:
    """Another contract, and the day until which it binds."""

    contract: ContractView
    until: date


def coterm_choices(session: Session, contract: ContractView, effective_on: date) -> list[CotermChoice]:
    """The contracts of the same customer on whose last day this one can end too."""
    found = (
        (other, alignment_with(contract, other, effective_on)) for other in contracts_of(session, contract.customer_id)
    )
    return [CotermChoice(contract=other, until=one.until) for other, one in found if one is not None]


def _alignment(contract: ContractView, coterm: ContractView | None, version: QuoteVersion) -> Alignment | None:
    assert version.effective_on is not None, "the caller has looked"
    return alignment_with(contract, coterm, version.effective_on) if coterm else None


def _bound(terms: BillingTerms, version: QuoteVersion) -> date | None:
    assert version.effective_on is not None, "the caller has looked"
    return bound_until(terms, version.effective_on, version.term_months or 0)


def _is_outdated(contract: ContractView, coterm: ContractView | None, version: QuoteVersion) -> bool:
    """Whether it could not be executed any more as it is."""
    assert version.effective_on is not None, "the caller has looked"
    if contract.version != version.contract_version or version.effective_on < earliest_change(contract.billing_terms):
        return True
    found = _alignment(contract, coterm, version)
    return coterm is not None and (found is None or found.until != version.bound_until)


def _change_days(terms: BillingTerms) -> tuple[date, ...]:
    """The first days of the periods of two years that are not billed yet."""
    earliest = earliest_change(terms)
    return tuple(one.start for one in periods_due(terms, _until(terms)) if one.start >= earliest)


def _until(terms: BillingTerms) -> date:
    """Two years behind the first period that is not billed, or behind today."""
    begin = max(terms.billed_until or terms.starts_on, clock.today())
    return boundary(begin, terms.stretch_on(begin).anchor_day, 1, MONTHS)


def _added_rows(basket: PricedBasket, contract: ContractView, terms: BillingTerms, until: date) -> list[PreviewRow]:
    rows: list[PreviewRow] = []
    if until < terms.starts_on:
        return rows
    for line, first_minor in zip(basket.lines, first_invoices(basket), strict=True):
        rows += rows_added(charges_due(terms, [_rate(line, contract, terms.starts_on)], until), first_minor)
    return rows


def _rate(line: PricedLine, contract: ContractView, effective_on: date) -> Rate:
    return Rate(
        effective_on=effective_on,
        business_unit_id=line.business_unit_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        price_mode=contract.price_mode,
        tax_rate=line.tax.rate,
        tax_category=line.tax.category.value,
        unit_minor=line.unit_minor,
        amount_minor=line.amount_minor,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
        gross_minor=line.gross_minor,
        discount_minor=line.discount_minor,
    )
