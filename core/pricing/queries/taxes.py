"""Taxes as the office sees them: rates, the one-stop shop and what it counts; and who buys, for the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import CustomerView
from core.accounts.states import CustomerKind
from core.catalog.states import TaxClass
from core.pricing.models import CrossBorderSales, ExportCountry, OneStopChoice, TaxRate
from core.pricing.rules.parties import CONSUMER, OneStopShop, Taxpayer
from core.pricing.states import EVERYWHERE, BuyerStatus


def taxpayer_of(customer: CustomerView | None, *, on: date) -> Taxpayer:
    """How the tax law sees a customer on a day. Guests are consumers: nobody has confirmed who they are."""
    if customer is None or customer.is_guest:
        return CONSUMER
    status = BuyerStatus.PRIVATE
    if customer.is_exempt_on(on):
        status = BuyerStatus.EXEMPT
    elif customer.kind is CustomerKind.COMPANY:
        status = BuyerStatus.CONFIRMED if customer.has_valid_vat_id else BuyerStatus.COMPANY
    return Taxpayer(
        status=status,
        vat_id=customer.vat_id or "",
        vat_state=customer.vat_state,
        certificate=customer.tax_certificate if status is BuyerStatus.EXEMPT else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """A rate of a country from a day to another, both included."""

    country: str
    tax_class: TaxClass
    rate: Decimal
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """A choice about the one-stop shop, and who made it."""

    applies: bool
    valid_from: date
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountrySales:
    """What was sold to consumers in a country in a year, net."""

    country: str
    net_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSales:
    """What was sold to consumers in other EU countries in a year, net, and where."""

    year: int
    net_minor: int
    countries: tuple[CountrySales, ...]


def rate_rows(session: Session) -> list[RateRow]:
    """Every rate, by country and class, the latest first."""
    columns = [getattr(TaxRate, name) for name in RateRow.__dataclass_fields__]
    ordered = select(*columns).order_by(TaxRate.country, TaxRate.tax_class.desc(), TaxRate.valid_from.desc())
    return [RateRow(**row._mapping) for row in session.execute(ordered)]


def export_countries(session: Session) -> list[str]:
    """The countries outside the EU that we sell to."""
    return list(session.scalars(select(ExportCountry.code).order_by(ExportCountry.code)))


def one_stop_choices(session: Session) -> list[ChoiceRow]:
    """The choices about the one-stop shop, the latest first."""
    columns = [getattr(OneStopChoice, name) for name in ChoiceRow.__dataclass_fields__]
    rows = session.execute(select(*columns).order_by(OneStopChoice.valid_from.desc()))
    return [ChoiceRow(**row._mapping) for row in rows]


def cross_border_sales(session: Session) -> list[YearSales]:
    """What was sold to consumers in other EU countries, the latest year first."""
    rows = session.scalars(select(CrossBorderSales).order_by(CrossBorderSales.year.desc(), CrossBorderSales.country))
    by_year: dict[int, dict[str, int]] = {}
    for row in rows:
        by_year.setdefault(row.year, {})[row.country] = row.net_minor
    return [
        YearSales(
            year=year,
            net_minor=found.get(EVERYWHERE, 0),
            countries=tuple(
                CountrySales(country=country, net_minor=net)
                for country, net in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
                if country != EVERYWHERE and net
            ),
        )
        for year, found in by_year.items()
    ]


def one_stop_on(day: date, choices: Sequence[ChoiceRow], sales: Sequence[YearSales]) -> OneStopShop:
    """What decides on a day where consumers in other EU countries are taxed."""
    sold = {one.year: one.net_minor for one in sales}
    chosen = next((choice.applies for choice in choices if choice.valid_from <= day), False)
    return OneStopShop(
        is_chosen=chosen, this_year_minor=sold.get(day.year, 0), last_year_minor=sold.get(day.year - 1, 0)
    )
