"""Changing all products that match a filter: proposed, confirmed, and carried out batch by batch."""

import json
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.assortment.errors import PercentOutOfRange, UnknownBulkChange
from core.assortment.events import ProductsChanged
from core.assortment.models import BulkChange, BulkProblem
from core.assortment.operations.bulk import (
    BulkAnswer,
    apply_each,
    apply_percent,
    is_possible_percent,
    require_shelf,
)
from core.assortment.queries.products import ProductFilter, count_products, matching
from core.assortment.rules.changes import PRICES, said_of, whole_of
from core.assortment.states import BulkState
from core.catalog.models import Product, Variant
from core.kernel import clock, events
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id
from core.kernel.errors import AppError
from core.kernel.jobs import enqueue

BATCH: Final = 100
"""So few that a buyer who waits for the lock of SQLite waits for a moment only."""


def propose_bulk_change(
    session: Session, wanted: ProductFilter, *, what: str, value: str, acting_user: Actor
) -> BulkChange:
    """Write down what shall be changed; nothing happens before somebody confirms it.

    Raises ValueDoesNotFit, PercentOutOfRange, UnknownCategory.
    """
    if what in PRICES:
        if not is_possible_percent(whole_of(value)):
            raise PercentOutOfRange
    elif (shelf := said_of(what, value).get("add_shelf")) is not None:
        require_shelf(session, shelf)
    made = BulkChange(
        id=new_id(), what=what, value=value, text=wanted.text, kind=wanted.kind, is_published=wanted.is_published,
        shelf=wanted.shelf, products=count_products(session, wanted), created_at=clock.now(),
        actor_kind=acting_user.kind, actor_id=acting_user.id, actor_name=acting_user.name,
    )  # fmt: skip
    session.add(made)
    return made


def confirm_bulk_change(session: Session, bulk_change_id: UUID, *, acting_user: Actor) -> BulkChange:
    """Let it be carried out with the products that match now; confirming twice starts it once.

    Raises UnknownBulkChange.
    """
    found = _locked(session, bulk_change_id)
    if found.state is not BulkState.PROPOSED:
        return found
    wanted = _wanted(found)
    found.products = count_products(session, wanted)
    found.until_id = session.scalar(
        select(Product.id).where(Product.id.in_(matching(wanted))).order_by(Product.id.desc()).limit(1)
    )
    found.actor_kind, found.actor_id, found.actor_name = acting_user.kind, acting_user.id, acting_user.name
    found.move_to(BulkState.RUNNING, acting_user=acting_user)
    enqueue(session, "assortment.change_products", {"bulk_change_id": str(found.id)})
    return found


def change_next_batch(session: Session, bulk_change_id: UUID) -> bool:
    """Change the products that come next, and note how far it came; True when it is over.

    Those that cannot be changed are kept with the reason, the others are changed. Raises UnknownBulkChange.
    """
    found = _locked(session, bulk_change_id)
    if found.state is not BulkState.RUNNING:
        return True
    product_ids = _next(session, found)
    if product_ids:
        answer = _apply(session, found, product_ids)
        found.changed += answer.changed
        found.unchanged += answer.unchanged
        found.after_id = product_ids[-1]
    is_last = len(product_ids) < BATCH
    if is_last:
        _finish(session, found)
    return is_last


def _locked(session: Session, bulk_change_id: UUID) -> BulkChange:
    if session.get(BulkChange, bulk_change_id) is None:
        raise UnknownBulkChange
    return lock(session, BulkChange, bulk_change_id)


def _wanted(found: BulkChange) -> ProductFilter:
    return ProductFilter(text=found.text, kind=found.kind, is_published=found.is_published, shelf=found.shelf)


def _next(session: Session, found: BulkChange) -> list[UUID]:
    if found.until_id is None:
        return []
    statement = matching(_wanted(found)).where(Product.id <= found.until_id)
    if found.after_id is not None:
        statement = statement.where(Product.id > found.after_id)
    return list(session.scalars(statement.order_by(Product.id).limit(BATCH)))


def _apply(session: Session, found: BulkChange, product_ids: Sequence[UUID]) -> BulkAnswer:
    """The change of a batch; when it is refused as a whole, product by product."""
    try:
        with session.begin_nested():
            return _change(session, found, product_ids)
    except AppError as refusal:
        if len(product_ids) == 1:
            _refuse(session, found, {product_ids[0]: refusal})
            return BulkAnswer(changed=0, unchanged=0)
    answers = [_apply(session, found, [product_id]) for product_id in product_ids]
    return BulkAnswer(
        changed=sum(answer.changed for answer in answers), unchanged=sum(answer.unchanged for answer in answers)
    )


def _change(session: Session, found: BulkChange, product_ids: Sequence[UUID]) -> BulkAnswer:
    if found.what in PRICES:
        return apply_percent(session, product_ids, list_code=found.what, percent=whole_of(found.value))
    saved = apply_each(session, product_ids, **said_of(found.what, found.value))
    _refuse(session, found, saved.refused)
    return saved.answer


def _refuse(session: Session, found: BulkChange, refused: dict[UUID, AppError]) -> None:
    if not refused:
        return
    first = select(Variant.product_id, func.min(Variant.sku).label("sku")).where(Variant.product_id.in_(refused))
    skus = {row.product_id: row.sku for row in session.execute(first.group_by(Variant.product_id))}
    session.add_all(
        BulkProblem(
            bulk_change_id=found.id,
            product_id=product_id,
            sku=skus.get(product_id, ""),
            sentence=refusal.template,
            values=json.dumps({name: str(value) for name, value in refusal.values.items()}),
        )
        for product_id, refusal in refused.items()
    )
    found.refused += len(refused)


def _finish(session: Session, found: BulkChange) -> None:
    found.finished_at = clock.now()
    found.move_to(BulkState.DONE, acting_user=SYSTEM)
    if found.changed:
        asked_by = Actor(kind=found.actor_kind, id=found.actor_id, name=found.actor_name)
        events.announce(session, ProductsChanged(products=found.changed, fields=_named(found)), acting_user=asked_by)


def _named(found: BulkChange) -> str:
    if found.what in PRICES:
        return f"price {found.what} {whole_of(found.value):+d} %"
    return ", ".join("category" if name == "add_shelf" else name for name in said_of(found.what, found.value))
