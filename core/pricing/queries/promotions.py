"""Promotions as the office sees them: the list, one of them with its codes and what it gave."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.pricing.errors import PromotionNotFound
from core.pricing.models import Promotion, PromotionCode, PromotionRedemption
from core.pricing.queries.offers import offer_of
from core.pricing.rules import Promotion as Offer
from core.pricing.states import Lane, PromotionState

MOST_CODES_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRule:
    """A condition or action with its values."""

    kind: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionView:
    """A promotion with how many orders use it and what it took off."""

    id: UUID
    name: str
    name_de: str
    state: PromotionState
    currency: str
    lane: Lane
    priority: int
    is_exclusive: bool
    with_subscriptions: bool
    needs_code: bool
    starts_at: datetime
    ends_at: datetime | None
    limit_total: int | None
    limit_per_customer: int | None
    redeemed: int
    given_minor: int
    conditions: tuple[KeptRule, ...]
    actions: tuple[KeptRule, ...]
    offer: Offer

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_at is not None and self.ends_at <= clock.now()

    @property
    def is_editable(self) -> bool:
        """Whether it may be changed now."""
        return self.state in (PromotionState.DRAFT, PromotionState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """A code and how often it was used."""

    code: str
    limit_total: int | None
    redeemed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The latest codes of a promotion, and how many there are."""

    shown: tuple[CodeRow, ...]
    count: int


def promotion_list(session: Session, *, state: PromotionState | None = None, locale: str = "en") -> list[PromotionView]:
    """Promotions, the latest first, in one statement."""
    statement = _with_given()
    if state is not None:
        statement = statement.where(Promotion.state == state)
    rows = session.execute(statement.order_by(Promotion.created_at.desc(), Promotion.id)).all()
    return [_view(row.Promotion, int(row.given), locale) for row in rows]


def get_promotion(session: Session, promotion_id: UUID, *, locale: str = "en") -> PromotionView:
    """One promotion. Raises PromotionNotFound."""
    row = session.execute(_with_given().where(Promotion.id == promotion_id)).one_or_none()
    if row is None:
        raise PromotionNotFound
    return _view(row.Promotion, int(row.given), locale)


def codes_of(session: Session, promotion_id: UUID, *, most: int = MOST_CODES_SHOWN) -> Codes:
    """The codes that open a promotion."""
    statement = (
        select(PromotionCode, func.count().over().label("all"))
        .where(PromotionCode.promotion_id == promotion_id)
        .order_by(PromotionCode.created_at.desc(), PromotionCode.code)
        .limit(most)
    )
    rows = session.execute(statement).all()
    shown = tuple(
        CodeRow(
            code=row.PromotionCode.code,
            limit_total=row.PromotionCode.limit_total,
            redeemed=row.PromotionCode.redeemed,
        )
        for row in rows
    )
    return Codes(shown=shown, count=rows[0].all if rows else 0)


def _with_given() -> Select[Any]:
    given = (
        select(func.coalesce(func.sum(PromotionRedemption.amount_minor), 0))
        .where(PromotionRedemption.promotion_id == Promotion.id, PromotionRedemption.released_at.is_(None))
        .correlate(Promotion)
        .scalar_subquery()
    )
    return select(Promotion, given.label("given")).execution_options(populate_existing=True)


def _view(row: Promotion, given: int, locale: str) -> PromotionView:
    names = PromotionView.__dataclass_fields__.keys() - {"given_minor", "conditions", "actions", "offer"}
    return PromotionView(
        **{name: getattr(row, name) for name in names},
        given_minor=given,
        conditions=tuple(KeptRule(**kept) for kept in json.loads(row.conditions)),
        actions=tuple(KeptRule(**kept) for kept in json.loads(row.actions)),
        offer=offer_of(row, locale),
    )
