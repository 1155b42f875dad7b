"""What the pages of articles show."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.lists import Facet, facets
from core.carts.queries.articles import ArticleRow, get_article
from core.catalog.states import ArticleKind
from core.inventory.queries import MovementPage, PolicyView, ShelfRow, find_policy, movement_page, shelves_of
from core.pricing.queries import OpenPrice, open_prices
from core.web.locale import current_locale
from core.web.locale import gettext as _

LATEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCard:
    """An article's stock, warehouse by warehouse, how it is kept and sold, and what moved lately."""

    shelves: tuple[ShelfRow, ...]
    policy: PolicyView | None
    movements: MovementPage

    @property
    def on_hand(self) -> int:
        """What lies in all warehouses."""
        return sum(shelf.on_hand for shelf in self.shelves)

    @property
    def reserved(self) -> int:
        """What is kept for orders."""
        return sum(shelf.reserved for shelf in self.shelves)

    @property
    def free(self) -> int:
        """What nobody has reserved."""
        return self.on_hand - self.reserved

    @property
    def waiting(self) -> int:
        """What is promised to orders and not there yet."""
        return self.policy.waiting if self.policy else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCard:
    """One article with its prices; `stock` is None for what needs none."""

    article: ArticleRow
    prices: tuple[OpenPrice, ...]
    stock: StockCard | None


def article_card(session: Session, sku: str) -> ArticleCard:
    """Everything about one article. Raises NotFound."""
    article = get_article(session, sku, locale=current_locale())
    is_stocked = article.kind is ArticleKind.PHYSICAL
    return ArticleCard(
        article=article,
        prices=tuple(open_prices(session, article.variant_id)),
        stock=stock_card(session, article.variant_id) if is_stocked else None,
    )


def stock_card(session: Session, variant_id: UUID) -> StockCard:
    """The stock of one article. Four statements."""
    return StockCard(
        shelves=tuple(shelves_of(session, variant_id)),
        policy=find_policy(session, variant_id),
        movements=movement_page(session, variant_id, size=LATEST),
    )


def kind_choices(current: ArticleKind | None) -> list[Facet]:
    """The kinds of articles to choose from."""
    labels = [
        (None, _("All kinds")),
        (ArticleKind.PHYSICAL.value, _("Goods")),
        (ArticleKind.SERVICE.value, _("Services")),
        (ArticleKind.SUBSCRIPTION.value, _("Subscriptions")),
        (ArticleKind.BUNDLE.value, _("Bundles")),
    ]
    return facets("kind", current, labels)
