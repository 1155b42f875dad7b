"""Products as the office's catalogue sees them: the list by address, and everything that can be edited about one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from core.catalog.errors import UnknownProduct
from core.catalog.models import (
    AttributeDefinition,
    Category,
    PlanTerms,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductFile,
    ProductRelation,
    ScheduledChange,
    ServiceTerms,
    Variant,
)
from core.catalog.rules import usual_supply
from core.catalog.rules.folding import plain_words
from core.catalog.states import ArticleKind, AttributeType, ChangeState, FileKind, Supply, TaxClass
from core.kernel.errors import NotFound
from core.kernel.i18n import N_

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product in the list; `sku` is that of its first variant."""

    id: UUID
    slug: str
    name: str
    brand: str
    kind: ArticleKind
    is_published: bool
    is_dated: bool
    sku: str
    variants: int
    delivery_days: int
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """Products by address; `next_after` continues, or is None at the end."""

    products: tuple[ProductRow, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """What a list of products shall hold: words, a kind, shown or not, a shelf."""

    text: str = ""
    kind: ArticleKind | None = None
    is_published: bool | None = None
    shelf: str = ""


def product_list(
    session: Session, wanted: ProductFilter, *, after: str | None = None, locale: str = "en", size: int = PAGE
) -> ProductPage:
    """A page of products by address: one statement, however many there are."""
    first = select(Variant.id).where(Variant.product_id == Product.id).order_by(Variant.position).limit(1)
    count = select(func.count()).select_from(Variant).where(Variant.product_id == Product.id)
    columns = (
        Product.id,
        Product.slug,
        (Product.name_de if locale == "de" else Product.name).label("name"),
        Product.brand,
        Product.kind,
        Product.is_published,
        or_(Product.visible_from.is_not(None), Product.visible_until.is_not(None)).label("is_dated"),
        Product.delivery_days,
        Variant.sku,
        Variant.picture,
        count.correlate(Product).scalar_subquery().label("variants"),
    )
    statement = select(*columns).join(Variant, Variant.id == first.correlate(Product).scalar_subquery())
    for condition in _conditions(wanted):
        statement = statement.where(condition)
    if after is not None:
        statement = statement.where(Product.slug > after)
    rows = session.execute(statement.order_by(Product.slug).limit(size + 1)).all()
    found = tuple(ProductRow(**row._mapping) for row in rows[:size])
    return ProductPage(products=found, next_after=found[-1].slug if len(rows) > size else None)


def count_products(session: Session, wanted: ProductFilter) -> int:
    """How many products the list of this filter holds, on all its pages."""
    return session.scalar(select(func.count()).select_from(matching(wanted).subquery())) or 0


def matching(wanted: ProductFilter) -> Select[UUID]:
    """The ids of all products that a list of this filter holds, in no order."""
    has_variant = select(Variant.id).where(Variant.product_id == Product.id).exists()
    return select(Product.id).where(has_variant, *_conditions(wanted))


def _conditions(wanted: ProductFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        named = [Product.title_text.contains(word, autoescape=True) for word in plain_words(wanted.text)]
        by_number = select(Variant.product_id).where(Variant.sku == wanted.text)
        conditions.append(or_(Product.id.in_(by_number), and_(*named)) if named else Product.id.in_(by_number))
    if wanted.kind is not None:
        conditions.append(Product.kind == wanted.kind)
    if wanted.is_published is not None:
        conditions.append(Product.is_published == wanted.is_published)
    if wanted.shelf:
        places = select(ProductCategory.product_id).join(Category, Category.id == ProductCategory.category_id)
        conditions.append(Product.id.in_(places.where(Category.slug == wanted.shelf)))
    return conditions


# --- one product


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRow:
    """A variant with its terms."""

    id: UUID
    sku: str
    option_name: str
    option_name_de: str
    name: str
    name_de: str
    picture: str
    unit: str | None
    unit_quantity: int | None
    is_active: bool
    interval_months: int | None
    term_months: int | None
    notice_months: int | None
    trial_days: int | None
    setup_gross_minor: int | None
    setup_net_minor: int | None
    plan_name: str | None
    plan_name_de: str | None
    duration_minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A value of an attribute."""

    code: str
    name: str
    type: AttributeType
    unit: str
    value: str
    value_de: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A picture or document."""

    id: UUID
    kind: FileKind
    path: str
    name: str
    name_de: str
    position: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A change that is planned, or was."""

    id: UUID
    due_at: datetime
    fields: str
    state: ChangeState
    reason: str
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """Everything about a product that can be edited."""

    id: UUID
    slug: str
    name: str
    name_de: str
    summary: str
    summary_de: str
    description: str
    description_de: str
    brand: str
    kind: ArticleKind
    tax_class: TaxClass
    supply: Supply | None
    delivery_days: int
    rank: int
    is_published: bool
    visible_from: datetime | None
    visible_until: datetime | None
    audience: str
    variants: tuple[VariantRow, ...]
    facts: tuple[FactRow, ...]
    files: tuple[FileRow, ...]
    changes: tuple[ChangeRow, ...]
    related: tuple[str, ...]
    shelves: tuple[str, ...]

    @property
    def taxed_as(self) -> Supply:
        """What the tax law sees in it."""
        return self.supply or usual_supply(self.kind)

    @property
    def pictures(self) -> tuple[FileRow, ...]:
        """The pictures beside those of the variants."""
        return tuple(file for file in self.files if file.kind is FileKind.PICTURE)

    @property
    def documents(self) -> tuple[FileRow, ...]:
        """What can be downloaded."""
        return tuple(file for file in self.files if file.kind is FileKind.DOCUMENT)


def product_card(session: Session, product_id: UUID) -> ProductCard:
    """One product, in seven statements. Raises UnknownProduct."""
    found = session.get(Product, product_id)
    if found is None:
        raise UnknownProduct
    own = ("variants", "facts", "files", "changes", "related", "shelves")
    columns = {name: getattr(found, name) for name in ProductCard.__dataclass_fields__ if name not in own}
    return ProductCard(
        **columns,
        variants=tuple(_variants(session, product_id)),
        facts=tuple(_facts(session, product_id)),
        files=tuple(_files(session, product_id)),
        changes=tuple(_changes(session, product_id)),
        related=_related(session, product_id),
        shelves=_shelves(session, product_id),
    )


def get_file(session: Session, file_id: UUID) -> FileRow:
    """One picture or document. Raises NotFound."""
    row = session.execute(_file_columns().where(ProductFile.id == file_id)).one_or_none()
    if row is None:
        raise NotFound("file.unknown", N_("There is no such file."))
    return FileRow(**row._mapping)


def _variants(session: Session, product_id: UUID) -> list[VariantRow]:
    months = ("interval_months", "term_months", "notice_months", "trial_days", "setup_gross_minor", "setup_net_minor")
    named = (PlanTerms.name.label("plan_name"), PlanTerms.name_de.label("plan_name_de"))
    plan = (*(getattr(PlanTerms, name) for name in months), *named)
    names = [name for name in VariantRow.__dataclass_fields__ if hasattr(Variant, name)]
    statement = (
        select(*(getattr(Variant, name) for name in names), *plan, ServiceTerms.duration_minutes)
        .outerjoin(PlanTerms, PlanTerms.variant_id == Variant.id)
        .outerjoin(ServiceTerms, ServiceTerms.variant_id == Variant.id)
        .where(Variant.product_id == product_id)
        .order_by(Variant.position)
    )
    return [VariantRow(**row._mapping) for row in session.execute(statement)]


def _facts(session: Session, product_id: UUID) -> list[FactRow]:
    definition = AttributeDefinition
    statement = (
        select(
            definition.code, definition.name, definition.type, definition.unit, ProductAttribute.value,
            ProductAttribute.value_de,
        )
        .join(definition, definition.id == ProductAttribute.attribute_id)
        .where(ProductAttribute.product_id == product_id)
        .order_by(definition.position, ProductAttribute.position, definition.code)
    )  # fmt: skip
    return [FactRow(**row._mapping) for row in session.execute(statement)]


def _file_columns() -> Any:
    return select(*(getattr(ProductFile, name) for name in FileRow.__dataclass_fields__))


def _files(session: Session, product_id: UUID) -> list[FileRow]:
    statement = _file_columns().where(ProductFile.product_id == product_id)
    rows = session.execute(statement.order_by(ProductFile.kind, ProductFile.position, ProductFile.id))
    return [FileRow(**row._mapping) for row in rows]


def _changes(session: Session, product_id: UUID) -> list[ChangeRow]:
    statement = select(*(getattr(ScheduledChange, name) for name in ChangeRow.__dataclass_fields__))
    statement = statement.where(ScheduledChange.product_id == product_id)
    rows = session.execute(statement.order_by(ScheduledChange.due_at.desc(), ScheduledChange.id).limit(20))
    return [ChangeRow(**row._mapping) for row in rows]


def _related(session: Session, product_id: UUID) -> tuple[str, ...]:
    statement = (
        select(Product.slug)
        .join(ProductRelation, ProductRelation.related_id == Product.id)
        .where(ProductRelation.product_id == product_id)
        .order_by(ProductRelation.position, Product.id)
    )
    return tuple(session.scalars(statement))


def _shelves(session: Session, product_id: UUID) -> tuple[str, ...]:
    """The most special ones: those with none of the product's other shelves below them."""
    statement = (
        select(Category.slug, Category.path)
        .join(ProductCategory, ProductCategory.category_id == Category.id)
        .where(ProductCategory.product_id == product_id)
        .order_by(Category.path)
    )
    rows = session.execute(statement).all()
    paths = [row.path for row in rows]
    return tuple(row.slug for row in rows if not any(path != row.path and path.startswith(row.path) for path in paths))
