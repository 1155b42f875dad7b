"""Moving and renaming shelves; what stands on them moves along."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.catalog.errors import ShelfBelowItself, SlugTaken, UnknownCategory
from core.catalog.models import Category, Product, ProductCategory
from core.catalog.operations.products import CategoryInput, place_product
from core.catalog.queries import forget_categories
from core.kernel.db import on_constraint
from core.kernel.jobs import enqueue


def change_category(session: Session, slug: str, wanted: CategoryInput) -> Category:
    """Give a shelf other words, address or place; what stands on it moves along, and search follows soon.

    Raises UnknownCategory, SlugTaken, and ShelfBelowItself for a place below the shelf itself.
    """
    found = _category(session, slug)
    parent = _category(session, wanted.parent_slug) if wanted.parent_slug else None
    if parent is not None and parent.path.startswith(found.path):
        raise ShelfBelowItself
    parent_id = parent.id if parent else None
    placed = _special_places(session, found) if found.parent_id != parent_id else {}
    before, after = found.path, f"{parent.path if parent else '/'}{wanted.slug}/"
    with on_constraint(session, {"uq_category_slug": lambda: SlugTaken(slug=wanted.slug)}):
        found.slug, found.name, found.name_de = wanted.slug, wanted.name, wanted.name_de
        found.summary, found.summary_de, found.position = wanted.summary, wanted.summary_de, wanted.position
        found.parent_id = parent_id
    for below in session.scalars(select(Category).where(Category.path.startswith(before, autoescape=True))).all():
        below.path = after + below.path.removeprefix(before)
    session.flush()  # places are found by the new paths
    forget_categories(session)
    _stand_again(session, placed)
    enqueue(session, "catalog.read_anew", {"category_id": str(found.id)})
    return found


def _category(session: Session, slug: str) -> Category:
    found = session.scalar(select(Category).where(Category.slug == slug).with_for_update())
    if found is None:
        raise UnknownCategory
    return found


def _special_places(session: Session, shelf: Category) -> dict[UUID, set[UUID]]:
    """Where the products of a shelf were put: the shelves with none of their other shelves below."""
    on_it = select(ProductCategory.product_id).where(ProductCategory.category_id == shelf.id)
    statement = (
        select(ProductCategory.product_id, Category.id, Category.path)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(ProductCategory.product_id.in_(on_it))
    )
    paths: dict[UUID, dict[str, UUID]] = {}
    for row in session.execute(statement):
        paths.setdefault(row.product_id, {})[row.path] = row.id
    return {
        product_id: {
            identity
            for path, identity in own.items()
            if not any(other != path and other.startswith(path) for other in own)
        }
        for product_id, own in paths.items()
    }


def _stand_again(session: Session, placed: Mapping[UUID, set[UUID]]) -> None:
    """Put products on these shelves and all that are above them now."""
    if not placed:
        return
    shelves = {shelf.id: shelf for shelf in session.scalars(select(Category))}
    by_slug = {shelf.slug: shelf for shelf in shelves.values()}
    session.execute(delete(ProductCategory).where(ProductCategory.product_id.in_(placed)))
    for product in session.scalars(select(Product).where(Product.id.in_(placed)).order_by(Product.id)):
        above = {slug for one in placed[product.id] for slug in shelves[one].path.strip("/").split("/")}
        session.add_all(place_product(product, by_slug[slug]) for slug in sorted(above))
