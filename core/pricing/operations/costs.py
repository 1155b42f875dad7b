"""What articles cost us: set one by one or from a file; the past keeps its costs."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.queries import variant_ids_by_sku
from core.kernel import clock
from core.kernel.db import new_id
from core.kernel.delimited import whole_table
from core.pricing.errors import CostInThePast, PricesUnreadable
from core.pricing.models import ArticleCost
from core.pricing.operations.price_files import minor_of, named_rows

COST_COLUMNS = ("sku", "cost")


def set_costs(session: Session, costs: Mapping[UUID, int], *, valid_from: datetime | None = None) -> int:
    """Let articles cost us something else from a moment on, net and in cents; returns how many changed.

    What costs the same already stays. Raises CostInThePast for a beginning before the one that is open.
    """
    begin, changed = valid_from or clock.now(), 0
    open_rows = session.scalars(
        select(ArticleCost)
        .where(ArticleCost.variant_id.in_(list(costs)), ArticleCost.valid_to.is_(None))
        .order_by(ArticleCost.variant_id)
        .with_for_update()
    )
    before = {row.variant_id: row for row in open_rows}
    fresh = []
    for variant_id, cost in costs.items():
        known = before.get(variant_id)
        if known is not None and known.cost_minor == cost:
            continue
        if known is not None:
            if begin < known.valid_from:
                raise CostInThePast
            known.valid_to = begin
        fresh.append(ArticleCost(id=new_id(), variant_id=variant_id, cost_minor=cost, valid_from=begin, valid_to=None))
        changed += 1
    session.flush()  # the old rows end before the new ones begin: only one may be open
    session.add_all(fresh)
    return changed


def import_costs(session: Session, content: bytes, *, valid_from: datetime | None = None) -> int:
    """Take the costs of a file with the columns sku and cost, the latter with a decimal point.

    Returns how many changed. Raises FileRefused, PricesUnreadable with the first rows that are wrong; nothing is
    changed then.
    """
    rows = whole_table(content, needed=COST_COLUMNS)
    known = variant_ids_by_sku(session, {row.cells["sku"].strip() for row in rows})
    wrong: list[int] = []
    costs: dict[UUID, int] = {}
    for row in rows:
        typed = row.cells.get("cost", "").strip()
        variant_id, cost = known.get(row.cells["sku"].strip()), minor_of(typed) if typed else None
        if variant_id is None or cost is None or variant_id in costs:
            wrong.append(row.number)
        else:
            costs[variant_id] = cost
    if wrong:
        raise PricesUnreadable(rows=named_rows(wrong))
    return set_costs(session, costs, valid_from=valid_from)
