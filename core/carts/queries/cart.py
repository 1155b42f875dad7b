"""A cart as pages show it: its lines with today's price, what stands in the way of ordering, and its version."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from core.carts.errors import CartNotFound
from core.carts.models import Cart, CartLine
from core.carts.states import CartState
from core.catalog.rules import Article
from core.catalog.states import ArticleKind
from core.inventory.errors import NotEnoughStock, Shortage
from core.inventory.queries import on_offer
from core.inventory.rules import Availability
from core.inventory.states import StockLevel
from core.kernel import clock
from core.kernel.errors import AppError
from core.pricing.queries import Buyer, load_price_book
from core.pricing.rules import Basket, BasketLine, PriceBook, PricedBasket, find_problems, price


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentView:
    """So many of one article inside one bundle."""

    quantity: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterView:
    """What of a line is not there yet: `at_once` pieces are sent first, the others when they come (None: unknown)."""

    at_once: int
    expected_on: date | None
    is_preorder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineView:
    """One article in the cart. `amount_minor` is what is due now, as the price list counts; `discount_minor` was taken
    off it, and `unit_minor` is before that.

    `recurring_minor` of it comes again every `interval_months`. Money is None when the article has no price.
    """

    variant_id: UUID
    quantity: int
    sku: str
    slug: str
    name: str
    kind: ArticleKind
    picture: str
    unit_minor: int | None
    amount_minor: int | None
    discount_minor: int
    recurring_minor: int
    interval_months: int | None
    components: tuple[ComponentView, ...]
    problem: AppError | None
    later: LaterView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartView:
    """A cart with its price. `basket` holds what can be priced; None when that is nothing.

    `version` and `fingerprint` belong into the order form: they say what the customer saw.
    """

    id: UUID
    version: int
    lines: tuple[CartLineView, ...]
    basket: PricedBasket | None
    problems: tuple[AppError, ...]
    code: str = ""

    @property
    def fingerprint(self) -> str:
        """What the customer agrees to when ordering this cart; empty when nothing in it has a price."""
        return self.basket.fingerprint if self.basket else ""

    @property
    def pieces(self) -> int:
        """How many things lie in the cart."""
        return sum(line.quantity for line in self.lines)

    @property
    def can_be_ordered(self) -> bool:
        """Whether nothing stands in the way."""
        return self.basket is not None and not self.problems


def cart_view(
    session: Session,
    cart_id: UUID,
    *,
    price_list: str,
    country: str = "DE",
    delivery_method: str | None = None,
    buyer: Buyer | None = None,
    locale: str = "en",
) -> CartView:
    """An open cart, priced now for a country and a way of delivery (None: the first). Raises CartNotFound.

    Promotions hold for the buyer (None: a stranger) with the code that lies in the cart. The caller names a cart that
    belongs to its visitor: the id comes from their signed session.
    """
    cart = _open_cart(session, cart_id)
    if not cart.lines:
        return CartView(id=cart.id, version=cart.version, lines=(), basket=None, problems=(), code=cart.code)
    known = replace(buyer or Buyer(), code=cart.code, locale=locale)
    book = _book(session, cart.lines, price_list=price_list, country=country, buyer=known)
    whole = _basket(cart.lines, book, country=country, delivery_method=delivery_method, locale=locale)
    unpriced = find_problems(whole, book)
    sellable = tuple(line for line in whole.lines if line.variant_id not in unpriced)
    basket, refusals = _price_rest(replace(whole, lines=sellable), book)
    supply = _supply(session, cart.lines, book)
    problems = supply.shortages(locale) | unpriced
    return CartView(
        id=cart.id,
        version=cart.version,
        lines=tuple(_line_view(line, supply, basket, problems, locale) for line in cart.lines),
        basket=basket,
        problems=(*problems.values(), *refusals),
        code=cart.code,
    )


def count_pieces(session: Session, cart_id: UUID) -> int:
    """How many things lie in an open cart, for the badge of every page; 0 when there is no such cart."""
    statement = (
        select(func.coalesce(func.sum(CartLine.quantity), 0))
        .join(Cart, Cart.id == CartLine.cart_id)
        .where(Cart.id == cart_id, Cart.state == CartState.OPEN)
    )
    return int(session.scalar(statement) or 0)


def find_cart_of(session: Session, user_id: UUID) -> UUID | None:
    """The open cart that an account has."""
    return session.scalar(select(Cart.id).where(Cart.user_id == user_id, Cart.state == CartState.OPEN))


def price_lines(
    session: Session,
    lines: Sequence[CartLine],
    *,
    price_list: str,
    country: str,
    delivery_method: str | None,
    buyer: Buyer,
) -> PricedBasket:
    """The price of cart lines at this moment, by the same function that the cart page shows. Raises its refusals."""
    book = _book(session, lines, price_list=price_list, country=country, buyer=buyer)
    return price(_basket(lines, book, country=country, delivery_method=delivery_method, locale=buyer.locale), book)


def _open_cart(session: Session, cart_id: UUID) -> Cart:
    found = session.scalars(_open_with_lines(), {"cart_id": cart_id}).unique().one_or_none()
    if found is None:
        raise CartNotFound
    return found


@cache  # asked with every page of a cart: built once, because building it costs more than the answer
def _open_with_lines() -> Select[Cart]:
    is_open = (Cart.id == bindparam("cart_id", type_=Uuid()), Cart.state == CartState.OPEN)
    return select(Cart).where(*is_open).options(joinedload(Cart.lines))


def _book(session: Session, lines: Sequence[CartLine], *, price_list: str, country: str, buyer: Buyer) -> PriceBook:
    variant_ids = [line.variant_id for line in lines]
    return load_price_book(session, variant_ids, list_code=price_list, country=country, at=clock.now(), buyer=buyer)


def _basket(
    lines: Sequence[CartLine], book: PriceBook, *, country: str, delivery_method: str | None, locale: str
) -> Basket:
    return Basket(
        lines=tuple(BasketLine(variant_id=line.variant_id, quantity=line.quantity) for line in lines),
        delivery_method_code=delivery_method,
        delivery_country=country,
        mode=book.mode,
        currency=book.currency,
        at=clock.now(),
        locale=locale,
    )


def _price_rest(sellable: Basket, book: PriceBook) -> tuple[PricedBasket | None, list[AppError]]:
    """The price of what can be sold, or why there is none."""
    if not sellable.lines:
        return None, []
    try:
        return price(sellable, book), []
    except AppError as refusal:
        return None, [refusal]


@dataclass(frozen=True, slots=True)
class _Supply:
    """What the lines of a cart want of which goods, and what may be sold of these."""

    lines: Sequence[CartLine]
    book: PriceBook
    wanted: Mapping[UUID, int]
    offers: Mapping[UUID, Availability]

    def shortages(self, locale: str) -> dict[UUID, AppError]:
        """Lines whose goods, their bundles' included, nobody has so many of; each says what may be had."""
        found: dict[UUID, AppError] = {}
        for line in self.lines:
            for variant_id in _goods(line, self.book):
                most = self.offers[variant_id].most
                if most is not None and self.wanted[variant_id] > most:
                    article = self.book.articles[variant_id]
                    found.setdefault(line.variant_id, _shortage(article, self.wanted[variant_id], most, locale))
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

    def _is_late(self, variant_id: UUID) -> bool:
        offer, wanted = self.offers[variant_id], self.wanted[variant_id]
        is_orderable = offer.most is None or wanted <= offer.most
        return is_orderable and offer.at_once is not None and wanted > offer.at_once


def _supply(session: Session, lines: Sequence[CartLine], book: PriceBook) -> _Supply:
    wanted: Counter[UUID] = Counter()
    for line in lines:
        wanted.update(_goods(line, book))
    return _Supply(lines, book, wanted, on_offer(session, list(wanted)) if wanted else {})


def _goods(line: CartLine, book: PriceBook) -> dict[UUID, int]:
    article = book.articles.get(line.variant_id)
    if article is None:
        return {}
    if article.kind is not ArticleKind.BUNDLE:
        return {line.variant_id: line.quantity} if article.kind is ArticleKind.PHYSICAL else {}
    inside = ((component, book.articles.get(component.variant_id)) for component in article.components)
    return {
        component.variant_id: component.quantity * line.quantity
        for component, part in inside
        if part is not None and part.kind is ArticleKind.PHYSICAL
    }


def _shortage(article: Article, wanted: int, most: int, locale: str) -> NotEnoughStock:
    short = Shortage(variant_id=article.variant_id, name=article.name_in(locale), wanted=wanted, free=most)
    return NotEnoughStock([short])


def _line_view(
    line: CartLine,
    supply: _Supply,
    priced: PricedBasket | None,
    problems: Mapping[UUID, AppError],
    locale: str,
) -> CartLineView:
    article = supply.book.articles[line.variant_id]
    money = _money(line, priced)
    return CartLineView(
        variant_id=line.variant_id,
        quantity=line.quantity,
        sku=article.sku,
        slug=article.slug,
        name=article.name_in(locale),
        kind=article.kind,
        picture=article.picture,
        unit_minor=money.unit_minor if money else None,
        amount_minor=money.amount_minor if money else None,
        discount_minor=money.discount_minor if money else 0,
        recurring_minor=money.recurring_minor if money else 0,
        interval_months=money.interval_months if money else None,
        components=tuple(_components(article, supply.book, locale)),
        problem=problems.get(line.variant_id),
        later=supply.later(line),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineMoney:
    unit_minor: int
    amount_minor: int
    discount_minor: int
    recurring_minor: int
    interval_months: int | None


def _money(line: CartLine, priced: PricedBasket | None) -> _LineMoney | None:
    if priced is None:
        return None
    for bundle in priced.bundles:
        if bundle.variant_id == line.variant_id:
            inside = [part for part in priced.lines if part.parent_position == bundle.position]
            return _LineMoney(
                unit_minor=bundle.unit_minor,
                amount_minor=sum(part.amount_minor for part in inside),
                discount_minor=sum(part.discount_minor for part in inside),
                recurring_minor=sum(part.amount_minor for part in inside if part.interval_months is not None),
                interval_months=bundle.interval_months,
            )
    for found in priced.lines:
        if found.variant_id == line.variant_id and found.parent_position is None:
            is_recurring = found.interval_months is not None
            return _LineMoney(
                unit_minor=found.unit_minor,
                amount_minor=found.amount_minor,
                discount_minor=found.discount_minor,
                recurring_minor=found.amount_minor if is_recurring else 0,
                interval_months=found.interval_months,
            )
    return None


def _components(article: Article, book: PriceBook, locale: str) -> list[ComponentView]:
    inside = ((component.quantity, book.articles.get(component.variant_id)) for component in article.components)
    return [ComponentView(quantity=quantity, name=part.name_in(locale)) for quantity, part in inside if part]
