"""Making promotions: drafting, codes, and the life from draft to its end."""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id, on_constraint
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.pricing.errors import CodeTaken, PromotionIncomplete, PromotionIsFixed, PromotionNotFound
from core.pricing.models import Promotion, PromotionCode
from core.pricing.queries.offers import offer_of
from core.pricing.rules import Promotion as Offer
from core.pricing.rules.promotions.protocol import Action, Condition
from core.pricing.rules.promotions.registry import action_kinds, condition_kinds
from core.pricing.states import Lane, PromotionState

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{3,39}")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""For made codes: nothing that is mistaken for something else."""
RANDOM_LETTERS, MOST_CODES = 10, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInput:
    """A condition or action by its kind, with its values as they were typed."""

    kind: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionInput:
    """Everything about a promotion but its codes and its life."""

    name: str
    name_de: str
    lane: Lane
    starts_at: datetime
    ends_at: datetime | None = None
    currency: str = "EUR"
    priority: int = 0
    is_exclusive: bool = False
    with_subscriptions: bool = False
    limit_total: int | None = None
    limit_per_customer: int | None = None
    conditions: tuple[RuleInput, ...] = ()
    actions: tuple[RuleInput, ...] = ()


def try_promotion(given: PromotionInput, *, locale: str = "en") -> Offer:
    """The promotion as it would hold, without keeping anything. Raises InvalidInput on what is wrong."""
    drafted = Promotion(id=new_id())
    _fill(drafted, given)
    return offer_of(drafted, locale)


def create_promotion(session: Session, given: PromotionInput) -> Promotion:
    """Draft a promotion; it holds nowhere before it is started. Raises InvalidInput on what is wrong."""
    made = Promotion(id=new_id(), created_at=clock.now(), redeemed=0, state=PromotionState.DRAFT)
    _fill(made, given)
    session.add(made)
    session.flush()  # codes point to it
    return made


def edit_promotion(session: Session, promotion_id: UUID, given: PromotionInput) -> Promotion:
    """Change a draft or paused promotion. Raises PromotionIsFixed, InvalidInput."""
    promotion = _lock(session, promotion_id)
    if promotion.state not in (PromotionState.DRAFT, PromotionState.PAUSED):
        raise PromotionIsFixed
    if given.limit_total is not None and given.limit_total < promotion.redeemed:
        raise PromotionIncomplete(N_("More orders than that use it already."), field="limit_total")
    _fill(promotion, given)
    return promotion


def start_promotion(session: Session, promotion_id: UUID, *, acting_user: Actor) -> Promotion:
    """Let a promotion hold from its first day on, or go on after a pause. Raises WrongState."""
    promotion = _lock(session, promotion_id)
    promotion.move_to(PromotionState.ACTIVE, acting_user=acting_user)
    return promotion


def pause_promotion(session: Session, promotion_id: UUID, *, acting_user: Actor) -> Promotion:
    """Let a promotion rest; placed orders keep what they were promised. Raises WrongState."""
    promotion = _lock(session, promotion_id)
    promotion.move_to(PromotionState.PAUSED, acting_user=acting_user)
    return promotion


def end_promotion(session: Session, promotion_id: UUID, *, acting_user: Actor) -> Promotion:
    """End a promotion for good; placed orders keep what they were promised. Raises WrongState."""
    promotion = _lock(session, promotion_id)
    promotion.move_to(PromotionState.ENDED, acting_user=acting_user)
    return promotion


def add_code(session: Session, promotion_id: UUID, code: str, *, limit_total: int | None = None) -> PromotionCode:
    """Let a word open the promotion. Raises PromotionIncomplete for a word that is none, CodeTaken."""
    promotion = _lock(session, promotion_id)
    word = code.strip().upper()
    if not promotion.needs_code:
        raise PromotionIncomplete(N_("This promotion holds without a code."), field="code")
    if CODE.fullmatch(word) is None:
        raise PromotionIncomplete(N_("Please use 4 to 40 letters, digits and hyphens."), field="code")
    made = _code(promotion.id, word, limit_total)
    with on_constraint(session, {"uq_promotion_code_code": CodeTaken}):
        session.add(made)
    return made


def add_codes(session: Session, promotion_id: UUID, *, count: int, prefix: str = "") -> list[PromotionCode]:
    """Make so many codes that each can be used once. Raises PromotionIncomplete."""
    promotion, word = _lock(session, promotion_id), prefix.strip().upper()
    if not promotion.needs_code:
        raise PromotionIncomplete(N_("This promotion holds without a code."), field="count")
    if not 1 <= count <= MOST_CODES:
        raise PromotionIncomplete(N_("Please enter a number from 1 to 5,000."), field="count")
    if word and CODE.fullmatch(f"{word}0000") is None:
        raise PromotionIncomplete(N_("Please use letters, digits and hyphens."), field="prefix")
    made = [_code(promotion.id, _random_word(word), 1) for _ in range(count)]
    session.add_all(made)
    return made


def _lock(session: Session, promotion_id: UUID) -> Promotion:
    try:
        return lock(session, Promotion, promotion_id)
    except NotFound:
        raise PromotionNotFound from None


def _random_word(prefix: str) -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(RANDOM_LETTERS))
    return f"{prefix}-{letters}"[:40] if prefix else letters


def _code(promotion_id: UUID, word: str, limit_total: int | None) -> PromotionCode:
    return PromotionCode(
        id=new_id(),
        promotion_id=promotion_id,
        code=word,
        limit_total=limit_total,
        redeemed=0,
        created_at=clock.now(),
    )


def _fill(promotion: Promotion, given: PromotionInput) -> None:
    conditions: list[Condition] = [condition_kinds()[rule.kind].read(rule.params) for rule in given.conditions]
    actions: list[Action] = [action_kinds()[rule.kind].read(rule.params) for rule in given.actions]
    _require_sense(given, actions)
    for name in (
        "name", "name_de", "lane", "currency", "priority", "is_exclusive", "with_subscriptions", "starts_at",
        "ends_at", "limit_total", "limit_per_customer",
    ):  # fmt: skip
        setattr(promotion, name, getattr(given, name))
    promotion.needs_code = any(condition.KIND == "code" for condition in conditions)
    promotion.conditions, promotion.actions = _kept(conditions), _kept(actions)


def _require_sense(given: PromotionInput, actions: Sequence[Action]) -> None:
    if not given.name.strip() or not given.name_de.strip():
        raise PromotionIncomplete(N_("Please give it a name in both languages."), field="name")
    if not actions:
        raise PromotionIncomplete(N_("Please choose what the promotion gives."), field="actions")
    if given.ends_at is not None and given.ends_at <= given.starts_at:
        raise PromotionIncomplete(N_("The end must be later than the beginning."), field="ends_at")
    if given.with_subscriptions and any(action.ONCE_ONLY for action in actions):
        sentence = N_("Subscriptions can only be reduced by a percentage, which then holds in every period.")
        raise PromotionIncomplete(sentence, field="with_subscriptions")


def _kept(rules: Sequence[Condition] | Sequence[Action]) -> str:
    return json.dumps([{"kind": rule.KIND, "params": rule.params()} for rule in rules], ensure_ascii=False)
