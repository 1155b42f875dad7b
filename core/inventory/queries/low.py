"""What runs short, and how much of it to order: from what was shipped lately and how long goods take to come."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.catalog.models import Product, Variant
from core.catalog.rules import full_name
from core.catalog.states import ArticleKind
from core.inventory.models import USUAL_LEAD_DAYS, Stock, StockMovement, StockPolicy
from core.inventory.queries.stock import POLICY_COLUMNS, policy_from
from core.inventory.rules import suggested_order
from core.inventory.states import FEW, MovementReason
from core.kernel import clock

PAGE = 50
LOOKED_AT = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowRow:
    """An article of which little is left. `left` may be sold; it is below zero where more is promised than is there.

    `shipped` pieces left the house in the last eight weeks; `suggested` is what to order now.
    """

    variant_id: UUID
    sku: str
    name: str
    left: int
    waiting: int
    low_from: int
    shipped: int
    lead_days: int
    suggested: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LowPage:
    """Articles by number; `next_after` continues, None at the end."""

    rows: tuple[LowRow, ...]
    next_after: str | None


def low_stock(session: Session, *, after: str | None = None, locale: str = "en", size: int = PAGE) -> LowPage:
    """Articles that are sold and counted, and of which no more is left than their policy asks for. One statement."""
    free = (
        select(func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0))
        .where(Stock.variant_id == Variant.id)
        .scalar_subquery()
    )
    shipped = (
        select(func.coalesce(-func.sum(StockMovement.quantity), 0))
        .where(
            StockMovement.variant_id == Variant.id,
            StockMovement.reason == MovementReason.SHIPPED,
            StockMovement.at >= clock.now() - LOOKED_AT,
        )
        .scalar_subquery()
    )
    left = free - func.coalesce(StockPolicy.safety + StockPolicy.waiting, 0)
    names = (Product.name, Product.name_de, Variant.name.label("option"), Variant.name_de.label("option_de"))
    statement = (
        select(
            Variant.id.label("variant_id"), Variant.sku, *names, left.label("left"), shipped.label("shipped"),
            func.coalesce(StockPolicy.lead_days, USUAL_LEAD_DAYS).label("lead_days"), *POLICY_COLUMNS,
        )
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockPolicy, StockPolicy.variant_id == Variant.id)
        .where(
            and_(Product.kind == ArticleKind.PHYSICAL, Product.is_published, Variant.is_active),
            or_(StockPolicy.is_tracked.is_(None), StockPolicy.is_tracked),
            left <= func.coalesce(StockPolicy.low_from, FEW),
        )
        .order_by(Variant.sku)
        .limit(size + 1)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(Variant.sku > after)
    found = [_row(row, locale) for row in session.execute(statement)]
    rows = tuple(found[:size])
    return LowPage(rows=rows, next_after=rows[-1].sku if len(found) > size else None)


def _row(row: Any, locale: str) -> LowRow:
    policy = policy_from(row)
    is_german = locale == "de"
    return LowRow(
        variant_id=row.variant_id,
        sku=row.sku,
        name=full_name(row.name_de, row.option_de) if is_german else full_name(row.name, row.option),
        left=int(row.left),
        waiting=policy.waiting,
        low_from=policy.low_from,
        shipped=int(row.shipped),
        lead_days=row.lead_days,
        suggested=suggested_order(
            left=int(row.left),
            low_from=policy.low_from,
            shipped=int(row.shipped),
            shipped_in=LOOKED_AT.days,
            lead_days=row.lead_days,
        ),
    )
