"""The delivery fee: whether it is due, and how it is shared among the goods that it accompanies."""

from dataclasses import dataclass
from uuid import UUID

from core.catalog.states import ArticleKind
from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.errors import UnknownDeliveryMethod
from core.pricing.rules.lines import Draft, Drafts
from core.pricing.rules.values import Basket, Delivery, DeliveryOption, PriceBook, TaxKey, TraceStep


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDraft:
    """A share of the fee before tax is split."""

    amount_minor: int
    tax: TaxKey
    business_unit_id: UUID


def choose_delivery(basket: Basket, book: PriceBook, drafts: Drafts, *, freed_by: str = "") -> Delivery | None:
    """The way of delivery with its fee; None when nothing is to be sent or none was chosen yet.

    The value of goods counts after discounts; `freed_by` names the promotion that takes the fee over.
    """
    goods = _goods(drafts)
    if basket.delivery_method_code is None or not goods:
        return None
    option = book.delivery_options.get(basket.delivery_method_code)
    if option is None:
        raise UnknownDeliveryMethod
    value = sum(line.amount_minor for line in goods)
    is_free = bool(freed_by) or (option.free_from_minor is not None and value >= option.free_from_minor)
    drafts.trace.append(_trace(option, basket.locale, is_free=is_free, freed_by=freed_by))
    return Delivery(
        code=option.code,
        name=option.name_in(basket.locale),
        fee_minor=0 if is_free else option.fee_minor,
        is_free=is_free,
        free_from_minor=option.free_from_minor,
        missing_minor=0 if is_free else max(0, (option.free_from_minor or 0) - value),
    )


def share_fee(delivery: Delivery | None, drafts: Drafts) -> list[FeeDraft]:
    """The fee by goods value: first over the VAT rates, then within each rate over the business units."""
    if delivery is None or delivery.fee_minor == 0:
        return []
    by_tax: dict[TaxKey, dict[UUID, int]] = {}
    for line in _goods(drafts):
        units = by_tax.setdefault(line.tax, {})
        unit_id = line.article.business_unit_id
        units[unit_id] = units.get(unit_id, 0) + line.amount_minor
    shares = allocate(delivery.fee_minor, [sum(units.values()) for units in by_tax.values()])
    return [
        FeeDraft(amount_minor=amount, tax=tax, business_unit_id=unit_id)
        for (tax, units), share in zip(by_tax.items(), shares, strict=True)
        for unit_id, amount in zip(units, allocate(share, list(units.values())), strict=True)
        if amount
    ]


def _goods(drafts: Drafts) -> list[Draft]:
    return [line for line in drafts.lines if line.article.kind is ArticleKind.PHYSICAL]


def _trace(option: DeliveryOption, locale: str, *, is_free: bool, freed_by: str) -> TraceStep:
    if freed_by:
        return TraceStep(
            position=None,
            step="delivery_free",
            text_template=N_("%(method)s: free with %(promotion)s."),
            params={"method": option.name_in(locale), "promotion": freed_by},
        )
    if is_free:
        return TraceStep(
            position=None,
            step="delivery_free",
            text_template=N_("%(method)s: free from a goods value of %(free_from_minor)s on."),
            params={"method": option.name_in(locale), "free_from_minor": option.free_from_minor or 0},
        )
    return TraceStep(
        position=None,
        step="delivery",
        text_template=N_("%(method)s: %(fee_minor)s, with the VAT of the goods."),
        params={"method": option.name_in(locale), "fee_minor": option.fee_minor},
    )
