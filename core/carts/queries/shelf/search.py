"""The page of a search: what was found, narrowed down, sorted, with prices and stock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core.carts.queries.shelf.cards import cards_from, fetch_rows
from core.carts.queries.shelf.choices import Choice, Facets
from core.carts.queries.shelf.facets import Base, facets_of, fitting_documents
from core.carts.queries.shelf.pages import page_count, require_page
from core.carts.queries.shelf.picks import cards_of, fitting_cards
from core.carts.queries.shelf.values import CARDS_PER_PAGE, ProductCard, SearchPage
from core.catalog.queries.search import Found, find_products
from core.catalog.states import ShelfOrder


def search(
    session: Session,
    text: str,
    *,
    page: int = 1,
    locale: str,
    price_list: str,
    choice: Choice | None = None,
    filters: Facets | None = None,
    sort: ShelfOrder = ShelfOrder.RECOMMENDED,
) -> SearchPage:
    """What has all words of the text, or when nothing has, what comes closest; at most 1,000, the best first.

    Four statements, five with a choice; one more for a repair, and for each step towards "close". `filters` are those
    of the same words without a choice, from a moment ago: when as much is found as then, they spare a statement.
    Raises NoSuchPage.
    """
    wanted = choice or Choice()
    found = find_products(session, text, locale=locale, audience=price_list)
    hits = [hit for hit in found.hits if hit.is_full] if found.is_exact else list(found.hits)
    if not hits:
        require_page(page, 1)
        return _answer(found, hits, wanted, sort)
    base = Base(document_ids=[hit.document_id for hit in hits])
    if filters is None or filters.total != len(hits) or not wanted.is_empty:
        filters = facets_of(session, base, wanted, locale=locale, price_list=price_list)
    require_page(page, page_count(filters.total))
    if sort is ShelfOrder.RECOMMENDED:
        if not wanted.is_empty:
            fitting = fitting_documents(session, base, wanted, price_list=price_list)
            hits = [hit for hit in hits if hit.document_id in fitting]
        shown = hits[(page - 1) * CARDS_PER_PAGE : page * CARDS_PER_PAGE]
        cards = _cards(session, [hit.product_id for hit in shown], locale=locale, price_list=price_list)
    else:
        statement = fitting_cards(locale, sort, base, wanted)
        skip = (page - 1) * CARDS_PER_PAGE
        cards = cards_from(fetch_rows(session, statement, list_code=price_list, most=CARDS_PER_PAGE, skip=skip))
    return _answer(found, base.document_ids, wanted, sort, filters=filters, cards=cards, page=page)


def _cards(session: Session, product_ids: Sequence[UUID], *, locale: str, price_list: str) -> tuple[ProductCard, ...]:
    """The cards of products in their order."""
    rows = fetch_rows(session, cards_of(locale), list_code=price_list, product_ids=product_ids)
    by_id = {card.id: card for card in cards_from(rows)}
    return tuple(by_id[product_id] for product_id in product_ids if product_id in by_id)


def _answer(
    found: Found,
    hits: Sequence[object],
    choice: Choice,
    sort: ShelfOrder,
    *,
    filters: Facets | None = None,
    cards: tuple[ProductCard, ...] = (),
    page: int = 1,
) -> SearchPage:
    total = filters.total if filters else 0
    return SearchPage(
        text=found.text,
        words=found.words,
        corrected=found.corrected,
        is_besides=found.is_besides,
        missing=found.missing,
        cards=cards,
        filters=filters,
        choice=choice,
        sort=sort,
        is_exact=found.is_exact,
        found=len(hits),
        page=page,
        pages=page_count(total),
        total=total,
    )
