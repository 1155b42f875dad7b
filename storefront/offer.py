"""The buy box: one variant of a product with its price, its terms and what happens after buying."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from core.carts.queries.shelf import BundleOffer, ProductDetail, TierPrice, VariantOffer
from core.carts.rules import Seen
from core.catalog.rules import Plan
from core.catalog.states import ArticleKind
from core.inventory.states import StockLevel
from core.pricing.rules import LineKey
from core.pricing.states import PriceMode
from core.web.filters import weekday
from core.web.locale import current_locale
from core.web.locale import gettext as _
from storefront.configurator import Configurator, Inside, configurator_of, inside_of
from storefront.forms.cart import seen_text
from storefront.words import (
    arrival,
    billed,
    day_and_month,
    duration,
    minimum_term,
    notice,
    price_note,
    setting_up,
    terms,
    trial,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swatch:
    """A variant to choose."""

    name: str
    picture: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A quantity from which a piece costs less; what is due now, per piece."""

    min_quantity: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChoice:
    """One of several plans of an article: what each period costs, and everything that it obliges to."""

    variant_id: UUID
    name: str
    recurring_minor: int
    interval_months: int
    terms: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What happens after buying: an icon of our set, what it is about, and a sentence."""

    icon: str
    strong: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Everything in the buy box."""

    variant: VariantOffer
    swatches: tuple[Swatch, ...]
    plans: tuple[PlanChoice, ...]
    price_note: str
    tiers: tuple[Tier, ...]
    quantity: int
    promises: tuple[Promise, ...]
    inside: tuple[Inside, ...]
    configurator: Configurator | None
    saved_minor: int
    comes_on: str
    seen: str
    picture_text: str


def offer_of(
    product: ProductDetail,
    *,
    sku: str | None,
    variant_id: str | None,
    quantity: int | None,
    picks: Mapping[str, int] | None = None,
) -> Offer:
    """The offer for the variant that the form or the address names; otherwise for the first.

    `picks` are the options that are taken where there is something to choose (None: those that are proposed).
    """
    chosen = _chosen(product, sku, variant_id)
    held, configurator = product.bundles.get(chosen.id), configurator_of(product, chosen, picks)
    return Offer(
        variant=chosen,
        swatches=tuple(_swatches(product, chosen)),
        plans=_plans(product, chosen),
        price_note=price_note(product.mode, product.kind, product.tax_rate),
        tiers=tuple(_tier(tier) for tier in chosen.tiers),
        quantity=quantity if quantity is not None else 1,
        promises=tuple(_promises(product, chosen)),
        inside=inside_of(held.components) if held and configurator is None else (),
        configurator=configurator,
        comes_on=day_and_month(chosen.expected_on) if chosen.expected_on else "",
        seen=",".join(_seen(variant) for variant in _same_option(product, chosen) if variant.tiers),
        picture_text=_picture_text(product, chosen),
        saved_minor=_saved(held, chosen) if held and configurator is None else 0,
    )


def _saved(held: BundleOffer, chosen: VariantOffer) -> int:
    """What buying the components one by one costs more."""
    alone = sum((part.price_minor or 0) * part.quantity for part in held.components)
    return max(0, alone - (chosen.price_minor or 0))


def _seen(variant: VariantOffer) -> str:
    """What this page says of one piece, so that the cart can tell what changed since."""
    if not variant.tiers:
        return ""
    unit = variant.tiers[0].amount_minor + variant.tiers[0].recurring_minor
    return seen_text(LineKey(variant.id), Seen(list_code="", unit_minor=unit, quantity=1, free=variant.free))


def _chosen(product: ProductDetail, sku: str | None, variant_id: str | None) -> VariantOffer:
    for variant in product.variants:
        if str(variant.id) == variant_id or (not variant_id and variant.sku == sku):
            return variant
    return product.variants[0]


def _picture_text(product: ProductDetail, variant: VariantOffer) -> str:
    """What the picture of a variant shows, if somebody wrote it down; else what the product is called."""
    return next((picture.name for picture in product.pictures if picture.path == variant.picture), product.name)


def _swatches(product: ProductDetail, chosen: VariantOffer) -> list[Swatch]:
    shown: dict[str, VariantOffer] = {}
    for variant in (chosen, *product.variants):  # variants that differ in their plans only are one swatch
        shown.setdefault(variant.name, variant)
    if len(shown) < 2:
        return []
    ordered = sorted(shown.values(), key=product.variants.index)
    return [
        Swatch(
            name=variant.name,
            picture=variant.picture,
            url=url_for("product.show", slug=product.slug, v=variant.sku),
            current=variant is chosen,
        )
        for variant in ordered
    ]


def _same_option(product: ProductDetail, chosen: VariantOffer) -> list[VariantOffer]:
    """The variants that differ from the chosen one in nothing but their plan, itself included."""
    if chosen.plan is None or product.kind is ArticleKind.BUNDLE:
        return [chosen]
    return [variant for variant in product.variants if variant.name == chosen.name]


def _plans(product: ProductDetail, chosen: VariantOffer) -> tuple[PlanChoice, ...]:
    """The plans to choose from; none where there is only one."""
    offered = [variant for variant in _same_option(product, chosen) if variant.tiers and variant.plan]
    if len(offered) < 2:
        return ()
    return tuple(_plan_choice(product.mode, variant, chosen) for variant in offered)


def _plan_choice(mode: PriceMode, variant: VariantOffer, chosen: VariantOffer) -> PlanChoice:
    plan = variant.plan
    assert plan is not None  # the caller looked
    said = [terms(plan.interval_months, plan.term_months, plan.notice_months), *_beginning(mode, plan)]
    return PlanChoice(
        variant_id=variant.id,
        name=plan.name_in(current_locale()) or billed(plan.interval_months),
        recurring_minor=variant.recurring_minor,
        interval_months=plan.interval_months,
        terms=" ".join(said),
        is_chosen=variant is chosen,
    )


def _beginning(mode: PriceMode, plan: Plan) -> list[str]:
    """What is special about how a subscription begins: days of trial, a fee for setting it up."""
    said = [trial(plan.trial_days)] if plan.trial_days else []
    setup = plan.setup_gross_minor if mode is PriceMode.GROSS else plan.setup_net_minor
    return [*said, setting_up(setup)] if setup else said


def _tier(tier: TierPrice) -> Tier:
    return Tier(min_quantity=tier.min_quantity, amount_minor=tier.amount_minor + tier.recurring_minor)


# --- what happens after buying


def _promises(product: ProductDetail, variant: VariantOffer) -> list[Promise]:
    promises = [_delivery(variant)] if variant.delivery_days is not None else _later(variant)
    if variant.duration_minutes:
        promises.append(Promise(icon="booked", strong=_("On your day."), text=duration(variant.duration_minutes)))
    if variant.plan is not None:
        promises += _subscription(product.mode, variant)
    if ArticleKind.PHYSICAL in product.kinds:
        promises.append(
            Promise(icon="return", strong=_("14 days to change your mind."), text=_("We pay for the way back."))
        )
    promises.append(
        Promise(icon="shield", strong=_("Pay as it suits you."), text=_("On account, in advance or by card."))
    )
    return promises


def _delivery(variant: VariantOffer) -> Promise:
    day = weekday(arrival(variant.delivery_days or 0))
    return Promise(icon="delivered", strong=_("With you by %(day)s", day=day), text=_("if you order today."))


def _later(variant: VariantOffer) -> list[Promise]:
    """When something arrives that is ordered before it is there."""
    if variant.expected_on is None or variant.stock_level not in (StockLevel.BACKORDER, StockLevel.PREORDER):
        return []
    day = weekday(arrival(variant.sent_after, since=variant.expected_on))
    return [Promise(icon="clock", strong=_("With you by %(day)s", day=day), text=_("if you order ahead now."))]


def _subscription(mode: PriceMode, variant: VariantOffer) -> list[Promise]:
    plan = variant.plan
    assert plan is not None  # the caller looked
    beginning = [Promise(icon="info", strong="", text=sentence) for sentence in _beginning(mode, plan)]
    return [
        *beginning,
        Promise(icon="subscribed", strong=billed(plan.interval_months), text=_("The price stays what you ordered at.")),
        Promise(icon="clock", strong=minimum_term(plan.term_months), text=notice(plan.notice_months)),
    ]
