"""Who sees a product and when. Whether it is in the shop is one flag that every query reads; dates move it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from core.catalog.errors import WindowIsEmpty
from core.catalog.models import Product, ProductCategory
from core.catalog.operations.products import publish_product, withdraw_product
from core.catalog.operations.search import index_product
from core.kernel import clock
from core.kernel.db import lock
from core.kernel.jobs import enqueue


def set_visibility(
    session: Session,
    product_id: UUID,
    *,
    visible_from: datetime | None,
    visible_until: datetime | None,
    audience: tuple[str, ...],
) -> Product:
    """Show a product from one moment until another, to those who buy at one of these price lists (none: everybody).

    Raises WindowIsEmpty. Without dates it stays published or not, as somebody said.
    """
    if visible_from is not None and visible_until is not None and visible_until <= visible_from:
        raise WindowIsEmpty
    product = lock(session, Product, product_id)
    product.visible_from, product.visible_until = visible_from, visible_until
    product.audience = f" {' '.join(sorted(audience))} " if audience else ""
    places = update(ProductCategory).where(ProductCategory.product_id == product_id)
    session.execute(places.values(audience=product.audience))
    for moment in (visible_from, visible_until):
        if moment is not None and moment > clock.now():
            enqueue(session, "catalog.follow_dates", {}, due_at=moment)
    session.flush()  # the dates are read below
    follow_dates(session)
    index_product(session, product_id)
    return product


def follow_dates(session: Session) -> int:
    """Publish what has become visible and withdraw what no longer is; returns how many products changed."""
    now = clock.now()
    begun = or_(Product.visible_from.is_(None), Product.visible_from <= now)
    ended = Product.visible_until <= now
    dated = or_(Product.visible_from.is_not(None), Product.visible_until.is_not(None))
    due = select(Product.id).where(dated, ~Product.is_published, begun, or_(Product.visible_until.is_(None), ~ended))
    # An end that has come withdraws; a beginning that has not come yet hides what was published before.
    over = select(Product.id).where(Product.is_published, or_(ended, Product.visible_from > now))
    shown = session.scalars(due.order_by(Product.id)).all()
    hidden = session.scalars(over.order_by(Product.id)).all()
    for product_id in shown:
        publish_product(session, product_id)
    for product_id in hidden:
        withdraw_product(session, product_id)
    return len(shown) + len(hidden)
