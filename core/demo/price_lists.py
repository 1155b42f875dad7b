"""The demo's lists: one for dealers, and one of a company that negotiated its own prices."""

from decimal import Decimal

from sqlalchemy.orm import Session

from core.accounts.queries import customers
from core.accounts.states import CustomerKind
from core.catalog.queries import variant_ids_by_sku
from core.pricing.operations import PriceInput, assign_price_list, create_derived_list, set_minimum, set_prices
from core.pricing.queries.lists import list_page
from core.pricing.rounding import percent_of
from core.pricing.states import BUSINESS

DEALERS, HOUSE = "dealers", "house-prices"
DEALER_PERCENT, HOUSE_PERCENT = Decimal(92), Decimal(95)


DEALER_MINIMUM = 15_000
"""Who buys at dealers' prices orders for 150 euros at least."""


def deal_lists(session: Session) -> None:
    """Give two companies better prices from today on, after their year was lived at the usual ones."""
    companies = [one for one in customers(session) if one.kind is CustomerKind.COMPANY]
    for code, name, above, percent, pieces in (
        (DEALERS, "Dealers", BUSINESS, DEALER_PERCENT, 12),
        (HOUSE, "House prices of a regular", DEALERS, HOUSE_PERCENT, 3),
    ):
        create_derived_list(session, code=code, name=name, falls_back_to=above)
        rows = [row for row in list_page(session, code).rows if row.amount_minor and not row.recurring_minor]
        chosen = list(dict.fromkeys(row.sku for row in rows))[:pieces]
        ids = variant_ids_by_sku(session, chosen)
        better = [
            PriceInput(
                variant_id=ids[row.sku],
                amount_minor=percent_of(row.amount_minor, percent),
                min_quantity=row.min_quantity,
            )
            for row in rows
            if row.sku in ids
        ]
        set_prices(session, better, list_code=code)
    set_minimum(session, DEALERS, minimum_minor=DEALER_MINIMUM)
    for customer, code in zip(companies, (DEALERS, HOUSE), strict=False):
        assign_price_list(session, customer.id, code=code)
