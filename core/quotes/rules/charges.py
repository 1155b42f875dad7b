"""What a version comes to beside its lines: delivery, setting up, taxes, and what comes again."""

import json
from dataclasses import dataclass
from decimal import Decimal

from core.pricing.rules import PricedBasket
from core.pricing.states import TaxCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCharge:
    """The sums of one tax."""

    country: str
    rate: Decimal
    category: TaxCategory
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What comes again every so many months."""

    interval_months: int
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """Beside the lines; fees count as the price list does. `delivery` is empty where nothing is sent."""

    delivery: str = ""
    fee_minor: int = 0
    setup_minor: int = 0
    taxes: tuple[TaxCharge, ...] = ()
    again: tuple[Again, ...] = ()


def charges_to(priced: PricedBasket) -> str:
    """The charges of a priced version as it keeps them."""
    taxes = [[g.tax.country, str(g.tax.rate), g.tax.category.value, g.net, g.tax_minor] for g in priced.groups]
    again = [[one.interval_months, one.net, one.tax, one.gross] for one in priced.recurring]
    delivery = priced.delivery.name if priced.delivery else ""
    kept = [delivery, priced.fee_minor, priced.setup_minor, taxes, again]
    return json.dumps(kept, ensure_ascii=False)


def charges_from(text: str) -> Charges:
    """The charges that `charges_to` wrote; of a version that kept none, nothing."""
    if not text:
        return Charges()
    delivery, fee, setup, taxes, again = json.loads(text)
    return Charges(
        delivery=delivery,
        fee_minor=fee,
        setup_minor=setup,
        taxes=tuple(
            TaxCharge(country=country, rate=Decimal(rate), category=TaxCategory(category), net_minor=net, tax_minor=tax)
            for country, rate, category, net, tax in taxes
        ),
        again=tuple(
            Again(interval_months=months, net_minor=net, tax_minor=tax, gross_minor=gross)
            for months, net, tax, gross in again
        ),
    )
