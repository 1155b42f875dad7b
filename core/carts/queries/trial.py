"""A price before there is a cart: what somebody would pay for a list of articles, by the function that charges it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core.carts.queries.quick_order import UNKNOWN
from core.carts.rules import AskedRow, BadRow, Sheet
from core.catalog.queries import variant_ids_by_sku
from core.catalog.rules import picks_to
from core.kernel.errors import AppError
from core.pricing.queries import Buyer, load_price_book
from core.pricing.rules import Basket, BasketLine, PriceBook, PricedBasket, find_problems, price


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For whom, where to, how and when a price is asked. An empty way of delivery: the first that goes."""

    price_list: str
    country: str
    at: datetime
    buyer: Buyer
    postal_code: str = ""
    delivery_method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An article that cannot be sold so, and why."""

    name: str
    error: AppError


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What it comes to, and what is left out: lines that cannot be read, articles that cannot be sold so.

    Without a basket nothing can be priced, and `refusal` says why where there is more to say.
    """

    basket: PricedBasket | None
    bad: tuple[BadRow, ...]
    problems: tuple[Problem, ...] = ()
    refusal: AppError | None = None


def try_price(session: Session, sheet: Sheet, asked: Asked) -> Trial:
    """Price a list of articles for a buyer, a country and a moment, past or to come. Writes nothing.

    Lists, tiers, rates and promotions are those of the moment; what is for sale, and what a promotion was used up by,
    is as it is now. Bundles hold what they hold unless somebody chooses. One article takes as many statements as many.
    """
    known = _known(session, sheet)
    bad = [*sheet.bad, *(_bad(row) for row in sheet.rows if _id_of(row, known) is None)]
    ids = [variant_id for row in sheet.rows if (variant_id := _id_of(row, known)) is not None]
    book = load_price_book(
        session,
        list(dict.fromkeys(ids)),
        list_code=asked.price_list,
        country=asked.country,
        at=asked.at,
        buyer=asked.buyer,
    )
    lines = tuple(
        _line(book, variant_id, row.quantity) for row in sheet.rows if (variant_id := _id_of(row, known)) is not None
    )
    basket = _basket(lines, book, asked)
    problems = find_problems(basket, book)
    sellable = tuple(line for line in lines if line.key not in problems)
    named = tuple(
        Problem(name=book.articles[key.variant_id].name_in(asked.buyer.locale), error=error)
        for key, error in problems.items()
    )
    ordered = tuple(sorted(bad, key=lambda row: row.line))
    if not sellable:
        return Trial(basket=None, bad=ordered, problems=named)
    try:
        return Trial(basket=price(_basket(sellable, book, asked), book), bad=ordered, problems=named)
    except AppError as refusal:
        return Trial(basket=None, bad=ordered, problems=named, refusal=refusal)


def _known(session: Session, sheet: Sheet) -> Mapping[str, UUID]:
    wanted = {row.sku for row in sheet.rows}
    return variant_ids_by_sku(session, wanted | {sku.upper() for sku in wanted}) if wanted else {}


def _id_of(row: AskedRow, known: Mapping[str, UUID]) -> UUID | None:
    return known.get(row.sku) or known.get(row.sku.upper())


def _bad(row: AskedRow) -> BadRow:
    return BadRow(line=row.line, text=f"{row.sku}\t{row.quantity}", why=UNKNOWN)


def _line(book: PriceBook, variant_id: UUID, quantity: int) -> BasketLine:
    choices = book.articles[variant_id].choices
    selection = picks_to(choices.preset) if choices else ""
    return BasketLine(variant_id=variant_id, quantity=quantity, selection=selection)


def _basket(lines: tuple[BasketLine, ...], book: PriceBook, asked: Asked) -> Basket:
    return Basket(
        lines=lines,
        delivery_method_code=asked.delivery_method,
        delivery_country=asked.country,
        mode=book.mode,
        currency=book.currency,
        at=asked.at,
        locale=asked.buyer.locale,
        postal_code=asked.postal_code,
    )
