"""Promotions to test with, made by the real operations."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.kernel.db import unit_of_work
from core.pricing.operations import PromotionInput, RuleInput, add_code, create_promotion, start_promotion
from core.pricing.states import Lane
from tests.support.deals import STAFF

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def a_promotion(
    *actions: RuleInput,
    conditions: tuple[RuleInput, ...] = (),
    name: str = "Winter",
    code: str = "",
    code_limit: int | None = None,
    is_active: bool = True,
    **changes: Any,
) -> UUID:
    """A promotion that holds now, opened by a code if one is given."""
    asked = (RuleInput(kind="code", params={}),) if code else ()
    given = PromotionInput(
        **{
            "name": name,
            "name_de": f"{name} (de)",
            "lane": Lane.CART,
            "starts_at": LONG_AGO,
            "conditions": (*asked, *conditions),
            "actions": actions or (percent_off(10),),
            **changes,
        }
    )
    with unit_of_work() as session:
        promotion_id = create_promotion(session, given).id
        if code:
            add_code(session, promotion_id, code, limit_total=code_limit)
        if is_active:
            start_promotion(session, promotion_id, acting_user=STAFF)
    return promotion_id


def percent_off(percent: int) -> RuleInput:
    """So much off each line."""
    return RuleInput(kind="percent", params={"percent": str(percent)})


def amount_off(minor: int) -> RuleInput:
    """So much off the whole."""
    return RuleInput(kind="amount", params={"off_minor": minor})


def only(kind: str, **params: Any) -> RuleInput:
    """A condition."""
    return RuleInput(kind=kind, params=params)
