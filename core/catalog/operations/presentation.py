"""What stands on a product's page beside its texts: pictures, documents, and what goes well with it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.catalog.errors import UnknownFile, UnknownProduct
from core.catalog.models import Product, ProductFile, ProductRelation, Variant
from core.catalog.states import FileKind
from core.kernel.db import lock, new_id

MOST_RELATED = 12


def add_file(
    session: Session, product_id: UUID, *, kind: FileKind, path: str, size: int, name: str, name_de: str = ""
) -> ProductFile:
    """Put a picture or a document behind those that a product has. Variants without a picture show its first one."""
    lock(session, Product, product_id)
    last = session.scalar(
        select(func.max(ProductFile.position)).where(ProductFile.product_id == product_id, ProductFile.kind == kind)
    )
    made = ProductFile(
        id=new_id(),
        product_id=product_id,
        kind=kind,
        position=0 if last is None else last + 1,
        path=path,
        name=name,
        name_de=name_de or name,
        size=size,
    )
    session.add(made)
    if kind is FileKind.PICTURE:
        bare = update(Variant).where(Variant.product_id == product_id, Variant.picture == "")
        session.execute(bare.values(picture=path))
    return made


def describe_file(session: Session, file_id: UUID, *, name: str, name_de: str, position: int) -> ProductFile:
    """Change what a file is called and where it stands. Raises UnknownFile."""
    found = _file(session, file_id)
    found.name, found.name_de, found.position = name, name_de or name, position
    return found


def remove_file(session: Session, file_id: UUID) -> str | None:
    """Take a file off the page; variants that showed it are bare again. Raises UnknownFile.

    Returns its path when no other product has it, so that it can be thrown away.
    """
    found = _file(session, file_id)
    shown = update(Variant).where(Variant.product_id == found.product_id, Variant.picture == found.path)
    session.execute(shown.values(picture=""))
    session.delete(found)
    others = (
        select(func.count()).select_from(ProductFile).where(ProductFile.path == found.path, ProductFile.id != file_id)
    )
    return None if session.scalar(others) else found.path


def relate_products(session: Session, product_id: UUID, slugs: Sequence[str]) -> None:
    """Show exactly these products beside one, in this order. Raises UnknownProduct for one that is not there."""
    lock(session, Product, product_id)
    wanted = list(dict.fromkeys(slugs))[:MOST_RELATED]
    ids = {
        row.slug: row.id for row in session.execute(select(Product.slug, Product.id).where(Product.slug.in_(wanted)))
    }
    if len(ids) != len(wanted) or product_id in ids.values():
        raise UnknownProduct
    session.execute(delete(ProductRelation).where(ProductRelation.product_id == product_id))
    session.add_all(
        ProductRelation(product_id=product_id, related_id=ids[slug], position=position)
        for position, slug in enumerate(wanted)
    )


def _file(session: Session, file_id: UUID) -> ProductFile:
    found = session.get(ProductFile, file_id, with_for_update=True)
    if found is None:
        raise UnknownFile
    return found
