"""What the pricing function takes and gives. All money in minor units; `amount` counts as the list counts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.catalog.rules import Article
from core.catalog.states import ArticleKind, TaxClass
from core.pricing.rules.bands import DeliveryBand, Parcel, first_band
from core.pricing.rules.parties import CONSUMER, NOTHING_SOLD, OneStopShop, Taxpayer
from core.pricing.rules.promotions.values import Discount, PassedOver, Promotion, Shopper
from core.pricing.rules.taxation import TaxNote
from core.pricing.rules.terms import AS_LISTED, Terms, WholeTerms
from core.pricing.states import PriceMode, TaxCategory, TaxReason

NOBODY = Shopper()

# --- what goes in


@dataclass(frozen=True, slots=True)
class LineKey:
    """Which line of a basket: a variant, and the options that were taken of it (see `catalog.rules.picks_to`).

    In a quote the same article may stand on several lines, which their `reference` tells apart.
    """

    variant_id: UUID
    selection: str = ""
    reference: str = ""

    def __str__(self) -> str:
        """A short name of the line, for hidden fields and hashes: the same line has the same."""
        if self.reference:
            return self.reference
        if not self.selection:
            return str(self.variant_id)
        return f"{self.variant_id}.{hashlib.sha256(self.selection.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """So many pieces of a variant, with the options that were taken of it."""

    variant_id: UUID
    quantity: int
    selection: str = ""
    reference: str = ""
    terms: Terms | None = None

    @property
    def key(self) -> LineKey:
        """Which line it is."""
        return LineKey(self.variant_id, self.selection, self.reference)

    @property
    def has_agreed_price(self) -> bool:
        """Whether it costs what was agreed, and not what the list says."""
        return self.terms is not None and self.terms.has_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A further address in the same country, and how many pieces of which lines go there; bundles are not divided."""

    postal_code: str
    pieces: Mapping[LineKey, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """What somebody wants to buy, how it shall be delivered (an empty code: the first way that goes), and where to.

    What no further destination takes goes to `postal_code`; the delivery to each address is paid for.
    """

    lines: tuple[BasketLine, ...]
    delivery_method_code: str | None
    delivery_country: str
    mode: PriceMode
    currency: str
    at: datetime
    locale: str
    postal_code: str = ""
    destinations: tuple[Destination, ...] = ()
    whole: WholeTerms = AS_LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """A price of one piece from a quantity on: once, and per interval."""

    min_quantity: int
    amount_minor: int
    recurring_minor: int


def row_for(rows: tuple[PriceRow, ...], quantity: int) -> PriceRow | None:
    """The price that holds for so many pieces: the highest tier that they reach."""
    reached = [row for row in rows if row.min_quantity <= quantity]
    return reached[-1] if reached else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuote:
    """What a way of delivery costs for a basket, and how many working days it takes where that is known."""

    code: str
    fee_minor: int
    is_free: bool
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOption:
    """A way of delivery as a price list sees it: the fee and the limit count as the list counts."""

    code: str
    name: str
    name_de: str
    fee_minor: int
    free_from_minor: int | None
    bands: tuple[DeliveryBand, ...] = ()
    mode: PriceMode = PriceMode.GROSS

    def quote(self, parcel: Parcel) -> DeliveryQuote | None:
        """What it costs for a parcel; None when it does not go there or does not carry so much."""
        days = None
        fee = self.fee_minor
        if self.bands:
            band = first_band(self.bands, parcel)
            if band is None:
                return None
            fee = band.fee_gross_minor if self.mode is PriceMode.GROSS else band.fee_net_minor
            days = band.days
        is_free = self.free_from_minor is not None and parcel.value_minor >= self.free_from_minor
        return DeliveryQuote(code=self.code, fee_minor=0 if is_free else fee, is_free=is_free, days=days)

    def name_in(self, locale: str) -> str:
        """The name in the language of a locale."""
        return self.name_de if locale == "de" else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class RateKey:
    """Where, and for what class of article, a tax rate holds."""

    country: str
    tax_class: TaxClass


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """Everything that prices a basket: the valid rows of one list, the articles, rates and ways of delivery.

    `articles` holds the components of bundles too; `prices` is in order of `min_quantity`.
    """

    list_code: str
    list_name: str
    mode: PriceMode
    currency: str
    home_country: str
    articles: Mapping[UUID, Article]
    prices: Mapping[UUID, tuple[PriceRow, ...]]
    rates: Mapping[RateKey, Decimal]
    delivery_options: Mapping[str, DeliveryOption]
    promotions: tuple[Promotion, ...] = ()
    shopper: Shopper = NOBODY
    shelves: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    """On which shelves the products stand, all those above included; filled when a promotion asks for it."""
    code: str = ""
    """The code that was entered, as it is shown."""
    minimum_minor: int = 0
    """What the articles of an order come to at least, after discounts and without delivery."""
    taxpayer: Taxpayer = CONSUMER
    one_stop: OneStopShop = NOTHING_SOLD
    exports: frozenset[str] = frozenset()
    """Countries outside the EU that we sell to; those inside are the ones whose rates we know."""

    def serves(self, country: str) -> bool:
        """Whether we sell to a country."""
        return country in self.exports or any(key.country == country for key in self.rates)


# --- what comes out


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxKey:
    """What makes a VAT group: where the tax is owed, its rate, and the kind of taxation."""

    country: str
    rate: Decimal
    category: TaxCategory = TaxCategory.STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One article with its price, frozen when it is agreed. Components of a bundle are lines of their own.

    `amount_minor` counts as the list counts and never moves; `discount_minor` was taken off before. `unit_minor` is
    before discounts, exact for plain articles and a rounded share for components. With `interval_months` the line's
    `recurring_minor` is due again every so many months; with `trial_days` for the first time behind these, and nothing
    before.
    """

    position: int
    parent_position: int | None
    parent_name: str
    variant_id: UUID
    sku: str
    slug: str
    name: str
    kind: ArticleKind
    business_unit_id: UUID
    quantity: int
    unit_minor: int
    amount_minor: int
    tax: TaxKey
    net_minor: int
    tax_minor: int
    gross_minor: int
    interval_months: int | None
    term_months: int | None
    notice_months: int | None
    picture: str
    discount_minor: int = 0
    tax_reason: TaxReason = TaxReason.DOMESTIC
    trial_days: int = 0
    recurring_minor: int = 0
    reference: str = ""

    @property
    def full_minor(self) -> int:
        """The amount before discounts."""
        return self.amount_minor + self.discount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleLine:
    """The heading of a bundle: the lines whose `parent_position` is this position are inside. Carries no tax.

    `amount_minor` is due now (first period included), before discounts, which its lines carry; `recurring_minor` of
    it comes again each interval.
    """

    position: int
    variant_id: UUID
    sku: str
    slug: str
    name: str
    quantity: int
    unit_minor: int
    amount_minor: int
    recurring_minor: int
    interval_months: int | None
    picture: str
    selection: str = ""
    reference: str = ""

    @property
    def key(self) -> LineKey:
        """Which line of the basket it is."""
        return LineKey(self.variant_id, self.selection, self.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """A share of the delivery fee: one per VAT rate and business unit of the goods that it accompanies; or what
    setting up the subscription at `for_position` costs once."""

    position: int
    code: str
    name: str
    business_unit_id: UUID
    amount_minor: int
    tax: TaxKey
    net_minor: int
    tax_minor: int
    gross_minor: int
    quantity: int = 1
    tax_reason: TaxReason = TaxReason.DOMESTIC
    for_position: int | None = None

    @property
    def unit_minor(self) -> int:
        """A fee is one piece."""
        return self.amount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxGroup:
    """What is owed under one tax key; net + tax_minor = gross."""

    tax: TaxKey
    net: int
    tax_minor: int
    gross: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringTotal:
    """What comes again every so many months."""

    interval_months: int
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The chosen way of delivery. `missing_minor` is the value of goods that is left to free delivery."""

    code: str
    name: str
    fee_minor: int
    is_free: bool
    free_from_minor: int | None
    missing_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One step of the calculation: a marked sentence and its values; values named `_minor` are money."""

    position: int | None
    step: str
    text_template: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedBasket:
    """A basket with its price. net, tax and gross are all that is due now, first periods included."""

    mode: PriceMode
    currency: str
    lines: tuple[PricedLine, ...]
    bundles: tuple[BundleLine, ...]
    fees: tuple[FeeLine, ...]
    setups: tuple[FeeLine, ...]
    delivery: Delivery | None
    groups: tuple[TaxGroup, ...]
    net: int
    tax: int
    gross: int
    recurring: tuple[RecurringTotal, ...]
    trace: tuple[TraceStep, ...]
    fingerprint: str
    discounts: tuple[Discount, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    quotes: tuple[DeliveryQuote, ...] = ()
    """What every way of delivery that goes there would cost."""
    tax_notes: tuple[TaxNote, ...] = ()
    """Why it is taxed as it is, warnings first."""

    @property
    def counted_minor(self) -> int:
        """The net sales in it that count towards the threshold of the one-stop shop."""
        return sum(line.net_minor for line in self.everything if line.tax_reason.is_counted)

    @property
    def everything(self) -> "tuple[PricedLine | FeeLine, ...]":
        """All that carries tax, fees last."""
        return (*self.lines, *self.fees)

    @property
    def goods_minor(self) -> int:
        """The sum of the lines without delivery, as the list counts."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def full_minor(self) -> int:
        """The sum of the lines before discounts, as the list counts."""
        return sum(line.full_minor for line in self.lines)

    @property
    def fee_minor(self) -> int:
        """The delivery fee, as the list counts."""
        return sum(fee.amount_minor for fee in self.fees)

    @property
    def has_trial(self) -> bool:
        """Whether something costs nothing yet and comes again later."""
        return any(line.trial_days for line in self.lines)

    @property
    def setup_minor(self) -> int:
        """What setting up subscriptions costs, as the list counts."""
        return sum(fee.amount_minor for fee in self.setups)

    @property
    def needs_delivery(self) -> bool:
        """Whether goods must be sent."""
        return any(line.kind is ArticleKind.PHYSICAL for line in self.lines)
