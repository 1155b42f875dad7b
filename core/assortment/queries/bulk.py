"""Changes of many products as pages show them, and the products that could not be changed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.assortment.errors import UnknownBulkChange
from core.assortment.models import BulkChange, BulkProblem
from core.assortment.queries.products import ProductFilter
from core.assortment.states import BulkState
from core.catalog.states import ArticleKind

MOST_REFUSALS_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkView:
    """A change of all products that match a filter, with its figures."""

    id: UUID
    state: BulkState
    what: str
    value: str
    text: str
    kind: ArticleKind | None
    is_published: bool | None
    shelf: str
    products: int
    changed: int
    unchanged: int
    refused: int
    created_at: datetime
    finished_at: datetime | None
    actor_name: str

    @property
    def done(self) -> int:
        """How many products were looked at."""
        return self.changed + self.unchanged + self.refused

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state is BulkState.DONE

    @property
    def wanted(self) -> ProductFilter:
        """Which products are meant."""
        return ProductFilter(text=self.text, kind=self.kind, is_published=self.is_published, shelf=self.shelf)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedProduct:
    """A product that could not be changed; `sentence` is marked, its values are `facts`."""

    product_id: UUID
    sku: str
    sentence: str
    facts: dict[str, Any]


def get_bulk_change(session: Session, bulk_change_id: UUID) -> BulkView:
    """One change as it stands now. Raises UnknownBulkChange."""
    columns: list[Any] = [getattr(BulkChange, name) for name in BulkView.__dataclass_fields__]
    row = session.execute(select(*columns).where(BulkChange.id == bulk_change_id)).one_or_none()
    if row is None:
        raise UnknownBulkChange
    return BulkView(**row._mapping)


def refused_products(session: Session, bulk_change_id: UUID) -> list[RefusedProduct]:
    """The first products that could not be changed, by article number."""
    statement = (
        select(BulkProblem)
        .where(BulkProblem.bulk_change_id == bulk_change_id)
        .order_by(BulkProblem.sku, BulkProblem.product_id)
        .limit(MOST_REFUSALS_SHOWN)
    )
    return [
        RefusedProduct(product_id=row.product_id, sku=row.sku, sentence=row.sentence, facts=json.loads(row.values))
        for row in session.scalars(statement)
    ]
