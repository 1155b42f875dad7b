"""What the demo sells, sorted by how people buy it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import BusinessUnit
from core.catalog.models import Product, Variant
from core.catalog.states import ArticleKind
from core.pricing.models import Price, PriceList
from core.pricing.states import RETAIL

DEAR_MINOR = 25_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One thing to buy; `minor` is its retail price for one piece, of the first period for subscriptions."""

    variant_id: UUID
    sku: str
    kind: ArticleKind
    unit: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All that can be bought, the cheapest first in each list."""

    machines: tuple[Article, ...]
    accessories: tuple[Article, ...]
    beans: tuple[Article, ...]
    services: tuple[Article, ...]
    subscriptions: tuple[Article, ...]
    bundles: tuple[Article, ...]

    @property
    def goods(self) -> tuple[Article, ...]:
        """Everything that lies in the warehouse."""
        return (*self.machines, *self.accessories, *self.beans)


def read_shelf(session: Session) -> Shelf:
    """The published articles with a retail price."""
    statement = (
        select(
            Variant.id.label("variant_id"),
            Variant.sku,
            Product.kind,
            BusinessUnit.code.label("unit"),
            (Price.amount_minor + Price.recurring_minor).label("minor"),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(BusinessUnit, BusinessUnit.id == Product.business_unit_id)
        .join(Price, Price.variant_id == Variant.id)
        .join(PriceList, PriceList.id == Price.price_list_id)
        .where(PriceList.code == RETAIL, Price.min_quantity == 1, Price.valid_to.is_(None))
        .where(Product.is_published, Variant.is_active)
        .order_by("minor", Variant.sku)
    )
    found = [Article(**row._mapping) for row in session.execute(statement)]
    goods = [article for article in found if article.kind is ArticleKind.PHYSICAL]
    return Shelf(
        machines=tuple(a for a in goods if a.unit == "machines" and a.minor >= DEAR_MINOR),
        accessories=tuple(a for a in goods if a.unit != "coffee" and a.minor < DEAR_MINOR),
        beans=tuple(a for a in goods if a.unit == "coffee"),
        services=tuple(a for a in found if a.kind is ArticleKind.SERVICE),
        subscriptions=tuple(a for a in found if a.kind is ArticleKind.SUBSCRIPTION),
        bundles=tuple(a for a in found if a.kind is ArticleKind.BUNDLE),
    )
