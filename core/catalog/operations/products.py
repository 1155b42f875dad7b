"""Changing the catalogue: shelves, products with their variants, publishing, renaming."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.catalog.errors import (
    BundleDoesNotFit,
    NoVariants,
    SkuTaken,
    SlugTaken,
    UnknownCategory,
    VariantDoesNotFit,
)
from core.catalog.models import (
    BundleComponent,
    Category,
    PlanTerms,
    Product,
    ProductCategory,
    ServiceTerms,
    Variant,
)
from core.catalog.operations.attributes import AttributeInput, set_values, values_from
from core.catalog.operations.search import index_product
from core.catalog.queries import articles_for, forget_categories
from core.catalog.rules import Component, Contents, Plan, contents_of, kinds_to
from core.catalog.rules.folding import folded
from core.catalog.states import ArticleKind, Measure, Supply, TaxClass
from core.kernel.db import lock, new_id, on_constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryInput:
    """A shelf to put up; without `parent_slug` it is a root."""

    slug: str
    name: str
    name_de: str
    parent_slug: str | None = None
    summary: str = ""
    summary_de: str = ""
    picture: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantInput:
    """A variant to sell. Names are the value of the option ("Petrol"), empty when there is only one variant."""

    sku: str
    name: str = ""
    name_de: str = ""
    option_name: str = ""
    option_name_de: str = ""
    picture: str = ""
    unit_quantity: int | None = None
    unit: Measure | None = None
    weight_grams: int | None = None
    plan: Plan | None = None
    duration_minutes: int | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductInput:
    """A product with everything that belongs to it. A smaller `rank` is recommended earlier."""

    slug: str
    name: str
    name_de: str
    kind: ArticleKind
    tax_class: TaxClass
    business_unit_id: UUID
    category_slugs: tuple[str, ...]
    variants: tuple[VariantInput, ...]
    summary: str = ""
    summary_de: str = ""
    description: str = ""
    description_de: str = ""
    brand: str = ""
    delivery_days: int = 3
    rank: int = 1000
    attributes: tuple[AttributeInput, ...] = ()
    is_published: bool = True
    supply: Supply | None = None


def create_category(session: Session, category: CategoryInput) -> Category:
    """Put up a shelf. Raises UnknownCategory for a missing parent, SlugTaken."""
    parent = _category(session, category.parent_slug) if category.parent_slug else None
    with on_constraint(session, {"uq_category_slug": lambda: SlugTaken(slug=category.slug)}):
        made = Category(
            id=new_id(),
            parent_id=parent.id if parent else None,
            slug=category.slug,
            name=category.name,
            name_de=category.name_de,
            summary=category.summary,
            summary_de=category.summary_de,
            picture=category.picture,
            position=category.position,
            path=f"{parent.path if parent else '/'}{category.slug}/",
        )
        session.add(made)
    forget_categories(session)
    return made


def create_product(session: Session, product: ProductInput) -> Product:
    """Create a product with variants, terms, components and attributes.

    Raises NoVariants, VariantDoesNotFit, BundleDoesNotFit, UnknownCategory, SlugTaken, SkuTaken, AttributeDoesNotFit.
    """
    _require_fitting(product)
    contents = {variant.sku: _contents(session, variant) for variant in product.variants if variant.components}
    shelves = _shelves(session, product.category_slugs)
    taken = ", ".join(variant.sku for variant in product.variants)
    with on_constraint(
        session,
        {"uq_product_slug": lambda: SlugTaken(slug=product.slug), "uq_variant_sku": lambda: SkuTaken(sku=taken)},
    ):
        made = _product_row(product)
        made.title_text = _title_text(made, [variant.sku for variant in product.variants], shelves)
        made.inside = kinds_to({kind: None for found in contents.values() for kind in found.kinds})
        session.add(made)
        session.flush()  # variants point to it
        session.add_all(place_product(made, shelf) for shelf in shelves)
        _add_variants(session, made, product.variants, contents)
    if product.attributes:
        set_values(session, {made.id: values_from(session, product.attributes)})
    index_product(session, made.id)
    return made


def publish_product(session: Session, product_id: UUID) -> Product:
    """Show a product in the shop. Raises NotFound."""
    return _set_published(session, product_id, is_published=True)


def withdraw_product(session: Session, product_id: UUID) -> Product:
    """Take a product out of the shop; orders that hold it go on. Raises NotFound."""
    return _set_published(session, product_id, is_published=False)


def set_variant_active(session: Session, variant_id: UUID, *, is_active: bool) -> Variant:
    """Allow or stop the sale of one variant, in bundles too. Raises NotFound."""
    variant = lock(session, Variant, variant_id)
    variant.is_active = is_active
    return variant


def rename_product(session: Session, product_id: UUID, *, name: str, name_de: str) -> Product:
    """Give a product another name; search finds it by the new one. Agreed documents keep the old one."""
    product = lock(session, Product, product_id)
    product.name, product.name_de = name, name_de
    skus = session.scalars(select(Variant.sku).where(Variant.product_id == product_id).order_by(Variant.position))
    places = select(ProductCategory.category_id).where(ProductCategory.product_id == product_id)
    shelves = session.scalars(select(Category).where(Category.id.in_(places)).order_by(Category.path))
    product.title_text = _title_text(product, skus.all(), shelves.all())
    index_product(session, product_id)
    return product


def _require_fitting(product: ProductInput) -> None:
    if not product.variants:
        raise NoVariants(name=product.name)
    for variant in product.variants:
        has = (variant.plan is not None, variant.duration_minutes is not None, bool(variant.components))
        kinds = (ArticleKind.SUBSCRIPTION, ArticleKind.SERVICE, ArticleKind.BUNDLE)
        if has != tuple(product.kind is kind for kind in kinds):
            raise VariantDoesNotFit(sku=variant.sku)


def _contents(session: Session, bundle: VariantInput) -> Contents:
    wanted = [component.variant_id for component in bundle.components]
    articles = articles_for(session, wanted)
    contents = contents_of(articles[variant_id] for variant_id in wanted if variant_id in articles)
    if contents is None or len(set(wanted)) != len(wanted) or len(articles) != len(wanted):
        raise BundleDoesNotFit(sku=bundle.sku)
    return contents


def _category(session: Session, slug: str) -> Category:
    found = session.scalar(select(Category).where(Category.slug == slug))
    if found is None:
        raise UnknownCategory
    return found


def _shelves(session: Session, slugs: Sequence[str]) -> Sequence[Category]:
    """The shelves of these names and all above them."""
    paths = session.scalars(select(Category.path).where(Category.slug.in_(slugs)).order_by(Category.path)).all()
    if len(paths) != len(set(slugs)):
        raise UnknownCategory
    names = {name for path in paths for name in path.strip("/").split("/")}
    return session.scalars(select(Category).where(Category.slug.in_(names)).order_by(Category.path)).all()


def place_product(product: Product, shelf: Category) -> ProductCategory:
    """The row that puts a product on a shelf."""
    return ProductCategory(
        category_id=shelf.id,
        product_id=product.id,
        kind=product.kind,
        rank=product.rank,
        is_published=product.is_published,
        audience=product.audience or "",
    )


def _set_published(session: Session, product_id: UUID, *, is_published: bool) -> Product:
    product = lock(session, Product, product_id)
    product.is_published = is_published
    places = update(ProductCategory).where(ProductCategory.product_id == product_id)
    session.execute(places.values(is_published=is_published))
    index_product(session, product_id)
    return product


def _title_text(product: Product, skus: Sequence[str], shelves: Sequence[Category]) -> str:
    """What counts most in a search: names, brand, article numbers, and what the shelves are called."""
    names = [text for shelf in shelves for text in (shelf.name, shelf.name_de)]
    return folded((product.name, product.name_de, product.brand, *skus, *names))


def _product_row(product: ProductInput) -> Product:
    return Product(
        id=new_id(),
        slug=product.slug,
        name=product.name,
        name_de=product.name_de,
        summary=product.summary,
        summary_de=product.summary_de,
        description=product.description,
        description_de=product.description_de,
        brand=product.brand,
        kind=product.kind,
        tax_class=product.tax_class,
        supply=product.supply,
        business_unit_id=product.business_unit_id,
        is_published=product.is_published,
        rank=product.rank,
        delivery_days=product.delivery_days,
    )


def _add_variants(
    session: Session, product: Product, variants: Sequence[VariantInput], contents: Mapping[str, Contents]
) -> None:
    ids = [new_id() for _ in variants]
    session.add_all(
        Variant(
            id=identity,
            product_id=product.id,
            sku=variant.sku,
            option_name=variant.option_name,
            option_name_de=variant.option_name_de,
            name=variant.name,
            name_de=variant.name_de,
            position=position,
            picture=variant.picture,
            unit_quantity=variant.unit_quantity,
            unit=variant.unit,
            weight_grams=variant.weight_grams,
        )
        for position, (identity, variant) in enumerate(zip(ids, variants, strict=True))
    )
    session.flush()  # terms and components point to them
    for identity, variant in zip(ids, variants, strict=True):
        plan = contents[variant.sku].plan if variant.components else variant.plan
        session.add_all(_terms_rows(identity, variant, plan))


def _terms_rows(
    variant_id: UUID, variant: VariantInput, plan: Plan | None
) -> list[PlanTerms | ServiceTerms | BundleComponent]:
    rows: list[PlanTerms | ServiceTerms | BundleComponent] = [
        BundleComponent(
            bundle_variant_id=variant_id,
            position=position,
            variant_id=component.variant_id,
            quantity=component.quantity,
        )
        for position, component in enumerate(variant.components)
    ]
    if plan is not None:
        rows.append(
            PlanTerms(
                variant_id=variant_id,
                interval_months=plan.interval_months,
                term_months=plan.term_months,
                notice_months=plan.notice_months,
                trial_days=plan.trial_days,
                setup_gross_minor=plan.setup_gross_minor,
                setup_net_minor=plan.setup_net_minor,
                name=plan.name,
                name_de=plan.name_de or plan.name,
            )
        )
    if variant.duration_minutes is not None:
        rows.append(ServiceTerms(variant_id=variant_id, duration_minutes=variant.duration_minutes))
    return rows
