"""What many articles cost now: the open price of one piece on each list."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.pricing.models import Price, PriceList


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceKey:
    """A variant on a list."""

    variant_id: UUID
    list_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAmount:
    """What one piece costs: once and per interval."""

    amount_minor: int
    recurring_minor: int


def open_amounts(
    session: Session, variant_ids: Collection[UUID], list_codes: Collection[str]
) -> dict[PriceKey, OpenAmount]:
    """The open prices of one piece, in one statement; what has none is left out."""
    if not variant_ids or not list_codes:
        return {}
    statement = (
        select(Price.variant_id, PriceList.code, Price.amount_minor, Price.recurring_minor)
        .join(PriceList, PriceList.id == Price.price_list_id)
        .where(
            Price.variant_id.in_(variant_ids),
            PriceList.code.in_(list_codes),
            Price.min_quantity == 1,
            Price.valid_to.is_(None),
        )
    )
    return {
        PriceKey(variant_id=row.variant_id, list_code=row.code): OpenAmount(
            amount_minor=row.amount_minor, recurring_minor=row.recurring_minor
        )
        for row in session.execute(statement)
    }
