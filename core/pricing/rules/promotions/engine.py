"""Which promotions hold in a basket, and what they take off which line.

Lanes work one after the other, each on what the one before left over. In a lane the promotion of the highest priority
holds, among equals the one that saves most. An exclusive promotion holds alone, if that is better for the customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.catalog.states import ArticleKind
from core.kernel.i18n import N_
from core.pricing.rules.fees import fee_before_offers
from core.pricing.rules.lines import Draft, Drafts
from core.pricing.rules.promotions.values import (
    Candidate,
    Discount,
    PassedOver,
    Promotion,
    Sentence,
    Share,
    Shopper,
    Situation,
)
from core.pricing.rules.values import Basket, PriceBook, TraceStep
from core.pricing.states import Lane

if TYPE_CHECKING:
    from core.pricing.rules.promotions.protocol import Condition

OUTDONE = N_("Another offer saves you more, and both do not go together.")
SAVES_NOTHING = N_("There is nothing in the cart that it makes cheaper.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What promotions did; `freed_by` is the name of the one that frees delivery."""

    discounts: tuple[Discount, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def freed_by(self) -> str:
        """The promotion that pays for delivery, if one does."""
        return next((discount.name for discount in self.discounts if discount.frees_delivery), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """What one promotion would take off each line."""

    promotion: Promotion
    off: tuple[int, ...]
    fee_minor: int

    @property
    def saved(self) -> int:
        return sum(self.off) + self.fee_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The lines as promotions see them, and what delivery would cost at most."""

    lines: tuple[Candidate, ...]
    shopper: Shopper
    fee_minor: int


def apply_promotions(basket: Basket, book: PriceBook, drafts: Drafts) -> Offers:
    """Let the promotions of the book work: the drafts' amounts fall, each step is traced, nobody falls below zero."""
    if not book.promotions:
        return Offers()
    lines = tuple(_candidate(draft, book) for draft in drafts.lines)
    table = _Table(lines=lines, shopper=book.shopper, fee_minor=_fee(basket, book, drafts, lines))
    met = [promotion for promotion in book.promotions if _unmet(promotion, table) is None]
    chosen = _best(met, table)
    discounts = tuple(_apply(offer, drafts, book) for offer in chosen)
    held = {offer.promotion.id for offer in chosen}
    rest = (promotion for promotion in book.promotions if promotion.id not in held)
    return Offers(discounts=discounts, passed_over=tuple(_passed_over(one, table) for one in rest))


# --- what promotions see


def _candidate(draft: Draft, book: PriceBook) -> Candidate:
    heading = draft.heading
    named = book.articles[heading.variant_id] if heading else draft.article
    return Candidate(
        item=heading.position if heading else draft.position,
        pieces=draft.pieces,
        amount_minor=draft.amount_minor,
        kind=draft.article.kind,
        skus=frozenset({named.sku}),
        shelves=book.shelves.get(named.product_id, frozenset()),
    )


def _fee(basket: Basket, book: PriceBook, drafts: Drafts, lines: Sequence[Candidate]) -> int:
    if basket.delivery_method_code is None or all(line.kind is not ArticleKind.PHYSICAL for line in lines):
        return 0
    return fee_before_offers(basket, book, drafts)


def _chosen(promotion: Promotion, lines: Sequence[Candidate]) -> list[int]:
    """The indexes of the lines that a promotion is about."""
    return [
        index
        for index, line in enumerate(lines)
        if (promotion.with_subscriptions or not line.recurs)
        and all(condition.selects(line) for condition in promotion.conditions)
    ]


def _situation(promotion: Promotion, table: _Table) -> Situation:
    lines = tuple(table.lines[index] for index in _chosen(promotion, table.lines))
    return Situation(promotion_id=promotion.id, lines=lines, shopper=table.shopper)


def _unmet(promotion: Promotion, table: _Table) -> "Condition | None":
    """The first condition that is not met; conditions are asked about the basket before any discount."""
    situation = _situation(promotion, table)
    return next((one for one in promotion.conditions if not one.is_met(situation)), None)


# --- which hold


def _best(met: Sequence[Promotion], table: _Table) -> list[_Offer]:
    together = _stack([promotion for promotion in met if not promotion.is_exclusive], table)
    best, saved = together, sum(offer.saved for offer in together)
    for promotion in sorted((one for one in met if one.is_exclusive), key=lambda one: (-one.priority, one.id)):
        alone = _stack([promotion], table)
        if sum(offer.saved for offer in alone) > saved:
            best, saved = alone, sum(offer.saved for offer in alone)
    return best


def _stack(promotions: Sequence[Promotion], table: _Table) -> list[_Offer]:
    held: list[_Offer] = []
    for lane in Lane:
        offers = [_offer(promotion, table) for promotion in promotions if promotion.lane is lane]
        useful = [offer for offer in offers if offer.saved > 0]
        if not useful:
            continue
        offer = min(useful, key=lambda one: (-one.promotion.priority, -one.saved, one.promotion.id))
        held.append(offer)
        table = _after(table, offer)
    return held


def _offer(promotion: Promotion, table: _Table) -> _Offer:
    chosen = _chosen(promotion, table.lines)
    left, off = list(table.lines), [0] * len(table.lines)
    for action in promotion.actions if chosen else ():
        for index, reduction in zip(chosen, action.reductions([left[index] for index in chosen]), strict=True):
            off[index] += reduction
            left[index] = replace(left[index], amount_minor=left[index].amount_minor - reduction)
    fee = table.fee_minor if promotion.frees_delivery and chosen else 0
    return _Offer(promotion=promotion, off=tuple(off), fee_minor=fee)


def _after(table: _Table, offer: _Offer) -> _Table:
    lines = tuple(
        replace(line, amount_minor=line.amount_minor - off) for line, off in zip(table.lines, offer.off, strict=True)
    )
    return replace(table, lines=lines, fee_minor=table.fee_minor - offer.fee_minor)


# --- what they did


def _apply(offer: _Offer, drafts: Drafts, book: PriceBook) -> Discount:
    promotion, shares = offer.promotion, []
    code = book.code if any(condition.KIND == "code" for condition in promotion.conditions) else ""
    for index, off in enumerate(offer.off):
        if off:
            draft = drafts.lines[index]
            left = replace(draft, amount_minor=draft.amount_minor - off, discount_minor=draft.discount_minor + off)
            assert left.amount_minor >= 0, "an action takes no more than there is"
            drafts.lines[index] = left
            shares.append(Share(position=draft.position, amount_minor=off))
            drafts.trace.append(_trace(promotion, draft.position, off))
    return Discount(
        promotion_id=promotion.id,
        name=promotion.name,
        code=code,
        amount_minor=sum(offer.off),
        shares=tuple(shares),
        frees_delivery=offer.fee_minor > 0,
    )


def _trace(promotion: Promotion, position: int, off: int) -> TraceStep:
    return TraceStep(
        position=position,
        step="promotion",
        text_template=N_("%(promotion)s: %(amount_minor)s off."),
        params={"promotion": promotion.name, "amount_minor": off},
    )


def _passed_over(promotion: Promotion, table: _Table) -> PassedOver:
    unmet = _unmet(promotion, table)
    if unmet is not None and _situation(promotion, table).lines:
        why = unmet.sentence()
    elif unmet is not None or _offer(promotion, table).saved == 0:
        why = Sentence(template=SAVES_NOTHING)
    else:
        why = Sentence(template=OUTDONE)
    is_coded = promotion.id in table.shopper.codes
    return PassedOver(promotion_id=promotion.id, name=promotion.name, is_coded=is_coded, why=why)
