"""Shelves and product pages: what they show, in how many statements, on both databases."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text

from core.accounts.operations import ensure_business_unit
from core.carts.queries.shelf import (
    CategoryPage,
    ProductDetail,
    SearchPage,
    TierPrice,
    category_page,
    product_page,
    recommended,
)
from core.catalog.errors import NoSuchPage, UnknownCategory, UnknownProduct
from core.catalog.operations import (
    AttributeInput,
    ProductInput,
    VariantInput,
    create_product,
    set_variant_active,
    withdraw_product,
)
from core.catalog.queries import categories_menu, find_product_id, variant_ids_by_sku
from core.catalog.rules import Plan
from core.catalog.states import ArticleKind, Measure, ShelfOrder, TaxClass
from core.inventory.operations import receive_stock, reserve
from core.inventory.states import StockLevel
from core.kernel import clock, db
from core.kernel.actor import SYSTEM
from core.pricing.operations import PriceInput, set_prices
from core.pricing.states import PriceMode
from tests.support.goods import Offer, add_offer, open_shop
from tests.support.statements import counted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAN = Plan(interval_months=1, term_months=12, notice_months=1)


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with clock.frozen(NOON), db.unit_of_work() as session:
        open_shop(session)


def add(*offers: Offer) -> list[UUID]:
    with clock.frozen(NOON), db.unit_of_work() as session:
        return [add_offer(session, offer) for offer in offers]


def shelf(slug: str = "all", *, price_list: str = "retail", locale: str = "en", **chosen: object) -> CategoryPage:
    with db.reading() as session:
        return category_page(session, slug, locale=locale, price_list=price_list, **chosen)  # type: ignore[arg-type]  # by name


def page(slug: str, *, price_list: str = "retail", locale: str = "en") -> ProductDetail:
    with db.reading() as session:
        return product_page(session, slug, locale=locale, price_list=price_list)


def slugs(found: CategoryPage | SearchPage) -> list[str]:
    return [card.slug for card in found.cards]


def add_beans() -> Mapping[str, UUID]:
    """Beans in two sizes, with tiers for the larger one and stock for the smaller."""
    variants = tuple(
        VariantInput(
            sku=f"BEAN-{grams}",
            option_name="Size",
            option_name_de="Größe",
            name=f"{grams} g",
            name_de=f"{grams} g",
            picture=f"beans-{grams}.svg",
            unit_quantity=grams,
            unit=Measure.GRAM,
        )
        for grams in (1000, 250)
    )
    with clock.frozen(NOON), db.unit_of_work() as session:
        beans = ProductInput(
            slug="speicher",
            name="Speicher beans",
            name_de="Speicherbohnen",
            summary="Dark and round.",
            summary_de="Dunkel und rund.",
            description="Roasted on Tuesdays.",
            description_de="Dienstags geröstet.",
            brand="Elbkaffee",
            kind=ArticleKind.PHYSICAL,
            tax_class=TaxClass.REDUCED,
            business_unit_id=ensure_business_unit(session, code="coffee", name="Coffee").id,
            category_slugs=("all", "beans"),
            variants=variants,
            delivery_days=2,
            attributes=(
                AttributeInput(name="Roast", name_de="Röstung", value="dark", value_de="dunkel"),
                AttributeInput(name="Altitude", name_de="Höhe", value="1,400", unit="m"),
            ),
        )
        create_product(session, beans)
        ids = variant_ids_by_sku(session, ["BEAN-1000", "BEAN-250"])
        prices = [
            PriceInput(variant_id=ids["BEAN-1000"], amount_minor=2490),
            PriceInput(variant_id=ids["BEAN-1000"], amount_minor=2290, min_quantity=10),
            PriceInput(variant_id=ids["BEAN-250"], amount_minor=749),
        ]
        set_prices(session, prices, list_code="retail")
        receive_stock(session, ids["BEAN-250"], 3, acting_user=SYSTEM)
    return ids


def add_kitchen() -> None:
    """A bundle: two machines, of which five are there, an installation, and a plan."""
    add(
        Offer(sku="MACHINE", prices={1: 100_000}, stock=5),
        Offer(sku="VISIT", kind=ArticleKind.SERVICE, prices={1: 15_000}, unit_code="service"),
        Offer(sku="PLAN", kind=ArticleKind.SUBSCRIPTION, recurring_minor=9_000, category="beans"),
    )
    inside = {"MACHINE": 2, "VISIT": 1, "PLAN": 3}
    kitchen = Offer(sku="KITCHEN", kind=ArticleKind.BUNDLE, parts=inside, prices={1: 200_000}, recurring_minor=25_000)
    add(replace(kitchen, rank=1))


# --- shelves


def test_a_shelf_shows_what_stands_on_it_and_below() -> None:
    add(Offer(sku="A", name="First", rank=2), Offer(sku="B", category="beans", rank=1))
    add(Offer(sku="C", is_published=False))

    everything, machines = shelf(), shelf("machines", locale="de")

    assert (slugs(everything), everything.total, everything.pages) == (["b", "a"], 2, 1)
    assert [child.slug for child in everything.children] == ["machines", "beans"]
    assert (slugs(machines), machines.category.name) == (["a"], "Maschinen")
    assert [node.slug for node in machines.breadcrumb] == ["all", "machines"]


def test_a_card_shows_the_cheapest_variant_and_its_base_price() -> None:
    add_beans()

    card = shelf("beans").cards[0]

    assert (card.name, card.summary, card.brand, card.picture) == (
        "Speicher beans", "Dark and round.", "Elbkaffee", "beans-1000.svg",
    )  # fmt: skip
    assert (card.price_minor, card.recurring_minor, card.interval_months) == (749, 0, None)
    assert (card.has_variants, card.has_price_range) == (True, True)
    assert (card.base_price_minor, card.base_unit) == (2996, "kg")
    assert (card.stock_level, card.free, card.is_in_stock, card.delivery_days) == (StockLevel.FEW_LEFT, 3, True, 2)
    assert (card.kind, card.kinds) == (ArticleKind.PHYSICAL, (ArticleKind.PHYSICAL,))
    assert (card.mode, card.currency) == (PriceMode.GROSS, "EUR")


def test_a_card_speaks_german_and_counts_net_for_companies() -> None:
    add(Offer(sku="A", name="Cup", name_de="Tasse", prices={1: 1000}))

    card = shelf(locale="de", price_list="business").cards[0]

    assert (card.name, card.price_minor, card.mode) == ("Tasse", 900, PriceMode.NET)


def test_what_needs_no_stock_is_always_there_and_a_bundle_is_as_scarce_as_its_goods() -> None:
    add_kitchen()

    cards = {card.slug: card for card in shelf().cards}

    assert {slug: (card.stock_level, card.free) for slug, card in cards.items()} == {
        "kitchen": (StockLevel.FEW_LEFT, 2),
        "machine": (StockLevel.FEW_LEFT, 5),
        "visit": (StockLevel.NOT_STOCKED, None),
        "plan": (StockLevel.NOT_STOCKED, None),
    }
    kitchen, plan = cards["kitchen"], cards["plan"]
    assert kitchen.kinds == (ArticleKind.PHYSICAL, ArticleKind.SERVICE, ArticleKind.SUBSCRIPTION)
    assert (kitchen.price_minor, kitchen.recurring_minor, kitchen.interval_months) == (200_000, 25_000, 1)
    assert (plan.price_minor, plan.recurring_minor, plan.interval_months) == (0, 9_000, 1)


def test_reserved_pieces_are_not_on_the_shelf() -> None:
    (cup,) = add(Offer(sku="CUP", stock=7))
    with db.unit_of_work() as session:
        reserve(session, UUID(int=1), {cup: 7}, expires_at=None)

    card = shelf().cards[0]

    assert (card.stock_level, card.free, card.is_in_stock, card.delivery_days) == (
        StockLevel.OUT_OF_STOCK, 0, False, None,
    )  # fmt: skip


def test_an_article_without_price_is_shown_on_request() -> None:
    add(Offer(sku="A", prices={}, stock=1))

    card = shelf().cards[0]

    assert (card.price_minor, card.base_price_minor, card.has_price_range) == (None, None, False)
    assert page("a").variants[0].tiers == ()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (ShelfOrder.RECOMMENDED, ["b", "c", "a", "d"]),
        (ShelfOrder.NAME, ["c", "a", "b", "d"]),
        (ShelfOrder.PRICE_UP, ["a", "b", "c", "d"]),
        (ShelfOrder.PRICE_DOWN, ["c", "b", "a", "d"]),
    ],
)
def test_shelves_can_be_sorted(sort: ShelfOrder, expected: list[str]) -> None:
    add(
        Offer(sku="A", name="mug", prices={1: 100}, rank=3),
        Offer(sku="B", name="Pot", prices={1: 200}, rank=1),
        Offer(sku="C", name="Cup", prices={1: 300}, rank=2),
        Offer(sku="D", name="Tray", prices={}, rank=4),
    )

    assert slugs(shelf(sort=sort)) == expected


def test_kinds_can_be_chosen_and_are_counted() -> None:
    add_kitchen()

    chosen = shelf(kinds=[ArticleKind.SERVICE, ArticleKind.BUNDLE])

    assert (slugs(chosen), chosen.total) == (["kitchen", "visit"], 2)
    assert chosen.kinds == (ArticleKind.SERVICE, ArticleKind.BUNDLE)
    assert [(facet.kind, facet.count) for facet in chosen.facets] == [(kind, 1) for kind in ArticleKind]


def test_pages_hold_twenty_four_and_end() -> None:
    add(*(Offer(sku=f"A{number:02}", rank=number) for number in range(50)))

    pages = [shelf(page=number) for number in (1, 2, 3)]

    assert [len(one.cards) for one in pages] == [24, 24, 2]
    assert [slug for one in pages for slug in slugs(one)] == [f"a{number:02}" for number in range(50)]
    assert (pages[0].pages, pages[0].total) == (3, 50)
    for missing in (0, -1, 4, 10**9):
        with pytest.raises(NoSuchPage):
            shelf(page=missing)


def test_an_empty_shelf_has_one_page_and_an_unknown_one_none() -> None:
    empty = shelf("beans")

    assert (empty.cards, empty.total, empty.page, empty.pages, empty.facets) == ((), 0, 1, 1, ())
    with pytest.raises(UnknownCategory):
        shelf("nowhere")


@pytest.mark.parametrize("sort", ShelfOrder)
def test_a_shelf_takes_three_statements_with_one_card_or_twenty_four(sort: ShelfOrder) -> None:
    add(Offer(sku="A00", stock=1))
    with counted(db.engine()) as with_one:
        shelf(sort=sort)
    add(*(Offer(sku=f"A{number:02}", stock=1) for number in range(1, 24)))
    with counted(db.engine()) as with_many:
        assert len(shelf(sort=sort).cards) == 24

    assert (with_one.count, with_many.count) == (3, 3)


def test_the_menu_and_the_shelf_share_the_tree() -> None:
    add(Offer(sku="A"))

    with db.reading() as session, counted(db.engine()) as statements:
        categories_menu(session, locale="en")
        category_page(session, "all", locale="en", price_list="retail")

    assert statements.count == 3


def test_what_we_recommend_comes_in_one_statement() -> None:
    add_kitchen()

    with db.reading() as session, counted(db.engine()) as statements:
        first = recommended(session, locale="en", price_list="retail", most=2)
        services = recommended(session, locale="en", price_list="retail", kinds=[ArticleKind.SERVICE])

    assert ([card.slug for card in first], [card.slug for card in services]) == (["kitchen", "machine"], ["visit"])
    assert statements.count == 2


# --- product page


def test_a_product_page_holds_variants_tiers_stock_and_facts() -> None:
    ids = add_beans()
    add(Offer(sku="OTHER", category="beans"), Offer(sku="FAR"))

    detail = page("speicher", locale="de")

    assert (detail.name, detail.summary, detail.description) == (
        "Speicherbohnen", "Dunkel und rund.", "Dienstags geröstet.",
    )  # fmt: skip
    assert (detail.tax_rate, detail.mode, detail.currency) == (Decimal("0.07"), PriceMode.GROSS, "EUR")
    assert [node.slug for node in detail.breadcrumb] == ["all", "beans"]
    large, small = detail.variants
    assert (large.id, large.sku, large.name, large.option_name) == (ids["BEAN-1000"], "BEAN-1000", "1000 g", "Größe")
    assert large.tiers == (
        TierPrice(min_quantity=1, amount_minor=2490, recurring_minor=0),
        TierPrice(min_quantity=10, amount_minor=2290, recurring_minor=0),
    )
    assert (large.price_minor, large.base_price_minor, large.base_unit) == (2490, 2490, "kg")
    assert (large.stock_level, large.free, large.delivery_days) == (StockLevel.OUT_OF_STOCK, 0, None)
    assert (small.base_price_minor, small.free, small.delivery_days) == (2996, 3, 2)
    assert [(fact.name, fact.value, fact.unit) for fact in detail.attributes] == [
        ("Röstung", "dunkel", ""), ("Höhe", "1,400", "m"),
    ]  # fmt: skip
    assert [card.slug for card in detail.related] == ["other"]
    assert detail.components == ()


def test_a_bundle_page_shows_what_is_inside_and_what_it_costs_alone() -> None:
    add_kitchen()
    with db.unit_of_work() as session:
        product_id = find_product_id(session, "plan")
        assert product_id is not None
        withdraw_product(session, product_id)

    detail = page("kitchen")

    assert [(part.name, part.quantity, part.slug, part.kind.value) for part in detail.components] == [
        ("MACHINE", 2, "machine", "physical"), ("VISIT", 1, "visit", "service"), ("PLAN", 3, "", "subscription"),
    ]  # fmt: skip
    assert (detail.alone_minor, detail.alone_recurring_minor) == (215_000, 27_000)
    assert (detail.variants[0].plan, detail.variants[0].free) == (PLAN, 2)


def test_terms_and_durations_are_on_the_page() -> None:
    add_kitchen()

    assert page("plan").variants[0].plan == PLAN
    assert page("visit").variants[0].duration_minutes == 120


def test_a_stopped_variant_leaves_the_page_and_a_withdrawn_product_has_none() -> None:
    ids = add_beans()
    with db.unit_of_work() as session:
        set_variant_active(session, ids["BEAN-1000"], is_active=False)
    assert [variant.sku for variant in page("speicher").variants] == ["BEAN-250"]

    with db.unit_of_work() as session:
        product_id = find_product_id(session, "speicher")
        assert product_id is not None
        withdraw_product(session, product_id)
    for slug in ("speicher", "nowhere"):
        with pytest.raises(UnknownProduct):
            page(slug)


@pytest.mark.parametrize("slug", ["speicher", "kitchen", "visit"])
def test_a_product_page_takes_four_statements(slug: str) -> None:
    add_beans()
    add_kitchen()

    with counted(db.engine()) as statements:
        page(slug)

    assert statements.count == 4


def test_prices_of_tomorrow_are_not_on_the_shelf() -> None:
    add(Offer(sku="A", prices={1: 1000}))
    with db.unit_of_work() as session:
        session.execute(text("UPDATE price SET valid_to = valid_from"))

    assert shelf().cards[0].price_minor is None
