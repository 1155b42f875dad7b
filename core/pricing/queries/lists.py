"""Price lists as the office sees them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.pricing.models import PriceList
from core.pricing.queries.books import PriceListView


def price_lists(session: Session) -> list[PriceListView]:
    """Every price list, by its code."""
    rows = session.scalars(select(PriceList).order_by(PriceList.code))
    return [
        PriceListView(id=row.id, code=row.code, name=row.name, mode=row.mode, currency=row.currency) for row in rows
    ]
