"""The demo's promotions: one that always holds, some behind codes, and a draft that waits for the office."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.pricing.operations import PromotionInput, RuleInput, add_code, add_codes, create_promotion, start_promotion
from core.pricing.states import Lane


def offer_promotions(session: Session, *, acting_user: Actor) -> None:
    """Make the promotions and start all but the draft."""
    for given, code in _promotions():
        promotion = create_promotion(session, given)
        if code:
            add_code(session, promotion.id, code)
        if code == DESK:
            add_codes(session, promotion.id, count=25, prefix=DESK)
        if given.name != DRAFT:
            start_promotion(session, promotion.id, acting_user=acting_user)


DRAFT, WELCOME, DESK = "Machine week", "MOIN10", "KONTOR"


def _promotions() -> Iterator[tuple[PromotionInput, str]]:
    now = clock.now()
    yield (
        PromotionInput(
            name="Three bags, a tenth off",
            name_de="Drei Tüten, ein Zehntel weniger",
            lane=Lane.ARTICLE,
            starts_at=now,
            conditions=(
                _rule("shelf", slugs=["coffee"]),
                _rule("kind", kinds=["physical"]),
                _rule("minimum_pieces", pieces=3),
            ),
            actions=(_rule("percent", percent="10"),),
        ),
        "",
    )
    yield (
        PromotionInput(
            name="Welcome",
            name_de="Willkommen",
            lane=Lane.CART,
            starts_at=now,
            limit_per_customer=1,
            conditions=(_rule("code"), _rule("first_order"), _rule("minimum_value", from_minor=5000)),
            actions=(_rule("amount", off_minor=1000),),
        ),
        WELCOME,
    )
    yield (
        PromotionInput(
            name="For regulars: free delivery",
            name_de="Für Stammkunden: Lieferung kostenlos",
            lane=Lane.DELIVERY,
            starts_at=now,
            limit_total=500,
            conditions=(_rule("code"),),
            actions=(_rule("free_delivery"),),
        ),
        DESK,
    )
    yield (
        PromotionInput(
            name=DRAFT,
            name_de="Maschinenwoche",
            lane=Lane.CART,
            starts_at=now,
            is_exclusive=True,
            conditions=(_rule("shelf", slugs=["machines"]),),
            actions=(_rule("tiers", base="0", tiers={"50000": "3", "150000": "5", "300000": "7.5"}),),
        ),
        "",
    )


def _rule(kind: str, **params: object) -> RuleInput:
    return RuleInput(kind=kind, params=params)
