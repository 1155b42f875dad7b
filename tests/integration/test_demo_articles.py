"""The demo's catalogue: complete in both languages, drawn, priced, and on the shelves of a real database."""

from pathlib import Path

import pytest

from core.carts.queries.shelf import category_page, product_page, recommended, search
from core.catalog.queries import variant_ids_by_sku
from core.catalog.rules import Article, picks_to
from core.catalog.states import ArticleKind
from core.demo.articles import CATALOGUE, FEATURED, SHELVES, stock_shelves
from core.demo.articles.choices import CHOICES
from core.demo.articles.stocking import draw_pictures, looks
from core.demo.articles.values import DemoVariant, Words
from core.demo.illustrations import COLOURS, SHAPES
from core.inventory.operations import create_warehouse
from core.inventory.queries import free_stock, stock_differences
from core.kernel import clock, db
from core.pricing.operations import create_price_list, seed_tax_rates
from core.pricing.queries import load_price_book
from core.pricing.rules import Basket, BasketLine, PricedBasket, price
from core.pricing.states import BUSINESS, RETAIL, PriceMode

VARIANTS = {variant.sku: variant for product in CATALOGUE for variant in product.variants}


@pytest.fixture
def _stocked(database: object, tmp_path: Path) -> None:
    with db.unit_of_work() as session:
        create_warehouse(session, code="main", name="Hamburg")
        seed_tax_rates(session)
        create_price_list(session, code=RETAIL, name="Retail", mode=PriceMode.GROSS)
        create_price_list(session, code=BUSINESS, name="Business", mode=PriceMode.NET)
        stock_shelves(session, tmp_path / "media")


def all_words() -> list[Words]:
    words = [text for shelf in SHELVES for text in (shelf.name, shelf.summary)]
    for product in CATALOGUE:
        words += [product.name, product.summary, product.text]
        words += [text for fact in product.facts for text in (fact.name, fact.value)]
        words += [text for variant in product.variants for text in (variant.name, variant.option)]
    return words


def as_proposed(bundle: DemoVariant) -> dict[str, int]:
    """What a bundle holds as long as nobody chose otherwise."""
    options = CHOICES[bundle.sku].options if bundle.sku in CHOICES else ()
    return {**bundle.parts, **{option.sku: option.preset for option in options if option.preset}}


def costs(basket: PricedBasket) -> int:
    """What it costs now and each period, without VAT: some things cost nothing yet."""
    return basket.net + sum(total.net for total in basket.recurring)


def proposed(article: Article) -> str:
    """The options that are proposed of an article, if it has any."""
    return picks_to(article.choices.preset) if article.choices else ""


# --- as it is written


def test_there_are_about_sixty_products_of_every_kind() -> None:
    kinds = [product.kind for product in CATALOGUE]

    assert 60 <= len(CATALOGUE) <= 70
    assert {kind: kinds.count(kind) for kind in ArticleKind} == {
        ArticleKind.PHYSICAL: 42,
        ArticleKind.SERVICE: 9,
        ArticleKind.SUBSCRIPTION: 8,
        ArticleKind.BUNDLE: 6,
    }


def test_every_slug_and_article_number_is_there_once() -> None:
    slugs = [product.slug for product in CATALOGUE]
    skus = [variant.sku for product in CATALOGUE for variant in product.variants]

    assert sorted(set(slugs)) == sorted(slugs)
    assert sorted(set(skus)) == sorted(skus)
    assert set(FEATURED) <= set(slugs)


def test_summaries_and_texts_are_written_in_both_languages() -> None:
    for product in CATALOGUE:
        for words in (product.summary, product.text):
            assert words.en
            assert words.de
            assert words.en != words.de
        assert len(product.summary.en) <= 120
        assert len(product.summary.german) <= 130
    for words in all_words():
        assert words.en == words.en.strip()
        assert "  " not in words.en + words.german


def test_every_look_can_be_drawn_and_its_file_is_an_svg(tmp_path: Path) -> None:
    assert {look.shape for look in looks()} == set(SHAPES)
    assert {look.colour for look in looks()} <= set(COLOURS)

    draw_pictures(tmp_path)

    drawn = sorted(path.name for path in tmp_path.iterdir())
    assert drawn == sorted(look.file for look in looks())
    assert all((tmp_path / name).read_text(encoding="utf-8").startswith("<svg") for name in drawn)


def test_bundles_hold_what_exists_and_cost_less_than_their_parts() -> None:
    for product in CATALOGUE:
        for bundle in product.variants:
            if bundle.parts:
                parts = [(VARIANTS[sku], pieces) for sku, pieces in as_proposed(bundle).items()]
                assert bundle.once < sum(part.once * pieces for part, pieces in parts)
                again = sum(part.again * pieces for part, pieces in parts)
                assert bundle.again < again or bundle.again == again == 0


# --- as it stands on the shelves


def priced(list_code: str, country: str = "DE") -> dict[str, PricedBasket]:
    """Each variant alone in a basket."""
    with db.reading() as session:
        ids = variant_ids_by_sku(session, VARIANTS)
        book = load_price_book(session, list(ids.values()), list_code=list_code, country=country, at=clock.now())
    return {
        sku: price(
            Basket(
                lines=(BasketLine(variant_id=variant_id, quantity=1, selection=proposed(book.articles[variant_id])),),
                delivery_method_code=None,
                delivery_country=country,
                mode=book.mode,
                currency="EUR",
                at=clock.now(),
                locale="en",
            ),
            book,
        )
        for sku, variant_id in ids.items()
    }


@pytest.mark.usefixtures("_stocked")
def test_every_article_can_be_bought_by_everybody() -> None:
    for list_code in (RETAIL, BUSINESS):
        for country in ("DE", "AT"):
            found = priced(list_code, country)
            assert set(found) == set(VARIANTS)
            assert all(costs(basket) > 0 for basket in found.values())


@pytest.mark.usefixtures("_stocked")
def test_companies_pay_less_than_others_less_for_bundles_and_less_from_each_tier_on() -> None:
    retail, business = priced(RETAIL), priced(BUSINESS)

    assert all(costs(business[sku]) < costs(retail[sku]) for sku in VARIANTS)
    for sku, bundle in VARIANTS.items():
        if bundle.parts:
            assert business[sku].net < sum(business[part].net * pieces for part, pieces in as_proposed(bundle).items())
    with db.reading() as session:
        page = product_page(session, "elbblick", locale="de", price_list=BUSINESS)
    assert [(tier.min_quantity, tier.amount_minor) for tier in page.variants[1].tiers] == [
        (1, 2230), (10, 2100), (24, 2010),
    ]  # fmt: skip


@pytest.mark.usefixtures("_stocked")
def test_goods_lie_in_the_warehouse_as_written() -> None:
    with db.reading() as session:
        ids = variant_ids_by_sku(session, VARIANTS)
        free = free_stock(session, list(ids.values()))
        assert stock_differences(session) == []

    assert {sku: free[variant_id] for sku, variant_id in ids.items()} == {
        sku: variant.stock for sku, variant in VARIANTS.items()
    }


@pytest.mark.usefixtures("_stocked")
def test_every_shelf_page_and_recommendation_shows_in_both_languages() -> None:
    with db.reading() as session:
        for locale in ("en", "de"):
            for shelf in SHELVES:
                page = category_page(session, shelf.slug, locale=locale, price_list=RETAIL)
                assert page.total >= 2
                assert all(card.price_minor is not None and card.picture for card in page.cards)
            first = recommended(session, locale=locale, price_list=RETAIL, most=12)
            assert tuple(card.slug for card in first) == FEATURED
            for product in CATALOGUE:
                assert product_page(session, product.slug, locale=locale, price_list=RETAIL).variants


SOUGHT = {
    "Siebträger": "hafen-one",
    "espresso machine": "hafen-one",
    "Mühle": "speicher-grinder",
    "entkoffeiniert": "feierabend-monthly",
    "Elbblick Abo": "elbblick-monthly",
    "descaler": "descaler",
    "Entkalker": "descaler",
    "tassen": "kaje-espresso-cups",
    "Wartung": "maintenance-visit",
    "team kitchen": "team-kitchen",
    "ABO-LAND-6": "landungsbruecken-monthly",
}


@pytest.mark.usefixtures("_stocked")
def test_people_find_what_they_look_for() -> None:
    with db.reading() as session:
        found = {words: search(session, words, locale="de", price_list=RETAIL).cards[0].slug for words in SOUGHT}

    assert found == SOUGHT
