"""What a change of a contract means in money: every invoice of the next two years, old beside new."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.quotes.models import Quote
from core.quotes.queries.pricing import bench_for, versions_with_lines
from core.subscriptions.queries import ContractView, get_contract, rates_of
from core.subscriptions.rules import BillingTerms, Rate, bound_until, boundary, charges_due

MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """An invoice to come, as it would be and as it will be; gross, in minor units."""

    start: date
    end: date
    old_minor: int
    new_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionPreview:
    """A contract, what is agreed, and the invoices of the next two years from the first that is not billed."""

    contract: ContractView
    effective_on: date
    term_months: int
    bound_until: date | None
    rows: tuple[PreviewRow, ...]
    is_outdated: bool

    @property
    def old_minor(self) -> int:
        """All invoices as they would be."""
        return sum(row.old_minor for row in self.rows)

    @property
    def new_minor(self) -> int:
        """All invoices as they will be."""
        return sum(row.new_minor for row in self.rows)


def extension_preview(session: Session, quote_id: UUID, number: int) -> ExtensionPreview | None:
    """What a version about a contract means, by the function that the billing run asks; None for other quotes."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    version = next((one for one in versions_with_lines(session, quote_id) if one.version == number), None)
    if quote.contract_id is None or version is None or version.effective_on is None:
        return None
    contract = get_contract(session, quote.contract_id)
    old = [rate for rate in rates_of(session, contract) if rate.effective_on < version.effective_on]
    (line,) = bench_for(session, quote, version).priced().lines
    new = Rate(
        effective_on=version.effective_on,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount_minor=line.amount_minor,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
        gross_minor=line.gross_minor,
        discount_minor=line.discount_minor,
    )
    terms = _unended(contract)
    return ExtensionPreview(
        contract=contract,
        effective_on=version.effective_on,
        term_months=version.term_months or 0,
        bound_until=bound_until(terms, version.effective_on, version.term_months or 0),
        rows=_rows(terms, old, [*old, new]),
        is_outdated=contract.version != version.contract_version and quote.state.value == "open",
    )


def _unended(contract: ContractView) -> BillingTerms:
    return replace(contract.billing_terms, ends_on=None)


def _rows(terms: BillingTerms, old: list[Rate], new: list[Rate]) -> tuple[PreviewRow, ...]:
    begin = terms.billed_until or terms.starts_on
    until = boundary(max(begin, clock.today()), terms.anchor_day, 1, MONTHS)
    before, after = charges_due(terms, old, until), charges_due(terms, new, until)
    return tuple(
        PreviewRow(
            start=was.period.start, end=was.period.end, old_minor=was.rate.gross_minor, new_minor=will.rate.gross_minor
        )
        for was, will in zip(before, after, strict=True)
        if was.period.start < until
    )
