"""Reading what is edited: shelves, attributes, former addresses, and links that show what is not in the shop yet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.catalog.errors import UnknownAttribute, UnknownCategory, UnknownProduct
from core.catalog.models import AttributeChoice, AttributeDefinition, Category, Product, ProductRedirect
from core.catalog.states import AttributeType
from core.kernel import tokens

PREVIEW: Final = "catalog.preview"
PREVIEW_LASTS: Final = timedelta(days=7)
ATTRIBUTES_PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCard:
    """A shelf in both languages."""

    slug: str
    name: str
    name_de: str
    summary: str
    summary_de: str
    position: int
    parent_slug: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """One possible value."""

    value: str
    value_de: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCard:
    """An attribute with its choices."""

    code: str
    name: str
    name_de: str
    type: AttributeType
    unit: str
    is_facet: bool
    position: int
    choices: tuple[ChoiceRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributePage:
    """Attributes by code; `next_after` continues, or is None at the end."""

    attributes: tuple[AttributeCard, ...]
    next_after: str | None


def get_category(session: Session, slug: str) -> CategoryCard:
    """A shelf. Raises UnknownCategory."""
    parent = aliased(Category)
    names = ("slug", "name", "name_de", "summary", "summary_de", "position")
    statement = (
        select(*(getattr(Category, name) for name in names), parent.slug.label("parent_slug"))
        .outerjoin(parent, parent.id == Category.parent_id)
        .where(Category.slug == slug)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise UnknownCategory
    return CategoryCard(**row._mapping)


def attribute_list(session: Session, *, text: str = "", after: str | None = None) -> AttributePage:
    """A page of attributes by code, without their choices."""
    statement = select(*_attribute_columns()).order_by(AttributeDefinition.code).limit(ATTRIBUTES_PER_PAGE + 1)
    if text:
        statement = statement.where(AttributeDefinition.name.icontains(text, autoescape=True))
    if after is not None:
        statement = statement.where(AttributeDefinition.code > after)
    rows = session.execute(statement).all()
    found = tuple(AttributeCard(**row._mapping) for row in rows[:ATTRIBUTES_PER_PAGE])
    return AttributePage(attributes=found, next_after=found[-1].code if len(rows) > ATTRIBUTES_PER_PAGE else None)


def get_attribute(session: Session, code: str) -> AttributeCard:
    """An attribute with its choices. Raises UnknownAttribute."""
    statement = select(AttributeDefinition.id, *_attribute_columns()).where(AttributeDefinition.code == code)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise UnknownAttribute
    values = dict(row._mapping)
    choices = (
        select(AttributeChoice.value, AttributeChoice.value_de)
        .where(AttributeChoice.attribute_id == values.pop("id"))
        .order_by(AttributeChoice.position, AttributeChoice.value)
    )
    return AttributeCard(**values, choices=tuple(ChoiceRow(**one._mapping) for one in session.execute(choices)))


def find_redirect(session: Session, slug: str) -> str | None:
    """The present address of the product that had this one."""
    statement = select(Product.slug).join(ProductRedirect, ProductRedirect.product_id == Product.id)
    return session.scalar(statement.where(ProductRedirect.slug == slug))


def preview_token(product_id: UUID) -> str:
    """A link's secret that shows a product for a week, in the shop or not."""
    return tokens.sign(PREVIEW, str(product_id), expires_in=PREVIEW_LASTS)


def previewed_slug(session: Session, token: str) -> str:
    """The address of the product that a preview shows. Raises TokenRefused, UnknownProduct."""
    product_id = UUID(tokens.read(PREVIEW, token))
    slug = session.scalar(select(Product.slug).where(Product.id == product_id))
    if slug is None:
        raise UnknownProduct
    return slug


def _attribute_columns() -> list[Any]:
    return [getattr(AttributeDefinition, name) for name in AttributeCard.__dataclass_fields__ if name != "choices"]
