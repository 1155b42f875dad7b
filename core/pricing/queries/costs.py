"""What articles cost us."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.catalog.models import Product, Variant
from core.catalog.rules import full_name
from core.catalog.states import ArticleKind
from core.pricing.models import ArticleCost

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """An article and what it costs us; None: nobody has said."""

    sku: str
    name: str
    cost_minor: int | None
    valid_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPage:
    """A page of articles; `missing` of all of them have no cost, `next_after` continues."""

    rows: tuple[CostRow, ...]
    missing: int
    next_after: str | None


def costs_at(session: Session, variant_ids: Collection[UUID], at: datetime) -> dict[UUID, int]:
    """What one piece of these articles cost at a moment, where it is known, in one statement."""
    rows = session.execute(
        select(ArticleCost.variant_id, ArticleCost.cost_minor)
        .where(
            ArticleCost.variant_id.in_(set(variant_ids)),
            ArticleCost.valid_from <= at,
            or_(ArticleCost.valid_to.is_(None), ArticleCost.valid_to > at),
        )
        .order_by(ArticleCost.variant_id)
    )
    return {row.variant_id: row.cost_minor for row in rows}


def cost_page(
    session: Session,
    *,
    only_missing: bool = False,
    after: str | None = None,
    locale: str = "en",
    size: int = PAGE,
) -> CostPage:
    """Articles by number with what they cost; bundles cost what is in them. Two statements."""
    is_open = and_(ArticleCost.variant_id == Variant.id, ArticleCost.valid_to.is_(None))
    german = locale == "de"
    articles = (
        select(
            Variant.sku,
            (Product.name_de if german else Product.name).label("name"),
            (Variant.name_de if german else Variant.name).label("option"),
            ArticleCost.cost_minor,
            ArticleCost.valid_from,
        )
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(ArticleCost, is_open)
        .where(Product.kind != ArticleKind.BUNDLE, Variant.is_active)
    )
    without = articles.where(ArticleCost.id.is_(None))
    missing = session.scalar(select(func.count()).select_from(without.subquery()))
    wanted = without if only_missing else articles
    if after is not None:
        wanted = wanted.where(Variant.sku > after)
    rows = session.execute(wanted.order_by(Variant.sku).limit(size + 1)).all()
    shown = tuple(
        CostRow(
            sku=row.sku,
            name=full_name(row.name, row.option),
            cost_minor=row.cost_minor,
            valid_from=row.valid_from,
        )
        for row in rows[:size]
    )
    return CostPage(rows=shown, missing=int(missing or 0), next_after=shown[-1].sku if len(rows) > size else None)
