"""What a version comes to, by the one pricing function: for the usual choice, and for all that policy looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.accounts.queries import CustomerView, get_customer
from core.billing.queries import exposure_of
from core.kernel import clock
from core.pricing.queries import Buyer, load_price_book, taxpayer_of
from core.pricing.queries.costs import costs_at
from core.pricing.rules import PriceBook, PricedBasket, fill, price
from core.pricing.rules.values import row_for
from core.quotes.models import Quote, QuoteLine, QuoteVersion
from core.quotes.rules import Choice, Figures, Situation, basket_of, extreme_choices, figures_of, usual_choice

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """All that a version is priced with: the book, what articles cost us, and whom it is for."""

    quote: Quote
    version: QuoteVersion
    book: PriceBook
    costs: Mapping[UUID, int]
    customer: CustomerView

    def priced(self, choice: Choice | None = None) -> PricedBasket:
        """A choice of the version, as it was agreed; None: the usual one. Raises the refusals of core.pricing."""
        chosen = usual_choice(self.version.lines) if choice is None else choice
        basket = basket_of(self.quote, self.version, chosen, at=clock.now())
        return price(basket, replace(self.book, promotions=()))

    def figures(self, priced: PricedBasket) -> Figures:
        """The same as policy sees it."""
        return figures_of(self.version.lines, priced, self.costs)


def bench_for(session: Session, quote: Quote, version: QuoteVersion, *, more: Sequence[UUID] = ()) -> Bench:
    """What is needed to price a version, in some six statements for any number of lines."""
    customer = get_customer(session, quote.customer_id)
    taxpayer = taxpayer_of(customer, on=clock.today())
    buyer = Buyer(customer_id=customer.id, locale=quote.locale, taxpayer=taxpayer)
    variants = [*(line.variant_id for line in version.lines), *more]
    book = load_price_book(
        session, variants, list_code=quote.price_list_code, country=quote.country, at=clock.now(), buyer=buyer
    )
    costs = costs_at(session, list(book.articles), clock.now())
    return Bench(quote=quote, version=version, book=book, costs=costs, customer=customer)


def situations_of(session: Session, bench: Bench) -> list[Situation]:
    """What the customer could make of the version, for the approval policy; the worst of it counts."""
    baskets = [bench.priced(choice) for choice in extreme_choices(bench.version.lines)]
    exceeded = _credit_exceeded(session, bench, max((basket.gross for basket in baskets), default=0))
    version = bench.version
    days = version.terms_days if version.terms_days is not None else bench.customer.terms_days
    begun = clock.local_date(version.created_at)
    return [
        Situation(
            figures=bench.figures(basket),
            terms_days=days,
            deposit_percent=version.deposit_percent,
            valid_days=(version.valid_until - begun).days,
            credit_exceeded_minor=exceeded,
            has_own_text=version.has_own_text,
            is_extension=bench.quote.contract_id is not None,
            term_months=version.term_months or 0,
        )
        for basket in baskets
    ]


def _credit_exceeded(session: Session, bench: Bench, gross_minor: int) -> int:
    """By how much the customer would owe more than their credit limit; nothing where they do not buy on account."""
    customer = bench.customer
    if not customer.on_account_allowed:
        return 0
    return max(0, exposure_of(session, customer.id) + gross_minor - customer.credit_limit_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What one piece costs by the list: once, and per interval."""

    unit_minor: int
    recurring_minor: int


def listed_of(book: PriceBook, variant_id: UUID, selection: str, quantity: int) -> Listed | None:
    """What one of so many pieces costs by the list; None without a price."""
    row = row_for(book.prices.get(variant_id, ()), quantity)
    if row is None:
        return None
    article = book.articles[variant_id]
    if article.components or article.choices is not None:
        filled = fill(book, article, selection, row)
        return Listed(unit_minor=filled.amount_minor, recurring_minor=filled.recurring_minor)
    if article.plan is not None:
        return Listed(unit_minor=0, recurring_minor=row.recurring_minor)
    return Listed(unit_minor=row.amount_minor, recurring_minor=0)


def versions_with_lines(session: Session, quote_id: UUID) -> list[QuoteVersion]:
    """Every version of a quote with its lines, oldest first, in two statements."""
    statement = select(QuoteVersion).where(QuoteVersion.quote_id == quote_id).options(selectinload(QuoteVersion.lines))
    return list(session.scalars(statement.order_by(QuoteVersion.version)))


def lines_by_origin(lines: Sequence[QuoteLine]) -> dict[UUID, QuoteLine]:
    """Lines by the line of the first version that they come from."""
    return {line.origin_id: line for line in lines}
