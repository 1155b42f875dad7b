"""The promotions that may hold for a buyer at a moment."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, String, Uuid, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.catalog.models import Category, ProductCategory
from core.catalog.rules import Article
from core.kernel import clock
from core.kernel.db import UtcDateTime
from core.pricing.models import Promotion, PromotionCode, PromotionUse
from core.pricing.rules import Promotion as Offer
from core.pricing.rules import Shopper
from core.pricing.rules.parties import CONSUMER, Taxpayer
from core.pricing.rules.promotions.registry import read_action, read_condition
from core.pricing.rules.values import NOBODY
from core.pricing.states import PromotionState


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, as far as it is known; `has_ordered` is asked only when a promotion wants to know."""

    customer_id: UUID | None = None
    code: str = ""
    locale: str = "en"
    has_ordered: Callable[[], bool] = _never
    taxpayer: Taxpayer = CONSUMER


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What a price book knows of promotions."""

    promotions: tuple[Offer, ...] = ()
    shopper: Shopper = NOBODY
    shelves: Mapping[UUID, frozenset[str]] = field(default_factory=dict)


NO_OFFERS = Offers()


def is_in_force(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The condition that a promotion is active, valid and not used up at a moment."""
    return and_(
        Promotion.state == PromotionState.ACTIVE,
        Promotion.starts_at <= at,
        or_(Promotion.ends_at.is_(None), Promotion.ends_at > at),
        or_(Promotion.limit_total.is_(None), Promotion.redeemed < Promotion.limit_total),
    )


def offers_for(
    session: Session, buyer: Buyer, *, list_code: str, currency: str, at: datetime, articles: Mapping[UUID, Article]
) -> Offers:
    """The promotions that are open to a buyer: one statement, two when shelves matter."""
    parameters = {"code": buyer.code.upper(), "customer_id": buyer.customer_id, "currency": currency, "at": at}
    rows = session.execute(_OPEN_TO, parameters).all()
    return assemble(session, [row.Promotion for row in rows], buyer, list_code=list_code, articles=articles)


def is_code_open(session: Session, code: str) -> bool:
    """Whether a code opens a promotion now, for somebody."""
    opened = (
        select(PromotionCode.id)
        .join(Promotion, Promotion.id == PromotionCode.promotion_id)
        .where(PromotionCode.code == code.strip().upper(), is_in_force(clock.now()), _HAS_SOME_LEFT)
    )
    return session.scalar(opened) is not None


def assemble(
    session: Session,
    promotions: Collection[Promotion],
    buyer: Buyer,
    *,
    list_code: str,
    articles: Mapping[UUID, Article],
) -> Offers:
    """Promotions as the pricing function takes them, with what their conditions need to know."""
    offers = tuple(offer_of(row, buyer.locale) for row in promotions)
    kinds = {condition.KIND for offer in offers for condition in offer.conditions}
    return Offers(
        promotions=offers,
        shopper=Shopper(
            is_new="first_order" in kinds and not buyer.has_ordered(),
            list_code=list_code,
            codes=frozenset(row.id for row in promotions if row.needs_code),
        ),
        shelves=shelves_of(session, articles) if "shelf" in kinds else {},
    )


def offer_of(row: Promotion, locale: str) -> Offer:
    """A promotion's row as the pricing function takes it."""
    return Offer(
        id=row.id,
        name=row.name_de if locale == "de" else row.name,
        lane=row.lane,
        priority=row.priority,
        is_exclusive=row.is_exclusive,
        with_subscriptions=row.with_subscriptions,
        conditions=tuple(read_condition(kept["kind"], kept["params"]) for kept in json.loads(row.conditions)),
        actions=tuple(read_action(kept["kind"], kept["params"]) for kept in json.loads(row.actions)),
    )


def shelves_of(session: Session, articles: Mapping[UUID, Article]) -> dict[UUID, frozenset[str]]:
    """On which shelves the products of these articles stand, all those above included."""
    found: dict[UUID, set[str]] = {}
    product_ids = {article.product_id for article in articles.values()}
    for row in session.execute(_SHELVES, {"product_ids": list(product_ids)}):
        found.setdefault(row.product_id, set()).add(row.slug)
    return {product_id: frozenset(slugs) for product_id, slugs in found.items()}


_HAS_SOME_LEFT = or_(PromotionCode.limit_total.is_(None), PromotionCode.redeemed < PromotionCode.limit_total)
_SHELVES: Any = (
    select(ProductCategory.product_id, Category.slug)
    .join(Category, Category.id == ProductCategory.category_id)
    .where(ProductCategory.product_id.in_(bindparam("product_ids", expanding=True, type_=Uuid())))
    .order_by(ProductCategory.product_id, Category.slug)
)
_OPEN_TO: Any = (
    select(Promotion)
    .outerjoin(
        PromotionCode,
        and_(PromotionCode.promotion_id == Promotion.id, PromotionCode.code == bindparam("code", type_=String)),
    )
    .outerjoin(
        PromotionUse,
        and_(
            PromotionUse.promotion_id == Promotion.id,
            PromotionUse.customer_id == bindparam("customer_id", type_=Uuid()),
        ),
    )
    .where(
        is_in_force(bindparam("at", type_=UtcDateTime)),
        Promotion.currency == bindparam("currency"),
        or_(
            Promotion.needs_code.is_(False),
            and_(PromotionCode.id.is_not(None), _HAS_SOME_LEFT),
        ),
        or_(
            Promotion.limit_per_customer.is_(None),
            func.coalesce(PromotionUse.redeemed, 0) < Promotion.limit_per_customer,
        ),
    )
    .order_by(Promotion.id)
    .execution_options(populate_existing=True)
)
