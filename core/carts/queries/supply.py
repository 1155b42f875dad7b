"""The goods behind the lines of a cart: what they want of which, and what may be sold of these."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.carts.models import CartLine, SavedListLine
from core.catalog.rules import Article, Component, components_of, picks_from
from core.catalog.states import ArticleKind
from core.inventory.errors import NotEnoughStock, Shortage
from core.inventory.queries import on_offer
from core.inventory.rules import Availability
from core.inventory.states import StockLevel
from core.kernel.errors import AppError
from core.pricing.rules import LineKey, PriceBook


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterView:
    """What of a line is not there yet: `at_once` pieces are sent first, the others when they come (None: unknown)."""

    at_once: int
    expected_on: date | None
    is_preorder: bool


@dataclass(frozen=True, slots=True)
class Supply:
    """What the lines of a cart want of which goods, and what may be sold of these."""

    lines: Sequence[CartLine]
    book: PriceBook
    wanted: Mapping[UUID, int]
    offers: Mapping[UUID, Availability]

    def shortages(self, locale: str) -> dict[LineKey, AppError]:
        """Lines whose goods, their bundles' included, nobody has so many of; each says what may be had."""
        found: dict[LineKey, AppError] = {}
        for line in self.lines:
            for variant_id in _goods(line, self.book):
                most = self.offers[variant_id].most
                if most is not None and self.wanted[variant_id] > most:
                    article = self.book.articles[variant_id]
                    found.setdefault(line.key, _shortage(article, self.wanted[variant_id], most, locale))
        return found

    def later(self, line: CartLine) -> LaterView | None:
        """What of a line comes later: of a bundle all of it, when something inside is missing."""
        goods = _goods(line, self.book)
        late = [self.offers[variant_id] for variant_id in goods if self._is_late(variant_id)]
        if not late:
            return None
        days = [offer.expected_on for offer in late]
        first = late[0]
        is_single = list(goods) == [line.variant_id]
        return LaterView(
            at_once=min(line.quantity, first.at_once or 0) if is_single else 0,
            expected_on=None if None in days else max(day for day in days if day is not None),
            is_preorder=any(offer.level is StockLevel.PREORDER for offer in late),
        )

    def at_once(self, line: CartLine) -> int | None:
        """How many pieces of a line's article are there; None for what needs no stock, and for bundles."""
        offer = self.offers.get(line.variant_id)
        return offer.at_once if offer is not None else None

    def _is_late(self, variant_id: UUID) -> bool:
        offer, wanted = self.offers[variant_id], self.wanted[variant_id]
        is_orderable = offer.most is None or wanted <= offer.most
        return is_orderable and offer.at_once is not None and wanted > offer.at_once


def supply_of(session: Session, lines: Sequence[CartLine], book: PriceBook) -> Supply:
    """The goods behind lines, in one statement; none without goods."""
    wanted: Counter[UUID] = Counter()
    for line in lines:
        wanted.update(_goods(line, book))
    return Supply(lines, book, wanted, on_offer(session, list(wanted)) if wanted else {})


def parts_of(line: CartLine | SavedListLine, book: PriceBook) -> tuple[Component, ...]:
    """What a bundle in the cart holds, with the options that were taken; nothing for what is no bundle."""
    article = book.articles.get(line.variant_id)
    if article is None:
        return ()
    try:
        return components_of(article, picks_from(line.selection))
    except ValueError:
        return article.components


def _goods(line: CartLine, book: PriceBook) -> dict[UUID, int]:
    article = book.articles.get(line.variant_id)
    if article is None:
        return {}
    if article.kind is not ArticleKind.BUNDLE:
        return {line.variant_id: line.quantity} if article.kind is ArticleKind.PHYSICAL else {}
    inside = ((component, book.articles.get(component.variant_id)) for component in parts_of(line, book))
    return {
        component.variant_id: component.quantity * line.quantity
        for component, part in inside
        if part is not None and part.kind is ArticleKind.PHYSICAL
    }


def _shortage(article: Article, wanted: int, most: int, locale: str) -> NotEnoughStock:
    short = Shortage(variant_id=article.variant_id, name=article.name_in(locale), wanted=wanted, free=most)
    return NotEnoughStock([short])
