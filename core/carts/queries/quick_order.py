"""A list of article numbers looked up: what can be put into a cart, at which price, and what cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from core.carts.rules import AskedRow, BadRow, Seen, Sheet, unit_minor_in
from core.catalog.queries import variant_ids_by_sku
from core.catalog.rules import picks_to
from core.kernel import clock
from core.kernel.i18n import N_
from core.pricing.queries import load_price_book
from core.pricing.rules import LineKey, PriceBook
from core.pricing.states import HOME_COUNTRY

UNKNOWN = N_("There is no article with this number.")
NOT_FOR_SALE = N_("This article is not for sale at the moment.")
NO_PRICE = N_("This article has no price at the moment.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A line whose article is for sale. `seen` is what one piece costs now, as the price list counts."""

    line: int
    sku: str
    quantity: int
    variant_id: UUID
    name: str
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickOrder:
    """What of a list can be put into a cart, and what cannot; both in the order of the list."""

    found: tuple[FoundRow, ...]
    bad: tuple[BadRow, ...]

    @property
    def rest(self) -> str:
        """What is left to correct, as it was written."""
        return "\n".join(row.text for row in self.bad)


def look_up(session: Session, sheet: Sheet, *, price_list: str, locale: str = "en") -> QuickOrder:
    """Find the articles of a list: one statement for all numbers, and the price book of what was found.

    Numbers are found in capitals too.
    """
    asked = {row.sku for row in sheet.rows}
    known = variant_ids_by_sku(session, asked | {sku.upper() for sku in asked}) if asked else {}
    ids = [variant_id for row in sheet.rows if (variant_id := _id_of(row, known)) is not None]
    book = load_price_book(
        session, list(dict.fromkeys(ids)), list_code=price_list, country=HOME_COUNTRY, at=clock.now()
    )
    read = [_look_at(row, known, book, locale) for row in sheet.rows]
    bad = [*sheet.bad, *(row for row in read if isinstance(row, BadRow))]
    return QuickOrder(
        found=tuple(row for row in read if isinstance(row, FoundRow)),
        bad=tuple(sorted(bad, key=lambda row: row.line)),
    )


def _id_of(row: AskedRow, known: Mapping[str, UUID]) -> UUID | None:
    return known.get(row.sku) or known.get(row.sku.upper())


def _look_at(row: AskedRow, known: Mapping[str, UUID], book: PriceBook, locale: str) -> FoundRow | BadRow:
    variant_id = _id_of(row, known)
    if variant_id is None or not book.articles[variant_id].is_seen_at(book.list_code):
        return _bad(row, UNKNOWN)
    article = book.articles[variant_id]
    if not article.is_for_sale:
        return _bad(row, NOT_FOR_SALE)
    preset = article.choices.preset if article.choices else {}
    unit = unit_minor_in(book, LineKey(variant_id, picks_to(preset)), row.quantity)
    if unit is None:
        return _bad(row, NO_PRICE)
    return FoundRow(
        line=row.line,
        sku=article.sku,
        quantity=row.quantity,
        variant_id=variant_id,
        name=article.name_in(locale),
        seen=Seen(list_code=book.list_code, unit_minor=unit, quantity=row.quantity, free=None),
    )


def _bad(row: AskedRow, why: str) -> BadRow:
    return BadRow(line=row.line, text=f"{row.sku}\t{row.quantity}", why=why)
