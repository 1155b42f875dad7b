"""A cart as pages show it: its lines with today's price, what stands in the way of ordering, and its version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from core.carts.errors import CartNotFound
from core.carts.models import Cart, CartLine
from core.carts.queries.supply import LaterView, Supply, parts_of, supply_of
from core.carts.rules import Change, Seen, change_since, unit_minor_in
from core.carts.states import CartState
from core.catalog.states import ArticleKind
from core.kernel import clock
from core.kernel.errors import AppError
from core.pricing.queries import Buyer, load_price_book
from core.pricing.rules import Basket, BasketLine, Destination, LineKey, PriceBook, PricedBasket, find_problems, price
from core.pricing.rules.checks import below_minimum


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentView:
    """So many of one article inside one bundle."""

    quantity: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineView:
    """One article in the cart. `amount_minor` is what is due now, as the price list counts; `discount_minor` was taken
    off it, and `unit_minor` is before that.

    `recurring_minor` of it comes again every `interval_months`. Money is None when the article has no price.
    `shown` is what a page with this line says of it, `change` what is not as the customer saw it last.
    """

    variant_id: UUID
    selection: str
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
    lets_choose: bool = False
    shown: Seen | None = None
    change: Change | None = None
    note: str = ""

    @property
    def key(self) -> LineKey:
        """Which line it is."""
        return LineKey(self.variant_id, self.selection)


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
    too_little: AppError | None = None

    @property
    def fingerprint(self) -> str:
        """What the customer agrees to when ordering this cart; empty when nothing in it has a price."""
        return self.basket.fingerprint if self.basket else ""

    @property
    def pieces(self) -> int:
        """How many things lie in the cart."""
        return sum(line.quantity for line in self.lines)

    @property
    def has_changed(self) -> bool:
        """Whether something is not as the customer saw it last."""
        return any(line.change for line in self.lines)

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
    postal_code: str = "",
    destinations: tuple[Destination, ...] = (),
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
    whole = replace(whole, postal_code=postal_code, destinations=destinations)
    unpriced = find_problems(whole, book)
    sellable = tuple(line for line in whole.lines if line.key not in unpriced)
    basket, refusals = _price_rest(replace(whole, lines=sellable), book)
    too_little = below_minimum(basket, book) if basket is not None else None
    supply = supply_of(session, cart.lines, book)
    problems = supply.shortages(locale) | unpriced
    return CartView(
        id=cart.id,
        version=cart.version,
        lines=tuple(_line_view(line, supply, basket, problems, locale) for line in cart.lines),
        basket=basket,
        problems=(*problems.values(), *refusals, *([too_little] if too_little else [])),
        code=cart.code,
        too_little=too_little,
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
    postal_code: str,
    destinations: tuple[Destination, ...] = (),
    buyer: Buyer,
) -> PricedBasket:
    """The price of cart lines at this moment, by the same function that the cart page shows. Raises its refusals,
    and BelowMinimum."""
    book = _book(session, lines, price_list=price_list, country=country, buyer=buyer)
    basket = _basket(lines, book, country=country, delivery_method=delivery_method, locale=buyer.locale)
    priced = price(replace(basket, postal_code=postal_code, destinations=destinations), book)
    if (refusal := below_minimum(priced, book)) is not None:
        raise refusal
    return priced


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
        lines=tuple(_basket_line(line) for line in lines),
        delivery_method_code=delivery_method,
        delivery_country=country,
        mode=book.mode,
        currency=book.currency,
        at=clock.now(),
        locale=locale,
    )


def _basket_line(line: CartLine) -> BasketLine:
    return BasketLine(variant_id=line.variant_id, quantity=line.quantity, selection=line.selection)


def _price_rest(sellable: Basket, book: PriceBook) -> tuple[PricedBasket | None, list[AppError]]:
    """The price of what can be sold, or why there is none."""
    if not sellable.lines:
        return None, []
    try:
        return price(sellable, book), []
    except AppError as refusal:
        return None, [refusal]


def _line_view(
    line: CartLine,
    supply: Supply,
    priced: PricedBasket | None,
    problems: Mapping[LineKey, AppError],
    locale: str,
) -> CartLineView:
    article = supply.book.articles[line.variant_id]
    money = _money(line, priced)
    return CartLineView(
        variant_id=line.variant_id,
        selection=line.selection,
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
        note=line.note,
        components=tuple(_components(line, supply.book, locale)),
        problem=problems.get(line.key),
        later=supply.later(line),
        lets_choose=article.choices is not None,
        shown=_shown(line, supply.book, supply.at_once(line)),
        change=change_since(
            seen_of(line),
            line.key,
            line.quantity,
            supply.book,
            None if line.key in problems else supply.at_once(line),
        ),
    )


def seen_of(line: CartLine) -> Seen | None:
    """What the customer saw last of a line; None when nobody knows."""
    if line.seen_unit_minor is None or line.seen_quantity is None or line.seen_list is None:
        return None
    return Seen(
        list_code=line.seen_list, unit_minor=line.seen_unit_minor, quantity=line.seen_quantity, free=line.seen_free
    )


def _shown(line: CartLine, book: PriceBook, free: int | None) -> Seen | None:
    unit = unit_minor_in(book, line.key, line.quantity)
    if unit is None:
        return None
    return Seen(list_code=book.list_code, unit_minor=unit, quantity=line.quantity, free=free)


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
        if bundle.key == line.key:
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
            return _LineMoney(
                unit_minor=found.unit_minor,
                amount_minor=found.amount_minor,
                discount_minor=found.discount_minor,
                recurring_minor=found.recurring_minor,
                interval_months=found.interval_months,
            )
    return None


def _components(line: CartLine, book: PriceBook, locale: str) -> list[ComponentView]:
    inside = ((part.quantity, book.articles.get(part.variant_id)) for part in parts_of(line, book))
    return [ComponentView(quantity=quantity, name=part.name_in(locale)) for quantity, part in inside if part]
