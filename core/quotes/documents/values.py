"""What stands on a version of an offer, before it is put into a language. Costs and margins have no place in it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.kernel.paper import Company
from core.pricing.states import PriceMode
from core.quotes.rules.charges import Charges
from core.quotes.rules.choosing import Break
from core.quotes.states import LineRole


class Mark(StrEnum):
    """What is said across a version that is not simply on offer."""

    NONE = "none"
    DRAFT = "draft"
    ACCEPTED = "accepted"
    COUNTERED = "countered"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """For whom the offer is."""

    company: str
    name: str
    postal_code: str
    country: str
    customer_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """One line. Amounts count as the price list does; of one piece but for `amount_minor`, which is after discounts."""

    section: str
    sku: str
    name: str
    note: str
    quantity: int
    min_quantity: int
    max_quantity: int
    role: LineRole
    group: str
    is_chosen: bool
    listed_minor: int
    agreed_minor: int
    interval_months: int | None
    breaks: tuple[Break, ...]
    discount_percent: Decimal
    discount_minor: int
    promotion_minor: int
    is_free: bool
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSums:
    """What the version comes to with what is marked."""

    listed_minor: int
    discount_percent: Decimal
    discount_minor: int
    goods_minor: int
    charges: Charges
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """Until when it holds, and how it is paid and delivered."""

    valid_until: date
    time_zone: str
    terms_days: int | None
    deposit_percent: Decimal
    holds_stock: bool
    in_calls: bool
    opening: str
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextInvoice:
    """An invoice to come, as it would be and as it will be, with VAT; None where there is none."""

    start: date
    end: date
    name: str
    old_minor: int | None
    new_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedContract:
    """The contract that the offer changes, and its invoices of the next two years with those of what is added."""

    number: str
    coterm_number: str
    effective_on: date
    bound_until: date | None
    added_from: date | None
    invoices: tuple[NextInvoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDocument:
    """A version of an offer, complete. `made_at` is when it was offered, of a draft when it was begun."""

    number: str
    version: int
    title: str
    mark: Mark
    locale: str
    currency: str
    price_mode: PriceMode
    made_at: datetime
    contact: str
    seller: Company
    buyer: Recipient
    lines: tuple[OfferLine, ...]
    sums: OfferSums
    terms: OfferTerms
    contract: ChangedContract | None = None
