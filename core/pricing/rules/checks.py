"""Whether a basket can be priced at all, and the refusal when it cannot."""

from core.catalog.rules import Article, components_of, picks_from
from core.catalog.states import ArticleKind, Supply
from core.kernel.errors import AppError
from core.kernel.money import Money
from core.pricing.errors import (
    BelowMinimum,
    ChoiceRefused,
    NoDeliveryThere,
    NoPrice,
    NotForSale,
    QuantityOutOfRange,
    UnknownArticle,
)
from core.pricing.rules.bundles import UNREADABLE, problem_of_choice
from core.pricing.rules.taxation import Ruling, TaxCase, decide
from core.pricing.rules.values import Basket, BasketLine, LineKey, PriceBook, PricedBasket, PriceRow, RateKey, row_for

LARGEST_QUANTITY = 99_999


def below_minimum(basket: PricedBasket, book: PriceBook) -> BelowMinimum | None:
    """Why a basket is too small to be ordered, if so: discounts count, delivery does not."""
    worth = sum(line.amount_minor for line in basket.lines)
    if worth >= book.minimum_minor:
        return None
    missing = Money(book.minimum_minor - worth, basket.currency)
    return BelowMinimum(minimum=Money(book.minimum_minor, basket.currency), missing=missing)


def find_problems(basket: Basket, book: PriceBook) -> dict[LineKey, AppError]:
    """Why lines cannot be sold; empty when the whole basket can be priced."""
    found: dict[LineKey, AppError] = {}
    for line in basket.lines:
        problem = _problem_of(line, basket, book)
        if problem is not None:
            found.setdefault(line.key, problem)
    return found


def require_sellable(basket: Basket, book: PriceBook) -> None:
    """Raise the first problem of the basket. ValueError when basket and book do not belong together."""
    if (basket.mode, basket.currency) != (book.mode, book.currency):
        raise ValueError("The basket and the price list count differently.")
    for problem in find_problems(basket, book).values():
        raise problem


def case_of(article: Article, basket: Basket, book: PriceBook) -> TaxCase:
    """An article in a basket as the tax law sees it."""
    return TaxCase(
        supply=article.supply,
        country=basket.delivery_country,
        home=book.home_country,
        taxpayer=book.taxpayer,
        one_stop=book.one_stop,
    )


def ruling_of(article: Article, basket: Basket, book: PriceBook) -> Ruling:
    """Where and how an article in a basket is taxed."""
    return decide(case_of(article, basket, book))


def _problem_of(line: BasketLine, basket: Basket, book: PriceBook) -> AppError | None:
    if type(line.quantity) is not int or not 1 <= line.quantity <= LARGEST_QUANTITY:
        return QuantityOutOfRange()
    article = book.articles.get(line.variant_id)
    if article is None:
        return UnknownArticle()
    if not article.is_for_sale or not article.is_seen_at(book.list_code):
        return NotForSale(name=article.name_in(basket.locale))
    row = row_of(book, line, line.quantity)
    if row is None:
        return NoPrice(name=article.name_in(basket.locale))
    if article.kind is not ArticleKind.BUNDLE:
        return ChoiceRefused(UNREADABLE) if line.selection else _tax_problem(article, basket, book)
    if any(part is None or not part.is_active for part in _always_inside(article, book)):
        return NotForSale(name=article.name_in(basket.locale))
    refusal = problem_of_choice(book, article, line.selection, row, basket.locale)
    return refusal or _tax_inside(article, line.selection, basket, book)


def row_of(book: PriceBook, line: BasketLine, pieces: int) -> PriceRow | None:
    """What one piece of a line costs: as agreed, else by the list for so many pieces; None when neither says."""
    listed = row_for(book.prices.get(line.variant_id, ()), pieces)
    terms = line.terms
    if terms is None or not line.has_agreed_price:
        return listed
    once, again = (listed.amount_minor, listed.recurring_minor) if listed else (0, 0)
    return PriceRow(
        min_quantity=1,
        amount_minor=once if terms.unit_minor is None else terms.unit_minor,
        recurring_minor=again if terms.recurring_minor is None else terms.recurring_minor,
    )


def _always_inside(bundle: Article, book: PriceBook) -> list[Article | None]:
    return [book.articles.get(component.variant_id) for component in bundle.components]


def _tax_inside(bundle: Article, selection: str, basket: Basket, book: PriceBook) -> AppError | None:
    for component in components_of(bundle, picks_from(selection)):
        problem = _tax_problem(book.articles[component.variant_id], basket, book)
        if problem is not None:
            return problem
    return None


def _tax_problem(article: Article, basket: Basket, book: PriceBook) -> AppError | None:
    ruling = ruling_of(article, basket, book)
    if article.supply is not Supply.SERVICE and not book.serves(basket.delivery_country):
        return NoDeliveryThere(country=basket.delivery_country)
    owed_in = ruling.country if ruling.category.is_taxed else book.home_country
    if RateKey(country=owed_in, tax_class=article.tax_class) not in book.rates:
        return NoDeliveryThere(country=owed_in)
    return None
