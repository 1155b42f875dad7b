"""What the demo's articles cost: a believable share of what companies pay for them."""

from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from core.catalog.queries import variant_ids_by_sku
from core.pricing.operations import set_costs
from core.pricing.queries.costs import cost_page
from core.pricing.queries.lists import list_page
from core.pricing.rounding import percent_of
from core.pricing.states import BUSINESS

SHARES: Final = (Decimal(52), Decimal(61), Decimal(68))
EVERY: Final = 10_000


def know_costs(session: Session) -> None:
    """Say what everything costs that is no bundle."""
    plain = {row.sku for row in cost_page(session, size=EVERY).rows}
    prices = {
        row.sku: row.amount_minor + row.recurring_minor
        for row in list_page(session, BUSINESS, size=EVERY).rows
        if row.min_quantity == 1 and row.sku in plain
    }
    ids = variant_ids_by_sku(session, prices)
    shares = {sku: SHARES[number % len(SHARES)] for number, sku in enumerate(sorted(prices))}
    set_costs(session, {ids[sku]: percent_of(price, shares[sku]) for sku, price in prices.items()})
