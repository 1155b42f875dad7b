"""The catalogue on real databases: the tree, what can be created, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.accounts.operations import ensure_business_unit
from core.catalog.errors import (
    BundleDoesNotFit,
    NoVariants,
    SkuTaken,
    SlugTaken,
    UnknownCategory,
    VariantDoesNotFit,
)
from core.catalog.models import Category, Product, Variant
from core.catalog.operations import (
    CategoryInput,
    ProductInput,
    VariantInput,
    create_category,
    create_product,
    rename_product,
    set_variant_active,
    withdraw_product,
)
from core.catalog.queries import articles_for, categories_menu, find_product_id, variant_ids_by_sku
from core.catalog.rules import Component, Plan
from core.catalog.states import ArticleKind, TaxClass
from core.kernel import clock, db
from core.kernel.errors import AppError
from tests.support.goods import Offer, add_offer, open_shop
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with clock.frozen(NOON), db.unit_of_work() as session:
        open_shop(session)


def product(**changes: object) -> ProductInput:
    """The smallest valid product, with changes."""
    with db.unit_of_work() as session:
        unit_id = ensure_business_unit(session, code="machines", name="Machines").id
    valid = ProductInput(
        slug="cup",
        name="Cup",
        name_de="Tasse",
        kind=ArticleKind.PHYSICAL,
        tax_class=TaxClass.STANDARD,
        business_unit_id=unit_id,
        category_slugs=("machines",),
        variants=(VariantInput(sku="CUP"),),
    )
    return replace(valid, **changes)  # type: ignore[arg-type]  # fields by name


def count_products() -> tuple[int, int]:
    with db.reading() as session:
        products = session.scalar(select(func.count()).select_from(Product)) or 0
        return products, session.scalar(select(func.count()).select_from(Variant)) or 0


def add(offer: Offer) -> UUID:
    with db.unit_of_work() as session:
        return add_offer(session, offer)


# --- categories


def test_the_tree_speaks_both_languages_and_knows_its_paths() -> None:
    with db.unit_of_work() as session:
        create_category(session, CategoryInput(slug="filter", name="Filter", name_de="Filter", parent_slug="machines"))

    with db.reading() as session:
        tree = categories_menu(session, locale="de")

    assert [(node.slug, node.name, node.depth) for node in tree.nodes] == [
        ("all", "Alles", 0), ("machines", "Maschinen", 1), ("filter", "Filter", 2), ("beans", "Bohnen", 1),
    ]  # fmt: skip
    leaf = tree.get_by_slug("filter")
    assert leaf.path == "/all/machines/filter/"
    assert [node.slug for node in tree.breadcrumb_of(leaf)] == ["all", "machines", "filter"]
    assert [node.slug for node in tree.below(tree.roots[0])] == ["all", "machines", "filter", "beans"]
    with pytest.raises(UnknownCategory):
        tree.get_by_slug("cups")


def test_the_tree_is_read_once_per_session_and_again_after_a_change() -> None:
    with db.unit_of_work() as session:
        with counted(db.engine()) as statements:
            first = categories_menu(session, locale="en")
            assert categories_menu(session, locale="en") is first
        create_category(session, CategoryInput(slug="cups", name="Cups", name_de="Tassen"))
        again = categories_menu(session, locale="en")

    assert statements.count == 1
    assert {node.slug for node in again.nodes} - {node.slug for node in first.nodes} == {"cups"}


@pytest.mark.parametrize(
    ("changes", "refusal"), [({"slug": "beans"}, SlugTaken), ({"parent_slug": "nowhere"}, UnknownCategory)]
)
def test_a_category_that_cannot_be_is_refused(changes: dict[str, str], refusal: type[AppError]) -> None:
    wanted = CategoryInput(slug="cups", name="Cups", name_de="Tassen")

    with pytest.raises(refusal), db.unit_of_work() as session:
        create_category(session, replace(wanted, **changes))  # type: ignore[arg-type]  # fields by name

    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Category)) == 3


# --- products


PLAN = Plan(interval_months=1, term_months=12, notice_months=1)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"variants": ()}, NoVariants),
        ({"variants": (VariantInput(sku="X", plan=PLAN),)}, VariantDoesNotFit),
        ({"variants": (VariantInput(sku="X", duration_minutes=60),)}, VariantDoesNotFit),
        ({"kind": ArticleKind.SUBSCRIPTION}, VariantDoesNotFit),
        ({"kind": ArticleKind.SERVICE}, VariantDoesNotFit),
        ({"kind": ArticleKind.BUNDLE}, VariantDoesNotFit),
        ({"category_slugs": ("nowhere",)}, UnknownCategory),
        ({"slug": "taken"}, SlugTaken),
        ({"variants": (VariantInput(sku="TAKEN"),)}, SkuTaken),
        ({"variants": (VariantInput(sku="X"), VariantInput(sku="X"))}, SkuTaken),
    ],
)
def test_a_product_that_cannot_be_is_refused_and_nothing_is_created(
    changes: dict[str, object], refusal: type[AppError]
) -> None:
    with db.unit_of_work() as session:
        create_product(session, product(slug="taken", variants=(VariantInput(sku="TAKEN"),)))
    wanted = product(**changes)

    with pytest.raises(refusal), db.unit_of_work() as session:
        create_product(session, wanted)

    assert count_products() == (1, 1)


def test_an_article_carries_what_the_capabilities_above_need() -> None:
    variants = (
        VariantInput(sku="CUP-1", name="Red", name_de="Rot", picture="cup-red.svg"),
        VariantInput(sku="CUP-2", name="Blue", name_de="Blau"),
    )
    wanted = product(variants=variants)
    with db.unit_of_work() as session:
        create_product(session, wanted)
        ids = variant_ids_by_sku(session, ["CUP-1", "CUP-2", "CUP-3"])

    with db.reading() as session:
        articles = articles_for(session, [ids["CUP-1"], UUID(int=5)])

    assert sorted(ids) == ["CUP-1", "CUP-2"]
    assert list(articles) == [ids["CUP-1"]]
    article = articles[ids["CUP-1"]]
    assert (article.sku, article.name, article.name_de, article.picture) == (
        "CUP-1",
        "Cup, Red",
        "Tasse, Rot",
        "cup-red.svg",
    )
    assert (article.kind, article.tax_class, article.slug) == (ArticleKind.PHYSICAL, TaxClass.STANDARD, "cup")
    assert article.business_unit_id == wanted.business_unit_id
    assert (article.is_for_sale, article.plan, article.components) == (True, None, ())


def test_withdrawn_and_stopped_articles_are_not_for_sale() -> None:
    first, second = add(Offer(sku="A")), add(Offer(sku="B"))

    with db.unit_of_work() as session:
        product_id = find_product_id(session, "a")
        assert product_id is not None
        withdraw_product(session, product_id)
        set_variant_active(session, second, is_active=False)

    with db.reading() as session:
        articles = articles_for(session, [first, second])
    assert [articles[variant_id].is_for_sale for variant_id in (first, second)] == [False, False]
    assert (articles[first].is_active, articles[second].is_published) == (True, True)


def test_a_renamed_product_is_found_by_its_new_name_only() -> None:
    add(Offer(sku="A", name="Harbour mug", name_de="Hafenbecher"))

    with db.unit_of_work() as session:
        product_id = find_product_id(session, "a")
        assert product_id is not None
        renamed = rename_product(session, product_id, name="Canal mug", name_de="Fleetbecher")

    assert renamed.title_text == " canal mug fleetbecher a everything alles machines maschinen "


def test_a_bundle_knows_its_parts_kinds_and_terms() -> None:
    machine = add(Offer(sku="M"))
    beans = add(Offer(sku="S", kind=ArticleKind.SUBSCRIPTION, recurring_minor=900))
    bundle = add(Offer(sku="K", kind=ArticleKind.BUNDLE, parts={"M": 1, "S": 2}, prices={1: 900}, recurring_minor=1500))

    with db.reading() as session, counted(db.engine()) as statements:
        articles = articles_for(session, [bundle])

    assert statements.count == 2
    assert set(articles) == {bundle, machine, beans}
    assert articles[bundle].components == (
        Component(variant_id=machine, quantity=1), Component(variant_id=beans, quantity=2),
    )  # fmt: skip
    assert articles[bundle].plan == PLAN
    with db.reading() as session:
        assert session.scalar(select(Product.inside).where(Product.slug == "k")) == "physical subscription"


def test_a_bundle_that_cannot_be_is_refused() -> None:
    machine = add(Offer(sku="M"))
    inner = add(Offer(sku="K", kind=ArticleKind.BUNDLE, parts={"M": 1}))
    monthly = add(Offer(sku="S", kind=ArticleKind.SUBSCRIPTION, recurring_minor=900))
    quarterly = Plan(interval_months=3, term_months=12, notice_months=1)
    subscription = product(slug="q", kind=ArticleKind.SUBSCRIPTION, variants=(VariantInput(sku="Q", plan=quarterly),))
    with db.unit_of_work() as session:
        create_product(session, subscription)
        third = variant_ids_by_sku(session, ["Q"])["Q"]
    before = count_products()

    for inside in ([inner], [machine, machine], [monthly, third], [UUID(int=5)]):
        components = tuple(Component(variant_id=variant_id, quantity=1) for variant_id in inside)
        wanted = product(kind=ArticleKind.BUNDLE, variants=(VariantInput(sku="B", components=components),))
        with pytest.raises(BundleDoesNotFit), db.unit_of_work() as session:
            create_product(session, wanted)

    assert count_products() == before
