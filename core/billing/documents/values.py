"""What stands on an invoice or credit note, before it is put into a language."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.billing.states import InvoiceKind
from core.kernel.paper import Company
from core.pricing.states import PriceMode, TaxCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A name and postal address."""

    name: str
    company: str
    street: str
    extra: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One line. `unit_minor` is before, `amount_minor` after the discount; gross or net, as the document counts."""

    sku: str
    name: str
    note: str
    quantity: int
    unit_minor: int
    amount_minor: int
    tax_rate: Decimal
    discount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTax:
    """The sums of one tax."""

    country: str
    rate: Decimal
    net_minor: int
    tax_minor: int
    gross_minor: int
    category: TaxCategory = TaxCategory.STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepaid:
    """What was paid in advance and is deducted, with the VAT that was due when it came."""

    net_minor: int = 0
    tax_minor: int = 0

    @property
    def gross_minor(self) -> int:
        """What was paid."""
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDocument:
    """An invoice or credit note, complete in the sense of section 14 (4) UStG. Amounts in minor units.

    `supplied_to` is the last day of the supply, included.
    """

    kind: InvoiceKind
    number: str
    locale: str
    currency: str
    price_mode: PriceMode
    issued_at: datetime
    issued_on: date
    due_on: date
    supplied_from: date
    supplied_to: date
    order_number: str
    ordered_on: date
    customer_number: str
    customer_vat_id: str
    original_number: str
    original_issued_on: date | None
    seller: Company
    buyer: Party
    delivered_to: Party | None
    lines: tuple[DocumentLine, ...]
    taxes: tuple[DocumentTax, ...]
    net_minor: int
    tax_minor: int
    gross_minor: int
    prepaid: Prepaid
    tax_certificate: str = ""

    @property
    def due_minor(self) -> int:
        """What is left to pay."""
        return self.gross_minor - self.prepaid.gross_minor
