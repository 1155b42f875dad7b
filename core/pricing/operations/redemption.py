"""Using promotions up: counted when an order is placed, given back when it is cancelled."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.db import new_id, table_of
from core.pricing.errors import PromotionUsedUp
from core.pricing.models import Promotion, PromotionCode, PromotionRedemption, PromotionUse
from core.pricing.queries.offers import is_in_force
from core.pricing.rules import Discount


def redeem_promotions(session: Session, order_id: UUID, *, customer_id: UUID, discounts: Sequence[Discount]) -> None:
    """Count an order for every promotion that it uses. Raises PromotionUsedUp; then none is counted.

    Limits are kept by conditional UPDATEs, so that the last redemption goes to one order, however many ask at once.
    """
    for discount in sorted(discounts, key=lambda one: one.promotion_id):  # in one order: nobody waits in a circle
        if not _count_promotion(session, discount.promotion_id):
            raise PromotionUsedUp(name=discount.name)
        code_id = _count_code(session, discount) if discount.code else None
        _count_customer(session, discount, customer_id)
        session.add(
            PromotionRedemption(
                id=new_id(),
                promotion_id=discount.promotion_id,
                code_id=code_id,
                order_id=order_id,
                customer_id=customer_id,
                amount_minor=discount.amount_minor,
                redeemed_at=clock.now(),
            )
        )


def release_promotions(session: Session, order_id: UUID) -> None:
    """Give back what a cancelled order used, so that somebody else may have it. Again changes nothing."""
    used = session.scalars(
        select(PromotionRedemption)
        .where(PromotionRedemption.order_id == order_id, PromotionRedemption.released_at.is_(None))
        .order_by(PromotionRedemption.promotion_id)
        .with_for_update()
    ).all()
    for redemption in used:
        redemption.released_at = clock.now()
        _give_back(session, redemption)


def _count_promotion(session: Session, promotion_id: UUID) -> bool:
    counted = (
        update(Promotion)
        .where(Promotion.id == promotion_id, is_in_force(clock.now()))
        .values(redeemed=Promotion.redeemed + 1)
        .returning(Promotion.limit_per_customer)
    )
    return session.execute(counted, execution_options=_BY_STATEMENT).first() is not None


def _count_code(session: Session, discount: Discount) -> UUID:
    counted = (
        update(PromotionCode)
        .where(
            PromotionCode.promotion_id == discount.promotion_id,
            PromotionCode.code == discount.code.upper(),
            or_(PromotionCode.limit_total.is_(None), PromotionCode.redeemed < PromotionCode.limit_total),
        )
        .values(redeemed=PromotionCode.redeemed + 1)
        .returning(PromotionCode.id)
    )
    code_id = session.scalar(counted, execution_options=_BY_STATEMENT)
    if code_id is None:
        raise PromotionUsedUp(name=discount.name)
    return code_id


def _count_customer(session: Session, discount: Discount, customer_id: UUID) -> None:
    """Count for a customer where that is limited: the row is made or counted up while the limit allows it."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    limit = select(Promotion.limit_per_customer).where(Promotion.id == discount.promotion_id).scalar_subquery()
    table = table_of(PromotionUse)
    promotion_id = bindparam("promotion", type_=Uuid())
    source = select(promotion_id, bindparam("customer", type_=Uuid()), 1).where(true())
    inserted = dialect.insert(table).from_select(["promotion_id", "customer_id", "redeemed"], source)
    counted = inserted.on_conflict_do_update(
        index_elements=[table.c.promotion_id, table.c.customer_id],
        set_={"redeemed": table.c.redeemed + 1},
        where=or_(limit.is_(None), table.c.redeemed < limit),
    ).returning(table.c.redeemed)
    values = {"promotion": discount.promotion_id, "customer": customer_id}
    if session.execute(counted, values).first() is None:
        raise PromotionUsedUp(name=discount.name)


def _give_back(session: Session, used: PromotionRedemption) -> None:
    for counter, condition in (
        (Promotion, Promotion.id == used.promotion_id),
        (PromotionCode, PromotionCode.id == used.code_id),
        (
            PromotionUse,
            (PromotionUse.promotion_id == used.promotion_id) & (PromotionUse.customer_id == used.customer_id),
        ),
    ):
        statement = update(counter).where(condition, counter.redeemed > 0).values(redeemed=counter.redeemed - 1)
        session.execute(statement, execution_options=_BY_STATEMENT)


_BY_STATEMENT = {"synchronize_session": False}
