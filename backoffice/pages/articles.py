"""What the pages of articles show."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.lists import Facet, facets
from core.carts.queries.articles import ArticleRow, get_article
from core.catalog.states import ArticleKind
from core.inventory.queries import StockCard, stock_card
from core.pricing.queries import OpenPrice, open_prices
from core.web.locale import current_locale
from core.web.locale import gettext as _


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
