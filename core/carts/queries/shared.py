"""Carts that are shared: a signed link shows what lies in one, at the prices of whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carts.errors import CartNotFound
from core.carts.models import CartLine, SavedListLine
from core.carts.queries.supply import parts_of
from core.carts.rules import Seen, is_choice_offered, selection_of, unit_minor_in
from core.catalog.queries import articles_for
from core.catalog.rules import picks_from
from core.catalog.states import ArticleKind
from core.kernel import clock, tokens
from core.kernel.tokens import TokenRefused
from core.pricing.errors import UnknownArticle
from core.pricing.queries import load_price_book
from core.pricing.rules import LineKey, PriceBook
from core.pricing.states import HOME_COUNTRY

PURPOSE = "cart"
LINK_LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPart:
    """So many of an article inside one bundle."""

    name: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLine:
    """So many of an article. `seen` is what one piece costs the reader now; None: they cannot buy it.

    `inside` is what a bundle holds as it was chosen. `is_choice_gone`: the bundle is sold, but not with these options.
    """

    variant_id: UUID
    selection: str
    quantity: int
    name: str
    slug: str
    picture: str
    kind: ArticleKind
    seen: Seen | None
    inside: tuple[SharedPart, ...] = ()
    is_choice_gone: bool = False

    @property
    def key(self) -> LineKey:
        """Which line it is."""
        return LineKey(self.variant_id, self.selection)

    @property
    def amount_minor(self) -> int | None:
        """What all of it costs, as the reader's list counts."""
        return self.seen.unit_minor * self.quantity if self.seen else None


def share_token(cart_id: UUID) -> str:
    """The token for a link that shows what lies in a cart, for a month; its holder can change nothing there."""
    return tokens.sign(PURPOSE, str(cart_id), expires_in=LINK_LASTS)


def shared_lines(session: Session, token: str, *, price_list: str, locale: str = "en") -> tuple[SharedLine, ...]:
    """What lies in the cart that a link shows, or lay in it when it was ordered.

    Raises TokenRefused for a link that is forged or too old, CartNotFound for a cart that is empty or forgotten.
    """
    in_cart = select(CartLine).where(CartLine.cart_id == _cart_id(token))
    lines = session.scalars(in_cart.order_by(CartLine.added_at, CartLine.id)).all()
    if not lines:
        raise CartNotFound
    return priced_lines(session, lines, price_list=price_list, locale=locale)


def priced_lines(
    session: Session, lines: Sequence[CartLine | SavedListLine], *, price_list: str, locale: str
) -> tuple[SharedLine, ...]:
    """Lines at the prices of whoever looks; what the buyers of their list do not see is left out."""
    if not lines:
        return ()
    variant_ids = [line.variant_id for line in lines]
    book = load_price_book(session, variant_ids, list_code=price_list, country=HOME_COUNTRY, at=clock.now())
    shown = []
    for line in lines:
        article, unit = book.articles[line.variant_id], unit_minor_in(book, line.key, line.quantity)
        if not article.is_seen_at(price_list):
            continue
        seen = None
        if article.is_for_sale and unit is not None:
            seen = Seen(list_code=book.list_code, unit_minor=unit, quantity=line.quantity, free=None)
        shown.append(
            SharedLine(
                variant_id=line.variant_id,
                selection=line.selection,
                quantity=line.quantity,
                name=article.name_in(locale),
                slug=article.slug,
                picture=article.picture,
                kind=article.kind,
                seen=seen,
                inside=_inside(line, book, locale),
                is_choice_gone=article.is_for_sale and not is_choice_offered(book.articles, line.key),
            )
        )
    return tuple(shown)


def _inside(line: CartLine | SavedListLine, book: PriceBook, locale: str) -> tuple[SharedPart, ...]:
    parts = parts_of(line, book)
    known = ((part, book.articles.get(part.variant_id)) for part in parts)
    return tuple(SharedPart(name=a.name_in(locale), quantity=part.quantity) for part, a in known if a is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPart:
    """An option that is taken of a bundle, in words."""

    name: str
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenArticle:
    """An article on its way to a list, with the options that are taken of it."""

    name: str
    parts: tuple[ChosenPart, ...]


def find_chosen(
    session: Session, variant_id: UUID | None, selection: str | None, *, price_list: str, locale: str
) -> ChosenArticle | None:
    """An article that the buyers of a price list see, with its options in words; what cannot be read is left out."""
    articles = articles_for(session, [variant_id]) if variant_id else {}
    article = articles.get(variant_id) if variant_id else None
    if article is None or not article.is_seen_at(price_list):
        return None
    options = article.choices.options if article.choices and selection is not None else {}
    taken = _picks(selection or "")
    parts = tuple(
        ChosenPart(name=articles[option.variant_id].name_in(locale), pieces=option.quantity * taken[code])
        for code, option in options.items()
        if code in taken and option.variant_id in articles
    )
    return ChosenArticle(name=article.name_in(locale), parts=parts)


def require_choice(session: Session, variant_id: UUID, selection: str, *, price_list: str) -> None:
    """Look whether an article can be had with these options. Raises UnknownArticle, ChoiceRefused."""
    articles = articles_for(session, [variant_id])
    article = articles.get(variant_id)
    if article is None or not article.is_seen_at(price_list):
        raise UnknownArticle
    selection_of(articles, variant_id, selection)


def _picks(text: str) -> Mapping[str, int]:
    try:
        return picks_from(text)
    except ValueError:
        return {}


def _cart_id(token: str) -> UUID:
    try:
        return UUID(tokens.read(PURPOSE, token))
    except ValueError:
        raise TokenRefused from None
