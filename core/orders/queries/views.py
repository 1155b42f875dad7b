"""Orders as others see them: frozen copies of the rows, parts with their lines, addresses in full."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Self
from uuid import UUID

from core.accounts.models import Address
from core.accounts.queries import AddressView
from core.orders.models import Order, OrderChange, OrderLine, OrderPart
from core.orders.states import LineKind, MovementKind, OrderState, PartState, WaitingFor
from core.pricing.rules import GivenDiscount, discounts_from_text
from core.pricing.states import PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of an order. Money in minor units; `amount_minor` counts as the order's price list counts."""

    id: UUID
    part_id: UUID
    position: int
    bundle_position: int | None
    bundle_name: str | None
    variant_id: UUID | None
    sku: str
    name: str
    picture: str
    kind: LineKind
    business_unit_id: UUID
    quantity: int
    unit_minor: int
    amount_minor: int
    discount_minor: int
    tax_country: str
    tax_rate: Decimal
    tax_category: str
    tax_reason: str
    net_minor: int
    tax_minor: int
    gross_minor: int
    interval_months: int | None
    term_months: int | None
    notice_months: int | None
    trial_days: int
    recurring_minor: int
    fee_for: int | None
    fulfilled_quantity: int
    returned_quantity: int
    cancelled_quantity: int
    invoiced_quantity: int
    backordered_quantity: int
    goods_expected_on: date | None
    note: str

    @property
    def open_quantity(self) -> int:
        """What is still to be done."""
        return self.quantity - self.fulfilled_quantity - self.cancelled_quantity

    @property
    def returnable_quantity(self) -> int:
        """What was shipped and has not come back; only goods come back."""
        return self.fulfilled_quantity - self.returned_quantity if self.kind is LineKind.PHYSICAL else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One part of an order with its lines."""

    id: UUID
    order_id: UUID
    position: int
    kind: LineKind
    business_unit_id: UUID
    state: PartState
    waiting_for: WaitingFor
    waiting_on: date | None
    backend: str
    handover_key: str
    backend_reference: str | None
    failure: str
    created_at: datetime
    handed_over_at: datetime | None
    acknowledged_at: datetime | None
    completed_at: datetime | None
    lines: tuple[LineView, ...]
    delivery: AddressView | None = None
    """Where its goods go, when not where the order goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTotal:
    """What is owed under one country, rate and category; net + tax = gross."""

    country: str
    rate: Decimal
    category: str
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order with everything that was agreed."""

    id: UUID
    number: str
    cart_id: UUID | None
    customer_id: UUID
    user_id: UUID | None
    contact_name: str
    email: str
    company: str
    locale: str
    currency: str
    price_mode: PriceMode
    net_minor: int
    tax_minor: int
    gross_minor: int
    dropped_minor: int
    customer_vat_id: str
    tax_certificate: str
    billing_address_id: UUID
    delivery_address_id: UUID
    billing: AddressView
    delivery: AddressView
    delivery_method: str
    payment_method: str
    wished_service_on: date | None
    start_on: date | None
    wished_delivery_on: date | None
    gift_message: str
    hides_prices: bool
    note: str
    state: OrderState
    placed_at: datetime
    released_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    fingerprint: str
    trace: str
    discounts: str
    parts: tuple[PartView, ...]

    @property
    def lines(self) -> tuple[LineView, ...]:
        """Every line, in the order in which they were bought, fees last."""
        return tuple(sorted((line for part in self.parts for line in part.lines), key=lambda line: line.position))

    @property
    def has_several_addresses(self) -> bool:
        """Whether some of its goods go elsewhere."""
        return any(part.delivery is not None for part in self.parts)

    @property
    def left_minor(self) -> int:
        """What it comes to after all changes, gross."""
        return self.gross_minor - self.dropped_minor

    @property
    def is_changed(self) -> bool:
        """Whether some of it was taken out, and the rest goes on."""
        return bool(self.dropped_minor) and self.state is not OrderState.CANCELLED

    @property
    def worth_minor(self) -> int:
        """What it comes to: after changes what is left, of a cancelled order what it came to."""
        return self.left_minor if self.is_changed else self.gross_minor

    @property
    def taxes(self) -> tuple[TaxTotal, ...]:
        """The VAT groups of the whole order."""
        return tax_totals(self.lines)

    @property
    def goods_minor(self) -> int:
        """The sum of the articles before discounts, as the price list counts."""
        return sum(line.amount_minor + line.discount_minor for line in self.lines if line.kind is not LineKind.FEE)

    @property
    def given(self) -> tuple[GivenDiscount, ...]:
        """What promotions took off, as it was agreed."""
        return discounts_from_text(self.discounts)

    @property
    def fee_minor(self) -> int:
        """The delivery fee, as the price list counts."""
        return sum(line.amount_minor for line in self.lines if line.kind is LineKind.FEE and line.fee_for is None)

    @property
    def setup_minor(self) -> int:
        """What setting up subscriptions costs, as the price list counts."""
        return sum(line.amount_minor for line in self.lines if line.fee_for is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedView:
    """How many of an article were to come, and how many are now."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A change of an order after it was placed. Money in minor units, gross."""

    id: UUID
    rows: tuple[ChangedView, ...]
    before_minor: int
    after_minor: int
    is_readdressed: bool
    reason: str
    at: datetime
    actor_name: str

    @classmethod
    def of(cls, row: OrderChange) -> Self:
        """A frozen copy of a change."""
        return cls(
            id=row.id,
            rows=tuple(ChangedView(**kept) for kept in json.loads(row.content)),
            before_minor=row.before_minor,
            after_minor=row.after_minor,
            is_readdressed=row.delivery_address_id is not None,
            reason=row.reason,
            at=row.at,
            actor_name=row.actor_name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementView:
    """A quantity of a line that was fulfilled, returned or cancelled, and by which document."""

    line_id: UUID
    part_id: UUID
    kind: MovementKind
    quantity: int
    cause_type: str
    cause_id: UUID
    at: datetime


def tax_totals(lines: tuple[LineView, ...]) -> tuple[TaxTotal, ...]:
    """The VAT groups of lines, by country and falling rate."""
    groups: dict[tuple[str, Decimal, str], list[LineView]] = {}
    for line in lines:
        groups.setdefault((line.tax_country, line.tax_rate, line.tax_category), []).append(line)
    return tuple(
        TaxTotal(
            country=country,
            rate=rate,
            category=category,
            net_minor=sum(line.net_minor for line in members),
            tax_minor=sum(line.tax_minor for line in members),
            gross_minor=sum(line.gross_minor for line in members),
        )
        for (country, rate, category), members in sorted(
            groups.items(), key=lambda group: (group[0][0], -group[0][1], group[0][2])
        )
    )


def order_view(
    order: Order, billing: Address, delivery: Address, further: Mapping[UUID, Address] = MappingProxyType({})
) -> OrderView:
    """A frozen copy of an order whose parts and lines are loaded; `further` are the addresses of its parts by id."""
    names = OrderView.__dataclass_fields__.keys() - {"parts", "billing", "delivery"}
    return OrderView(
        **{name: getattr(order, name) for name in names},
        billing=_address(billing),
        delivery=_address(delivery),
        parts=tuple(
            part_view(
                part,
                [line for line in order.lines if line.part_id == part.id],
                delivery=further.get(part.delivery_address_id) if part.delivery_address_id else None,
            )
            for part in order.parts
        ),
    )


def part_view(part: OrderPart, lines: list[OrderLine], *, delivery: Address | None = None) -> PartView:
    """A frozen copy of a part."""
    names = PartView.__dataclass_fields__.keys() - {"lines", "delivery"}
    return PartView(
        **{name: getattr(part, name) for name in names},
        lines=tuple(line_view(line) for line in lines),
        delivery=_address(delivery) if delivery is not None else None,
    )


def line_view(line: OrderLine) -> LineView:
    """A frozen copy of a line."""
    return LineView(**{name: getattr(line, name) for name in LineView.__dataclass_fields__})


def _address(row: Address) -> AddressView:
    names = AddressView.__dataclass_fields__.keys() - {"is_default"}
    return AddressView(**{name: getattr(row, name) for name in names})
