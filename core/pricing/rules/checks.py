"""Whether a basket can be priced at all, and the refusal when it cannot."""

from uuid import UUID

from core.catalog.rules import Article
from core.catalog.states import ArticleKind
from core.kernel.errors import AppError
from core.pricing.errors import NoDeliveryThere, NoPrice, NotForSale, QuantityOutOfRange, UnknownArticle
from core.pricing.rules.values import Basket, BasketLine, PriceBook, PriceRow, RateKey

LARGEST_QUANTITY = 99_999


def find_problems(basket: Basket, book: PriceBook) -> dict[UUID, AppError]:
    """Why lines cannot be sold, by variant; empty when the whole basket can be priced."""
    found: dict[UUID, AppError] = {}
    for line in basket.lines:
        problem = _problem_of(line, basket, book)
        if problem is not None:
            found.setdefault(line.variant_id, problem)
    return found


def require_sellable(basket: Basket, book: PriceBook) -> None:
    """Raise the first problem of the basket. ValueError when basket and book do not belong together."""
    if (basket.mode, basket.currency) != (book.mode, book.currency):
        raise ValueError("The basket and the price list count differently.")
    for problem in find_problems(basket, book).values():
        raise problem


def row_for(rows: tuple[PriceRow, ...], quantity: int) -> PriceRow | None:
    """The price that holds for so many pieces: the highest tier that they reach."""
    reached = [row for row in rows if row.min_quantity <= quantity]
    return reached[-1] if reached else None


def tax_country(article: Article, basket: Basket, book: PriceBook) -> str:
    """Where the tax is owed: goods where they arrive, services at home."""
    return book.home_country if article.kind is ArticleKind.SERVICE else basket.delivery_country


def _problem_of(line: BasketLine, basket: Basket, book: PriceBook) -> AppError | None:
    if type(line.quantity) is not int or not 1 <= line.quantity <= LARGEST_QUANTITY:
        return QuantityOutOfRange()
    article = book.articles.get(line.variant_id)
    if article is None:
        return UnknownArticle()
    if not article.is_for_sale or not article.is_seen_at(book.list_code):
        return NotForSale(name=article.name_in(basket.locale))
    if row_for(book.prices.get(line.variant_id, ()), line.quantity) is None:
        return NoPrice(name=article.name_in(basket.locale))
    if article.kind is ArticleKind.BUNDLE:
        return _problem_inside(article, basket, book)
    return _tax_problem(article, basket, book)


def _problem_inside(bundle: Article, basket: Basket, book: PriceBook) -> AppError | None:
    parts = [book.articles.get(component.variant_id) for component in bundle.components]
    if not parts:
        return NotForSale(name=bundle.name_in(basket.locale))
    for component, part in zip(bundle.components, parts, strict=True):
        if part is None or not part.is_active:
            return NotForSale(name=bundle.name_in(basket.locale))
        if row_for(book.prices.get(component.variant_id, ()), component.quantity) is None:
            return NoPrice(name=bundle.name_in(basket.locale))
        problem = _tax_problem(part, basket, book)
        if problem is not None:
            return problem
    return None


def _tax_problem(article: Article, basket: Basket, book: PriceBook) -> AppError | None:
    country = tax_country(article, basket, book)
    if RateKey(country=country, tax_class=article.tax_class) in book.rates:
        return None
    return NoDeliveryThere(country=country)
