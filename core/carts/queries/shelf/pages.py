"""Shelves, page by page, and what we recommend."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from core.carts.queries.shelf.cards import cards_from, fetch_rows
from core.carts.queries.shelf.choices import Choice, Facets
from core.carts.queries.shelf.facets import Base, facets_of
from core.carts.queries.shelf.picks import category_cards, category_counts, fitting_cards, recommended_cards
from core.carts.queries.shelf.values import CARDS_PER_PAGE, CategoryPage, KindCount, ProductCard
from core.catalog.errors import NoSuchPage
from core.catalog.queries import categories_menu
from core.catalog.states import ArticleKind, ShelfOrder


def category_page(
    session: Session,
    slug: str,
    *,
    page: int = 1,
    locale: str,
    price_list: str,
    kinds: Collection[ArticleKind] = (),
    choice: Choice | None = None,
    filters: Facets | None = None,
    sort: ShelfOrder = ShelfOrder.RECOMMENDED,
) -> CategoryPage:
    """A page of 24 cards of a shelf and everything below it. Four statements, the menu's included.

    Without a `choice` nothing but kinds can be chosen, and no filters are counted; `filters` are those of the same
    choice from a moment ago: each spares a statement.

    Raises UnknownCategory, and NoSuchPage behind the last page.
    """
    tree = categories_menu(session, locale=locale)
    category = tree.get_by_slug(slug)
    facets = _facets(session, category.id, price_list)
    chosen = _in_order(choice.kinds if choice else kinds)
    base = Base(category_id=category.id)
    if choice and filters is None:
        filters = facets_of(session, base, choice, locale=locale, price_list=price_list)
    if filters is not None and choice is not None and not choice.is_kinds_only:
        total, cards = filters.total, fitting_cards(locale, sort, base, choice)
    else:
        total = sum(facet.count for facet in facets if not chosen or facet.kind in chosen)
        cards = category_cards(locale, sort, by_kind=bool(chosen))
    pages = page_count(total)
    require_page(page, pages)
    rows = fetch_rows(
        session,
        cards,
        list_code=price_list,
        category_id=category.id,
        most=CARDS_PER_PAGE,
        skip=(page - 1) * CARDS_PER_PAGE,
        **({"kinds": chosen} if chosen else {}),
    )
    return CategoryPage(
        category=category,
        breadcrumb=tree.breadcrumb_of(category),
        children=tree.children_of(category.id),
        cards=cards_from(rows),
        facets=facets,
        filters=filters,
        kinds=chosen,
        sort=sort,
        page=page,
        pages=pages,
        total=total,
    )


def recommended(
    session: Session, *, locale: str, price_list: str, kinds: Collection[ArticleKind] = (), most: int = 6
) -> tuple[ProductCard, ...]:
    """What we show first, from all shelves. One statement."""
    chosen = _in_order(kinds)
    rows = fetch_rows(
        session,
        recommended_cards(locale, by_kind=bool(chosen)),
        list_code=price_list,
        most=most,
        skip=0,
        **({"kinds": chosen} if chosen else {}),
    )
    return cards_from(rows)


def page_count(total: int) -> int:
    """How many pages so many cards fill; an empty shelf has one page too."""
    return max(1, -(-total // CARDS_PER_PAGE))


def require_page(page: int, pages: int) -> None:
    """Raise NoSuchPage for a page that is not there."""
    if not 1 <= page <= pages:
        raise NoSuchPage


def _in_order(kinds: Collection[ArticleKind]) -> tuple[ArticleKind, ...]:
    return tuple(kind for kind in ArticleKind if kind in kinds)


def _facets(session: Session, category_id: UUID, price_list: str) -> tuple[KindCount, ...]:
    asked = {"category_id": category_id, "list_code": price_list}
    counts = {row.kind: row.products for row in session.execute(category_counts(), asked)}
    return tuple(KindCount(kind=kind, count=counts[kind]) for kind in ArticleKind if kind in counts)
