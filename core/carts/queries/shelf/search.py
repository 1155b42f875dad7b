"""Search: words in English or German, whole or begun; everything first, then something rather than nothing."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from core.carts.queries.shelf.cards import cards_from, fetch_rows
from core.carts.queries.shelf.pages import page_count, require_page
from core.carts.queries.shelf.picks import found_cards
from core.carts.queries.shelf.values import CARDS_PER_PAGE, SearchPage
from core.catalog.rules import stem_of, words_of
from core.catalog.states import ArticleKind, ShelfOrder

MOST_WORDS = 8
SHORTEST_PART = 4


def search(
    session: Session,
    text: str,
    *,
    page: int = 1,
    locale: str,
    price_list: str,
    kinds: Collection[ArticleKind] = (),
    sort: ShelfOrder = ShelfOrder.RECOMMENDED,
) -> SearchPage:
    """What has all words of the text, or when nothing has, what has most of them; titles before descriptions.

    One statement; none for an empty text, which finds nothing. Raises NoSuchPage behind the last page.
    """
    words = tuple(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    chosen = tuple(kind for kind in ArticleKind if kind in kinds)
    if not words:
        require_page(page, 1)
        return _answer(text, words, chosen, sort)
    rows = fetch_rows(
        session,
        found_cards(locale, sort, len(words), by_kind=bool(chosen)),
        list_code=price_list,
        most=CARDS_PER_PAGE,
        skip=(page - 1) * CARDS_PER_PAGE if page > 0 else 0,
        **_patterns(words),
        **({"kinds": chosen} if chosen else {}),
    )
    if not rows:
        require_page(page, 1)
        return _answer(text, words, chosen, sort)
    is_exact = rows[0].full > 0
    total = rows[0].full if is_exact else rows[0].total
    require_page(page, page_count(total))
    kept = [row for row in rows if row.matched == len(words)] if is_exact else rows
    return SearchPage(
        text=text,
        words=words,
        cards=cards_from(kept),
        kinds=chosen,
        sort=sort,
        is_exact=is_exact,
        page=page,
        pages=page_count(total),
        total=total,
    )


def _answer(text: str, words: tuple[str, ...], kinds: tuple[ArticleKind, ...], sort: ShelfOrder) -> SearchPage:
    return SearchPage(
        text=text, words=words, cards=(), kinds=kinds, sort=sort, is_exact=False, page=1, pages=1, total=0
    )


def _patterns(words: Sequence[str]) -> dict[str, str]:
    """Words hold only letters and digits, so nothing in them is a wildcard. Short ones match beginnings only."""
    patterns = {}
    for number, word in enumerate(words):
        stem = stem_of(word)
        patterns[f"whole_{number}"] = f"% {word} %"
        patterns[f"start_{number}"] = f"% {stem}%"
        patterns[f"part_{number}"] = f"%{stem}%" if len(stem) >= SHORTEST_PART else f"% {stem}%"
    return patterns
