"""On which days the visits of a basket could be made."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inventory.queries import TimeWanted, free_days
from core.kernel import clock
from core.orders.models import OrderLine
from core.orders.rules.splitting import lines_of
from core.orders.states import LineKind
from core.pricing.rules import PricedBasket


def free_days_for(session: Session, basket: PricedBasket, *, most: int) -> list[date] | None:
    """The next free days for the visits in a basket, bundles included; None where nobody counts time, or without any.

    At most three statements.
    """
    wanted = [
        TimeWanted(
            order_line_id=UUID(int=0),
            variant_id=line.variant_id,
            business_unit_id=line.business_unit_id,
            pieces=line.quantity,
        )
        for line in lines_of(basket)
        if line.kind is LineKind.SERVICE and line.variant_id is not None
    ]
    return free_days(session, wanted, after=clock.today(), most=most) if wanted else None


def free_days_for_line(session: Session, order_line_id: UUID, *, pieces: int, most: int) -> list[date] | None:
    """The next free days for visits of an order line; None where nobody counts time. At most four statements."""
    line = session.execute(
        select(OrderLine.variant_id, OrderLine.business_unit_id).where(OrderLine.id == order_line_id)
    ).one()
    if line.variant_id is None:
        return None
    wanted = TimeWanted(
        order_line_id=order_line_id,
        variant_id=line.variant_id,
        business_unit_id=line.business_unit_id,
        pieces=pieces,
    )
    return free_days(session, [wanted], after=clock.today(), most=most)
