"""Trying a promotion on past carts: what they would have come to with and without it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Customer, User
from core.accounts.rules import price_list_of
from core.carts.models import Cart, CartLine
from core.carts.states import CartState
from core.kernel import clock
from core.kernel.errors import AppError
from core.pricing.queries import Buyer, delivery_options, load_price_book
from core.pricing.queries.costs import costs_at
from core.pricing.rules import Basket, BasketLine, PriceBook, PricedBasket, Promotion, Shopper, find_problems, price
from core.pricing.states import HOME_COUNTRY, RETAIL

MOST_CARTS, DAYS = 300, 180


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a promotion would have done to past carts. Net amounts; carts that cannot be priced today are left out.

    The margin is what is left of the revenue of those lines whose cost is known, delivery left out.
    `stacks` says with which other promotions it would have held, and how often; `outdone` how often others did better.
    """

    carts: int
    reached: int
    net_before_minor: int
    net_after_minor: int
    outdone: int
    stacks: tuple[tuple[str, int], ...]
    margin_before_minor: int = 0
    margin_after_minor: int = 0
    lines: int = 0
    lines_with_cost: int = 0

    @property
    def cost_minor(self) -> int:
        """The revenue that the promotion would have given away."""
        return self.net_before_minor - self.net_after_minor

    @property
    def margin_lost_minor(self) -> int:
        """The margin that the promotion would have given away."""
        return self.margin_before_minor - self.margin_after_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class _PastCart:
    list_code: str
    lines: tuple[BasketLine, ...]


@dataclass(slots=True)
class _Margins:
    """What is left of lines after their cost, without and with the promotion."""

    before: int = 0
    after: int = 0
    lines: int = 0
    known: int = 0

    def count(self, plain: PricedBasket, offered: PricedBasket, costs: Mapping[UUID, int]) -> None:
        for line, reduced in zip(plain.lines, offered.lines, strict=True):
            self.lines += 1
            if line.variant_id in costs:
                cost = costs[line.variant_id] * line.quantity
                self.known += 1
                self.before += line.net_minor - cost
                self.after += reduced.net_minor - cost


def dry_run(session: Session, promotion: Promotion, *, locale: str = "en") -> DryRun:
    """Price the latest carts of half a year with and without a promotion, beside what holds today.

    Today's prices hold. A code counts as entered, a first order as possible. Many carts take no more statements.
    """
    carts = _past_carts(session)
    books = _books(session, carts, promotion, locale)
    costs = costs_at(session, {key for book in books.values() for key in book.articles}, clock.now())
    before, after, reached, outdone, stacks = 0, 0, 0, 0, Counter[str]()
    count, margins = 0, _Margins()
    for cart in carts:
        plain = _priced(cart, books[cart.list_code], locale)
        if plain is None:
            continue
        count += 1
        offered = _priced(cart, _with(books[cart.list_code], promotion), locale)
        assert offered is not None, "an offer takes nothing off sale"
        before, after = before + plain.net, after + offered.net
        margins.count(plain, offered, costs)
        held = {discount.promotion_id for discount in offered.discounts}
        reached += promotion.id in held
        outdone += _was_outdone(offered, promotion.id)
        if promotion.id in held:
            stacks.update(one.name for one in offered.discounts if one.promotion_id != promotion.id)
    return DryRun(
        carts=count,
        reached=reached,
        net_before_minor=before,
        net_after_minor=after,
        outdone=outdone,
        stacks=tuple(stacks.most_common()),
        margin_before_minor=margins.before,
        margin_after_minor=margins.after,
        lines=margins.lines,
        lines_with_cost=margins.known,
    )


def _was_outdone(offered: PricedBasket, promotion_id: UUID) -> bool:
    return any(
        one.promotion_id == promotion_id and one.why.template.startswith("Another offer") for one in offered.passed_over
    )


def _past_carts(session: Session) -> list[_PastCart]:
    latest = (
        select(Cart.id, Cart.user_id, Cart.created_at)
        .where(Cart.state != CartState.MERGED, Cart.created_at >= clock.now() - timedelta(days=DAYS))
        .order_by(Cart.created_at.desc(), Cart.id)
        .limit(MOST_CARTS)
        .subquery()
    )
    rows = session.execute(
        select(latest.c.id, Customer.kind, CartLine.variant_id, CartLine.selection, CartLine.quantity)
        .join(CartLine, CartLine.cart_id == latest.c.id)
        .outerjoin(User, User.id == latest.c.user_id)
        .outerjoin(Customer, Customer.id == User.customer_id)
        .order_by(latest.c.created_at.desc(), latest.c.id, CartLine.added_at, CartLine.id)
    )
    gathered: dict[UUID, list[Any]] = {}
    for row in rows:
        gathered.setdefault(row.id, []).append(row)
    return [
        _PastCart(
            list_code=price_list_of(lines[0].kind, is_guest=False) if lines[0].kind else RETAIL,
            lines=tuple(
                BasketLine(variant_id=line.variant_id, quantity=line.quantity, selection=line.selection)
                for line in lines
            ),
        )
        for lines in gathered.values()
    ]


def _books(session: Session, carts: Sequence[_PastCart], promotion: Promotion, locale: str) -> Mapping[str, PriceBook]:
    """A book of each list, with what holds today beside the promotion that is tried."""
    books = {}
    for list_code in sorted({cart.list_code for cart in carts}):
        variants = {line.variant_id for cart in carts if cart.list_code == list_code for line in cart.lines}
        book = load_price_book(
            session,
            variants,
            list_code=list_code,
            country=HOME_COUNTRY,
            at=clock.now(),
            buyer=Buyer(locale=locale),
            with_shelves=True,
        )
        others = tuple(one for one in book.promotions if one.id != promotion.id)
        shopper = Shopper(is_new=True, list_code=list_code, codes=frozenset({promotion.id}))
        ways = delivery_options(session, mode=book.mode)
        books[list_code] = replace(
            book, promotions=others, shopper=shopper, delivery_options={way.code: way for way in ways[:1]}
        )
    return books


def _with(book: PriceBook, promotion: Promotion) -> PriceBook:
    return replace(book, promotions=(*book.promotions, promotion))


def _priced(cart: _PastCart, book: PriceBook, locale: str) -> PricedBasket | None:
    basket = Basket(
        lines=cart.lines,
        delivery_method_code=next(iter(book.delivery_options), None),
        delivery_country=HOME_COUNTRY,
        mode=book.mode,
        currency=book.currency,
        at=clock.now(),
        locale=locale,
    )
    if find_problems(basket, book):
        return None
    try:
        return price(basket, book)
    except AppError:
        return None
