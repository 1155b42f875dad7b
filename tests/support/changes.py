"""Changing orders in tests: what somebody wants instead, the look before, the confirmation."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import AppError
from core.orders.models import LineMovement, OrderChange
from core.orders.rules import ChangeWish
from core.payments.operations import change_order
from core.payments.queries import ChangePreview, changeable, preview_change, whole_wish
from core.payments.states import RefundState
from tests.support.deals import GUEST, line_of
from tests.support.paying import (
    count,
    payment_of,
)


def wish_of(order_id: UUID, pieces: Mapping[str, int]) -> ChangeWish:
    with unit_of_work() as session:
        return ChangeWish(quantities={line_of(session, order_id, sku): left for sku, left in pieces.items()})


def everything(order_id: UUID) -> ChangeWish:
    with reading() as session:
        return whole_wish(changeable(session, order_id).rows)


def look(order_id: UUID, wish: ChangeWish) -> ChangePreview:
    with reading() as session:
        return preview_change(session, order_id, wish)


def confirm(order_id: UUID, wish: ChangeWish, seen: str) -> None:
    with unit_of_work() as session:
        change_order(session, order_id, wish, seen=seen, reason="Changed their mind.", acting_user=GUEST)


def change(order_id: UUID, wish: ChangeWish) -> ChangePreview:
    """Look, confirm, and what follows."""
    preview = look(order_id, wish)
    confirm(order_id, wish, preview.seen)
    jobs.run_due()
    return preview


def refunds(order_id: UUID) -> list[tuple[RefundState, int, bool]]:
    return [(refund.state, refund.amount_minor, refund.is_online) for refund in payment_of(order_id).refunds]


def refused(order_id: UUID, wish: ChangeWish, error: type[AppError]) -> AppError:
    """The change is refused when looked at, and nothing is changed."""
    before = count(OrderChange, LineMovement)
    with pytest.raises(error) as caught:
        look(order_id, wish)
    assert count(OrderChange, LineMovement) == before
    return caught.value
