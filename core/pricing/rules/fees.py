"""The delivery fee: whether it is due, and how it is shared among the goods that it accompanies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.catalog.states import ArticleKind
from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.errors import DeliveryNotThere, UnknownDeliveryMethod, WrongSplit
from core.pricing.rounding import share_of
from core.pricing.rules.bands import Parcel
from core.pricing.rules.lines import Draft, Drafts
from core.pricing.rules.values import (
    Basket,
    Delivery,
    DeliveryOption,
    DeliveryQuote,
    LineKey,
    PriceBook,
    TaxKey,
    TraceStep,
)
from core.pricing.states import TaxReason


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDraft:
    """A share of the fee before tax is split."""

    amount_minor: int
    tax: TaxKey
    business_unit_id: UUID
    reason: TaxReason


def choose_delivery(basket: Basket, book: PriceBook, drafts: Drafts, *, freed_by: str = "") -> Delivery | None:
    """The way of delivery with its fee; None when nothing is to be sent or none was chosen yet.

    The value of goods counts after discounts; `freed_by` names the promotion that takes the fee over.
    """
    parcels = parcels_of(basket, drafts)
    if basket.delivery_method_code is None or not parcels:
        return None
    quote = _chosen(basket.delivery_method_code, book, parcels)
    option = book.delivery_options[quote.code]
    agreed = basket.whole.fee_minor
    is_free = bool(freed_by) or quote.is_free if agreed is None else agreed == 0
    fee = 0 if is_free else quote.fee_minor if agreed is None else agreed
    drafts.trace.append(_trace(option, basket.locale, fee=fee, is_free=is_free, freed_by=freed_by))
    if len(parcels) > 1 and fee:
        drafts.trace.append(_trace_addresses(len(parcels)))
    alone = parcels[0].value_minor if len(parcels) == 1 else None
    return Delivery(
        code=option.code,
        name=option.name_in(basket.locale),
        fee_minor=fee,
        is_free=is_free,
        free_from_minor=option.free_from_minor,
        missing_minor=0 if is_free or alone is None else max(0, (option.free_from_minor or 0) - alone),
    )


def parcels_of(basket: Basket, drafts: Drafts) -> list[Parcel]:
    """What is to be sent, one for each address; none when nothing is. Raises WrongSplit."""
    goods = _goods(drafts)
    left = {line.position: line.quantity for line in goods}
    parcels = []
    for destination in basket.destinations:
        taken: dict[int, int] = {}
        for key, pieces in destination.pieces.items():
            line = next((line for line in goods if line.heading is None and _is_line(line, key)), None)
            if line is None or not 0 < pieces <= left[line.position]:
                raise WrongSplit
            left[line.position] -= pieces
            taken[line.position] = pieces
        if taken:
            parcels.append(_parcel(basket, goods, taken, destination.postal_code))
    rest = {position: pieces for position, pieces in left.items() if pieces}
    return [*([_parcel(basket, goods, rest, basket.postal_code)] if rest else []), *parcels]


def _is_line(line: Draft, key: LineKey) -> bool:
    return line.article.variant_id == key.variant_id and not key.selection


def _parcel(basket: Basket, goods: list[Draft], pieces: Mapping[int, int], postal_code: str) -> Parcel:
    inside = [line for line in goods if pieces.get(line.position)]
    return Parcel(
        country=basket.delivery_country,
        postal_code=postal_code,
        grams=sum((line.article.weight_grams or 0) * pieces[line.position] for line in inside),
        value_minor=sum(share_of(line.amount_minor, pieces[line.position], line.quantity) for line in inside),
    )


def fee_before_offers(basket: Basket, book: PriceBook, drafts: Drafts) -> int:
    """What the chosen way would cost before any promotion; nothing when it does not go, which is refused later."""
    parcels, code = parcels_of(basket, drafts), basket.delivery_method_code
    if not parcels or code is None:
        return 0
    try:
        return _chosen(code, book, parcels).fee_minor
    except (DeliveryNotThere, UnknownDeliveryMethod):
        return 0


def quotes_for(basket: Basket, book: PriceBook, drafts: Drafts) -> tuple[DeliveryQuote, ...]:
    """What every way of delivery would cost; those that do not go there are left out."""
    parcels = parcels_of(basket, drafts)
    if not parcels:
        return ()
    found = (_quote(option, parcels) for option in book.delivery_options.values())
    return tuple(quote for quote in found if quote is not None)


def _quote(option: DeliveryOption, parcels: Sequence[Parcel]) -> DeliveryQuote | None:
    """What a way costs for all addresses together; None when it does not go to one of them."""
    quotes = [option.quote(parcel) for parcel in parcels]
    going = [quote for quote in quotes if quote is not None]
    if len(going) < len(quotes):
        return None
    days = [quote.days for quote in going if quote.days is not None]
    return DeliveryQuote(
        code=option.code,
        fee_minor=sum(quote.fee_minor for quote in going),
        is_free=all(quote.is_free for quote in going),
        days=max(days) if len(days) == len(going) else None,
    )


def _chosen(code: str, book: PriceBook, parcels: Sequence[Parcel]) -> DeliveryQuote:
    """The quote of the named way, or for an empty name of the first that goes."""
    options = list(book.delivery_options.values()) if not code else [book.delivery_options.get(code)]
    for option in options:
        if option is None:
            raise UnknownDeliveryMethod
        quote = _quote(option, parcels)
        if quote is not None:
            return quote
    raise DeliveryNotThere if options else UnknownDeliveryMethod


@dataclass(frozen=True, slots=True)
class Accompanied:
    """Goods that a fee accompanies: it is taxed as they are, and shared by what they cost."""

    tax: TaxKey
    reason: TaxReason
    business_unit_id: UUID
    amount_minor: int


def accompanied(drafts: Drafts) -> list[Accompanied]:
    """What is to be sent of a basket."""
    return [
        Accompanied(line.tax, line.reason, line.article.business_unit_id, line.amount_minor) for line in _goods(drafts)
    ]


def share_fee(delivery: Delivery | None, goods: Sequence[Accompanied]) -> list[FeeDraft]:
    """The fee by goods value: first over the VAT rates, then within each rate over the business units."""
    if delivery is None or delivery.fee_minor == 0:
        return []
    by_tax: dict[TaxKey, dict[UUID, int]] = {}
    reasons: dict[TaxKey, TaxReason] = {}
    for line in goods:
        reasons.setdefault(line.tax, line.reason)
        units = by_tax.setdefault(line.tax, {})
        units[line.business_unit_id] = units.get(line.business_unit_id, 0) + line.amount_minor
    shares = allocate(delivery.fee_minor, [sum(units.values()) for units in by_tax.values()])
    return [
        FeeDraft(amount_minor=amount, tax=tax, business_unit_id=unit_id, reason=reasons[tax])
        for (tax, units), share in zip(by_tax.items(), shares, strict=True)
        for unit_id, amount in zip(units, allocate(share, list(units.values())), strict=True)
        if amount
    ]


def _goods(drafts: Drafts) -> list[Draft]:
    return [line for line in drafts.lines if line.article.kind is ArticleKind.PHYSICAL]


def _trace_addresses(count: int) -> TraceStep:
    return TraceStep(
        position=None,
        step="delivery_addresses",
        text_template=N_("It goes to %(count)s addresses, and each delivery is paid for."),
        params={"count": count},
    )


def _trace(option: DeliveryOption, locale: str, *, fee: int, is_free: bool, freed_by: str) -> TraceStep:
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
        params={"method": option.name_in(locale), "fee_minor": fee},
    )
