"""Orders as rows: the order, its lines, its parts, and what happened to each line's quantity."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.orders.states import (
    APPROVAL_LIFE,
    ORDER_LIFE,
    PART_LIFE,
    ApprovalState,
    LineKind,
    MovementKind,
    OrderState,
    PartState,
    WaitingFor,
)
from core.pricing.states import PriceMode


class Order(Stateful, Identified, Base):
    """What a customer bought, with prices, taxes and texts as they were agreed.

    `dropped_minor` of the gross amount was taken out again by changes before it was fulfilled. Invoices are due
    `terms_days` after they are issued, where that was agreed for this order; else as the customer's terms say.
    """

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
        CheckConstraint("dropped_minor BETWEEN 0 AND gross_minor", name="dropped_within"),
        Index("ix_order_newest", "placed_at", "id"),
        Index("ix_order_state_newest", "state", "placed_at", "id"),
        Index("ix_order_customer_newest", "customer_id", "placed_at", "id"),
    )
    LIFE = ORDER_LIFE

    number: Mapped[str] = mapped_column(String(20), unique=True)
    cart_id: Mapped[UUID | None] = mapped_column(ForeignKey("cart.id"), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    contact_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), index=True)
    company: Mapped[str] = mapped_column(String(200), default="")
    search_text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    price_mode: Mapped[PriceMode] = mapped_column(enum_column(PriceMode))
    net_minor: Mapped[int] = minor_column()
    tax_minor: Mapped[int] = minor_column()
    gross_minor: Mapped[int] = minor_column()
    dropped_minor: Mapped[int] = minor_column(default=0)
    customer_vat_id: Mapped[str] = mapped_column(String(20), default="")
    tax_certificate: Mapped[str] = mapped_column(String(80), default="")
    billing_address_id: Mapped[UUID] = mapped_column(ForeignKey("address.id"))
    delivery_address_id: Mapped[UUID] = mapped_column(ForeignKey("address.id"))
    delivery_method: Mapped[str] = mapped_column(String(40))
    payment_method: Mapped[str] = mapped_column(String(40))
    wished_service_on: Mapped[date | None]
    start_on: Mapped[date | None]
    wished_delivery_on: Mapped[date | None]
    gift_message: Mapped[str] = mapped_column(String(500), default="")
    hides_prices: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[OrderState] = mapped_column(enum_column(OrderState), default=OrderState.DRAFT)
    placed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    fingerprint: Mapped[str] = mapped_column(String(64))
    trace: Mapped[str] = mapped_column(Text)
    discounts: Mapped[str] = mapped_column(Text, default="")
    terms_days: Mapped[int | None]

    parts: Mapped[list["OrderPart"]] = relationship(order_by="OrderPart.position", lazy="raise")
    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.position", lazy="raise")


class OrderPart(Stateful, Identified, Base):
    """The lines of one kind and one business unit: what is handed over, fulfilled and invoiced together.

    Goods that go elsewhere than the order have a `delivery_address_id` of their own.
    """

    __tablename__ = "order_part"
    __table_args__ = (
        UniqueConstraint("order_id", "position", name="uq_order_part_position"),
        Index("ix_order_part_waiting", "waiting_for", "kind", "created_at", "id"),
    )
    LIFE = PART_LIFE

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(enum_column(LineKind))
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    state: Mapped[PartState] = mapped_column(enum_column(PartState), default=PartState.PLANNED)
    waiting_for: Mapped[WaitingFor] = mapped_column(enum_column(WaitingFor), default=WaitingFor.PAYMENT)
    waiting_on: Mapped[date | None]
    delivery_address_id: Mapped[UUID | None] = mapped_column(ForeignKey("address.id"))
    backend: Mapped[str] = mapped_column(String(40), default="")
    handover_key: Mapped[str] = mapped_column(String(80), unique=True)
    backend_reference: Mapped[str | None] = mapped_column(String(120))
    failure: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]

    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.position", lazy="raise")


class OrderLine(Identified, Base):
    """One article or fee, with its frozen price and the quantities that were done, returned, cancelled, invoiced.

    `amount_minor` is the anchor in the mode of the price list: gross in a gross order, net in a net one. What
    promotions took off before is `discount_minor`; `unit_minor` is the price before discounts.
    With `trial_days` nothing of a subscription is due with the order: `recurring_minor` is, each period behind them.
    A fee is for the delivery, or for setting up the subscription at the position `fee_for`.
    `backordered_quantity` of what is open is not there yet; inventory knows the truth, this is what lists read.
    `reference` names the line of the quote that it comes from.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "position", name="uq_order_line_position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("discount_minor >= 0", name="discount"),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
        CheckConstraint("fulfilled_quantity >= 0 AND cancelled_quantity >= 0", name="counts_up"),
        CheckConstraint("backordered_quantity >= 0", name="backordered"),
        CheckConstraint("fulfilled_quantity + cancelled_quantity <= quantity", name="not_more_than_ordered"),
        CheckConstraint(
            "returned_quantity >= 0 AND returned_quantity <= fulfilled_quantity", name="returned_was_fulfilled"
        ),
        CheckConstraint(
            "invoiced_quantity >= 0 AND invoiced_quantity <= fulfilled_quantity", name="invoiced_was_fulfilled"
        ),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    part_id: Mapped[UUID] = mapped_column(ForeignKey("order_part.id"), index=True)
    position: Mapped[int]
    bundle_position: Mapped[int | None]
    bundle_name: Mapped[str | None] = mapped_column(String(200))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("variant.id"))
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    picture: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[LineKind] = mapped_column(enum_column(LineKind))
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    quantity: Mapped[int]
    unit_minor: Mapped[int] = minor_column()
    amount_minor: Mapped[int] = minor_column()
    discount_minor: Mapped[int] = minor_column(default=0)
    tax_country: Mapped[str] = mapped_column(String(2))
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    tax_category: Mapped[str] = mapped_column(String(4))
    tax_reason: Mapped[str] = mapped_column(String(32), default="")
    net_minor: Mapped[int] = minor_column()
    tax_minor: Mapped[int] = minor_column()
    gross_minor: Mapped[int] = minor_column()
    interval_months: Mapped[int | None]
    term_months: Mapped[int | None]
    notice_months: Mapped[int | None]
    trial_days: Mapped[int] = mapped_column(default=0)
    recurring_minor: Mapped[int] = minor_column(default=0)
    fee_for: Mapped[int | None]
    fulfilled_quantity: Mapped[int] = mapped_column(default=0)
    returned_quantity: Mapped[int] = mapped_column(default=0)
    cancelled_quantity: Mapped[int] = mapped_column(default=0)
    invoiced_quantity: Mapped[int] = mapped_column(default=0)
    backordered_quantity: Mapped[int] = mapped_column(default=0)
    goods_expected_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    reference: Mapped[str] = mapped_column(String(36), default="")

    @property
    def open_quantity(self) -> int:
        """What is still to be done."""
        return self.quantity - self.fulfilled_quantity - self.cancelled_quantity


class LineMovement(AppendOnly, Identified, Base):
    """A quantity of a line that was fulfilled, returned or cancelled, and by which document. Append-only.

    One cause moves a line once: asking twice with the same shipment cannot count it twice.
    """

    __tablename__ = "order_line_movement"
    __table_args__ = (
        UniqueConstraint("cause_id", "order_line_id", "kind", name="uq_order_line_movement_cause"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id"), index=True)
    kind: Mapped[MovementKind] = mapped_column(enum_column(MovementKind))
    quantity: Mapped[int]
    cause_type: Mapped[str] = mapped_column(String(40))
    cause_id: Mapped[UUID]
    at: Mapped[datetime]


class OrderChange(AppendOnly, Identified, Base):
    """A change of an order before it was fulfilled: what stayed of which article, where it goes, what it came to."""

    __tablename__ = "order_change"
    __table_args__ = (
        Index("ix_order_change_order", "order_id", "at", "id"),
        CheckConstraint("before_minor >= 0 AND after_minor >= 0", name="not_negative"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    content: Mapped[str] = mapped_column(Text)
    before_minor: Mapped[int] = minor_column()
    after_minor: Mapped[int] = minor_column()
    delivery_address_id: Mapped[UUID | None] = mapped_column(ForeignKey("address.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(200))


class PurchaseApproval(Stateful, Identified, Base):
    """Somebody asks whether they may buy what lies in their cart; the answer holds for exactly that.

    `content_hash` names articles and quantities, `amount_minor` is the most it may come to.
    """

    __tablename__ = "purchase_approval"
    __table_args__ = (
        Index(
            "uq_purchase_approval_live",
            "cart_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'granted')"),
            postgresql_where=text("state IN ('asked', 'granted')"),
        ),
        Index("ix_purchase_approval_customer", "customer_id", "asked_at", "id"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> user_id", name="not_ones_own"),
    )
    LIFE = APPROVAL_LIFE

    cart_id: Mapped[UUID]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    asked_by: Mapped[str] = mapped_column(String(200))
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    note: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[ApprovalState] = mapped_column(enum_column(ApprovalState), default=ApprovalState.ASKED)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"))
