"""Every place where something about a person lies: what a copy tells of it, and what becomes of it at an erasure.

To add a table: a line in `PARTS`, or its name in `IMPERSONAL`; a test finds the table that stands in neither.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from core.accounts.models import (
    AccountRequest,
    Address,
    Customer,
    CustomerAddress,
    RecoveryCode,
    SavedFilter,
    SecondFactor,
    User,
    UserSession,
    VatCheck,
)
from core.billing.models import Invoice, Payout, Receipt
from core.carts.models import Cart, CartLine, SavedList, SavedListLine
from core.feedback.models import FeedbackAnswer
from core.fulfilment.backends.native import NativeTask
from core.fulfilment.models import CustomerReturn, ServiceJob, Shipment
from core.inventory.models import StockWish
from core.kernel.events import EventRow
from core.kernel.states import StateChange
from core.notices.models import Notice
from core.orders.models import Order, OrderChange, OrderLine, OrderPart, PurchaseApproval
from core.payments.models import Payment, PaymentAttempt, Refund
from core.pricing.models import PromotionRedemption
from core.privacy.rules.duties import Duty
from core.privacy.rules.endings import MASK, Keep, Overwrite, Part, Person, Seal
from core.privacy.rules.quote_parts import QUOTE_PARTS, no_address
from core.subscriptions.models import Contract


def _orders(person: Person) -> Select[Any]:
    return select(Order.id).where(_own_orders(person))


def _own_orders(person: Person) -> ColumnElement[bool]:
    if person.covers_customer:
        return Order.customer_id == person.customer_id
    return Order.user_id == person.user_id


def _of_orders(column: Any) -> Callable[[Person], ColumnElement[bool]]:
    return lambda person: column.in_(_orders(person))


def _of_user(column: Any) -> Callable[[Person], ColumnElement[bool]]:
    return lambda person: false() if person.user_id is None else column == person.user_id


def _of_customer(column: Any) -> Callable[[Person], ColumnElement[bool]]:
    return lambda person: column == person.customer_id if person.covers_customer else false()


def _of_payments(column: Any) -> Callable[[Person], ColumnElement[bool]]:
    return lambda person: column.in_(select(Payment.id).where(Payment.order_id.in_(_orders(person))))


def _carts(person: Person) -> ColumnElement[bool]:
    ordered = Cart.id.in_(select(Order.cart_id).where(_own_orders(person), Order.cart_id.is_not(None)))
    return ordered if person.user_id is None else or_(ordered, Cart.user_id == person.user_id)


def _lists(person: Person) -> ColumnElement[bool]:
    """The own lists: those that a company shares are its colleagues' too, and stay."""
    own = _of_user(SavedList.user_id)(person)
    return own if person.covers_customer else and_(own, ~SavedList.is_shared)


def _addresses(person: Person) -> ColumnElement[bool]:
    if not person.covers_customer:
        return false()
    book = select(CustomerAddress.address_id).where(CustomerAddress.customer_id == person.customer_id)
    billed = select(Order.billing_address_id).where(Order.customer_id == person.customer_id)
    delivered = select(Order.delivery_address_id).where(Order.customer_id == person.customer_id)
    parted = select(OrderPart.delivery_address_id).where(OrderPart.order_id.in_(_orders(person)))
    parted = parted.where(OrderPart.delivery_address_id.is_not(None))
    changed = select(OrderChange.delivery_address_id).where(OrderChange.order_id.in_(_orders(person)))
    changed = changed.where(OrderChange.delivery_address_id.is_not(None))
    return or_(*(Address.id.in_(ids) for ids in (book, billed, delivered, parted, changed)))


def _last_document(person: Person) -> ColumnElement[Any]:
    """When the last document with an address of theirs was made; an address without one has no duty."""
    placed = select(func.max(Order.placed_at)).where(Order.customer_id == person.customer_id).scalar_subquery()
    issued = select(func.max(Invoice.issued_at)).where(Invoice.customer_id == person.customer_id).scalar_subquery()
    return func.coalesce(issued, placed)


def _named(column: Any) -> ColumnElement[bool]:
    """Rows that say more than nothing."""
    says: ColumnElement[bool] = column != ""
    return says


_BOOKS: Final = Keep("Books and vouchers: § 147 AO wants them as they are, and they name nobody.")

PARTS: Final[tuple[Part, ...]] = (
    # who they are
    Part(
        name="sessions", model=UserSession, whose=_of_user(UserSession.user_id),
        told=("device", "started_at", "seen_at", "expires_at", "acting_name", "acting_reason"),
    ),
    Part(name="second_factor", model=SecondFactor, whose=_of_user(SecondFactor.user_id), told=("confirmed_at",)),
    Part(name="recovery_codes", model=RecoveryCode, whose=_of_user(RecoveryCode.user_id), told=("used_at",)),
    Part(
        name="requests", model=AccountRequest,
        whose=lambda person: or_(AccountRequest.email == person.email, _of_user(AccountRequest.user_id)(person)),
        told=("kind", "email", "name", "company_name", "vat_id", "former_email", "created_at", "used_at"),
    ),
    Part(
        name="wishes", model=StockWish, whose=lambda person: StockWish.email == person.email,
        told=("variant_id", "email", "state", "created_at", "told_at"),
    ),
    # what they collected
    Part(
        name="cart_lines", model=CartLine,
        whose=lambda person: CartLine.cart_id.in_(select(Cart.id).where(_carts(person))),
        told=("cart_id", "variant_id", "selection", "quantity", "note", "added_at"),
    ),
    Part(
        name="list_lines", model=SavedListLine,
        whose=lambda person: SavedListLine.list_id.in_(select(SavedList.id).where(_lists(person))),
        told=("list_id", "variant_id", "selection", "quantity", "note", "added_at"),
    ),
    Part(name="lists", model=SavedList, whose=_lists, told=("id", "name", "is_shared", "created_at")),
    Part(
        name="shared_lists", model=SavedList,
        whose=lambda person: and_(_of_user(SavedList.user_id)(person), ~_lists(person)),
        told=("id", "name", "created_at"), ending=Keep("The colleagues of the company fill and use them."),
    ),
    Part(
        name="saved_filters", model=SavedFilter, whose=_of_user(SavedFilter.user_id),
        told=("list_name", "name", "choices", "is_shared", "created_at"),
    ),
    # what they wrote and were written
    Part(
        name="letters_of_orders", model=Notice,
        whose=lambda person: and_(Notice.order_id.in_(_orders(person)), Notice.recipient == person.email),
        told=("kind", "recipient", "subject", "text", "created_at", "sent_at"),
        ending=Seal(
            {"recipient": MASK, "subject": MASK, "text": "", "html": ""}, Duty.LETTER, lambda _: Notice.created_at
        ),
    ),
    Part(
        name="letters", model=Notice,
        whose=lambda person: and_(Notice.order_id.is_(None), Notice.recipient == person.email),
        told=("kind", "recipient", "subject", "text", "created_at", "sent_at"),
    ),
    Part(
        name="feedback", model=FeedbackAnswer, whose=_of_orders(FeedbackAnswer.order_id),
        told=("score", "comment", "channel", "at"), ending=Overwrite({"comment": ""}),
    ),
    Part(
        name="approvals_asked", model=PurchaseApproval, whose=_of_user(PurchaseApproval.user_id),
        told=("asked_by", "amount_minor", "currency", "note", "state", "asked_at", "decided_at", "decision_note"),
        ending=Overwrite({"asked_by": MASK, "note": ""}),
    ),
    Part(
        name="approvals_decided", model=PurchaseApproval, whose=_of_user(PurchaseApproval.decided_by_id),
        told=("decided_by", "decision_note", "decided_at"), ending=Overwrite({"decided_by": MASK, "decision_note": ""}),
    ),
    *QUOTE_PARTS,
    # what they bought
    Part(
        name="hand_overs", model=NativeTask,
        whose=lambda person: NativeTask.part_id.in_(
            select(OrderPart.id).where(OrderPart.order_id.in_(_orders(person)))
        ),
        told=("reference", "content", "received_at"),
        ending=Seal({"content": "{}"}, Duty.LETTER, lambda _: NativeTask.received_at),
    ),
    Part(
        name="order_notes", model=OrderLine,
        whose=lambda person: and_(OrderLine.order_id.in_(_orders(person)), _named(OrderLine.note)),
        told=("order_id", "sku", "note"),
        ending=Seal({"note": ""}, Duty.LETTER, lambda person: _last_document(person)),
    ),
    Part(
        name="order_lines", model=OrderLine, whose=_of_orders(OrderLine.order_id),
        told=("order_id", "sku", "name", "quantity", "net_minor", "tax_minor", "gross_minor", "tax_rate"),
        ending=_BOOKS,
    ),
    Part(
        name="order_changes", model=OrderChange, whose=_of_orders(OrderChange.order_id),
        told=("order_id", "content", "before_minor", "after_minor", "reason", "at", "actor_name"),
        ending=Overwrite({"actor_name": MASK, "reason": ""}),
    ),
    Part(
        name="order_parts", model=OrderPart, whose=_of_orders(OrderPart.order_id),
        told=("order_id", "kind", "state", "created_at", "handed_over_at", "completed_at"), ending=_BOOKS,
    ),
    Part(
        name="shipments", model=Shipment, whose=_of_orders(Shipment.order_id),
        told=("number", "order_id", "carrier", "tracking", "shipped_at"), ending=_BOOKS,
    ),
    Part(
        name="visits", model=ServiceJob, whose=_of_orders(ServiceJob.order_id),
        told=("number", "order_id", "name", "wished_on", "scheduled_at", "report", "completed_at"),
        ending=Seal({"report": ""}, Duty.LETTER, lambda _: ServiceJob.created_at),
    ),
    Part(
        name="returns", model=CustomerReturn, whose=_of_orders(CustomerReturn.order_id),
        told=("number", "order_id", "reason", "received_at"), ending=Overwrite({"reason": ""}),
    ),
    Part(
        name="contracts", model=Contract, whose=_of_orders(Contract.order_id),
        told=("number", "order_id", "sku", "name", "quantity", "gross_minor", "currency", "interval_months", "state",
              "starts_on", "ends_on"),
        ending=_BOOKS,
    ),
    Part(
        name="promotions", model=PromotionRedemption, whose=_of_orders(PromotionRedemption.order_id),
        told=("order_id", "amount_minor", "redeemed_at"), ending=_BOOKS,
    ),
    # money
    Part(
        name="invoices", model=Invoice, whose=_of_orders(Invoice.order_id),
        told=("number", "kind", "order_id", "issued_on", "due_on", "currency", "net_minor", "tax_minor", "gross_minor",
              "customer_vat_id"),
        ending=Keep("Invoices are kept as they were issued, with their files, for eight years (§ 14b UStG)."),
    ),
    Part(
        name="payments", model=Payment, whose=_of_orders(Payment.order_id),
        told=("order_number", "method", "amount_minor", "received_minor", "currency", "state", "created_at", "paid_at"),
        ending=_BOOKS,
    ),
    Part(
        name="payment_attempts", model=PaymentAttempt, whose=_of_payments(PaymentAttempt.payment_id),
        told=("method", "reference", "amount_minor", "currency", "state", "created_at", "answered_at"), ending=_BOOKS,
    ),
    Part(
        name="refunds", model=Refund, whose=_of_orders(Refund.order_id),
        told=("reference", "amount_minor", "currency", "state", "reason", "created_at", "paid_at"), ending=_BOOKS,
    ),
    Part(
        name="receipts", model=Receipt, whose=_of_orders(Receipt.order_id),
        told=("number", "amount_minor", "currency", "reference", "received_on"), ending=_BOOKS,
    ),
    Part(
        name="payouts", model=Payout, whose=_of_orders(Payout.order_id),
        told=("amount_minor", "currency", "paid_on"), ending=_BOOKS,
    ),
    Part(
        name="vat_checks", model=VatCheck, whose=_of_customer(VatCheck.customer_id),
        told=("vat_id", "state", "at", "reference", "name", "address"),
        ending=Keep("The proof that a VAT id was valid belongs to the invoices without tax (§ 18e UStG)."),
    ),
    # the addresses and orders themselves, after all that is found through them
    Part(
        name="addresses", model=Address, whose=_addresses,
        told=("name", "company", "street", "extra", "postal_code", "city", "country", "phone"),
        ending=Seal(
            {"name": MASK, "company": "", "street": MASK, "extra": "", "postal_code": MASK, "city": MASK, "phone": ""},
            Duty.VOUCHER, _last_document,
        ),
    ),
    Part(
        name="address_book", model=CustomerAddress, whose=_of_customer(CustomerAddress.customer_id),
        told=("address_id", "is_default"),
    ),
    Part(
        name="orders", model=Order, whose=_own_orders,
        told=("id", "number", "placed_at", "contact_name", "email", "company", "customer_vat_id", "currency",
              "net_minor", "tax_minor", "gross_minor", "delivery_method", "payment_method", "gift_message", "note",
              "state", "completed_at", "cancelled_at"),
        ending=Seal(
            {"contact_name": MASK, "email": no_address, "company": "", "search_text": "", "gift_message": "",
             "note": ""},
            Duty.LETTER, lambda _: Order.placed_at,
        ),
    ),
    Part(
        name="carts", model=Cart, whose=_carts, told=("id", "created_at", "code", "state"),
        ending=Overwrite({"user_id": None, "code": ""}),
    ),
    # who did what
    Part(
        name="changes_of_state", model=StateChange, whose=_of_user(StateChange.actor_id),
        told=("document_type", "from_state", "to_state", "at", "reason"), ending=Overwrite({"actor_name": MASK}),
    ),
    Part(
        name="events", model=EventRow, whose=_of_user(EventRow.actor_id), told=("kind", "at", "data"),
        ending=Keep("The chain of events proves that nothing was altered; the name in it is not shown any more."),
    ),
    Part(
        name="customer", model=Customer, whose=_of_customer(Customer.id),
        told=("number", "kind", "name", "email", "vat_id", "currency", "locale", "terms_days", "credit_limit_minor",
              "on_account_allowed"),
        ending=Overwrite(
            {"name": MASK, "email": no_address, "guest_email": None, "vat_id": None, "on_account_allowed": False}
        ),
    ),
    Part(
        name="account", model=User, whose=_of_user(User.id),
        told=("email", "name", "locale", "buyer_role", "spending_limit_minor", "window_limit_minor", "is_active"),
        ending=Overwrite({"email": no_address, "name": MASK, "password_hash": "", "is_active": False}),
    ),
)  # fmt: skip

IMPERSONAL: Final = frozenset({
    "account", "approval_policy", "approval_rule", "quote_approval", "quote_approver", "quote_desk", "quote_template",
    "quote_reading", "policy_trial", "policy_trial_rule", "policy_trial_finding",
    "article_cost", "attempt_count", "attribute", "attribute_choice", "backorder", "bundle_component",
    "bulk_change", "bulk_problem", "bundle_group", "bundle_rule", "business_unit", "catalogue_import", "category",
    "code_attempts",
    "cross_border_sales", "delivery_method", "event_head", "event_subject", "export_country", "facet", "facet_value",
    "freshness_mark", "idempotency_key", "import_problem", "job", "journal_entry", "number_counter", "one_stop_choice",
    "plan", "posting", "price", "price_list", "product", "product_attribute", "product_category", "product_facet",
    "product_file", "product_redirect", "product_relation", "promotion", "promotion_code", "reservation",
    "revenue_schedule", "scheduled_change", "search_click", "search_day", "search_document", "search_pin",
    "search_synonym", "search_word", "service_day", "service_hours",
    "service_terms", "time_booking", "stock", "stock_movement", "stock_policy", "stock_rules",
    "stocktake", "stocktake_line", "tax_rate", "user_role", "variant", "warehouse", "unnamed_actor", "erasing",
})  # fmt: skip
"""Tables that say nothing about a customer's person: articles, stock, books, counters under keyed hashes, our staff."""

FOLLOWING: Final = frozenset({
    "allocation", "credit_balance", "customer_return_line", "demo_charge", "contract_addition", "contract_change",
    "demo_refund", "deposit", "invoice_file",
    "invoice_line", "invoice_tax", "open_item", "order_line_movement", "promotion_use", "shipment_line",
    "data_copy", "erasure", "sealed_data",
})  # fmt: skip
"""Tables whose rows hang on a document that is told, and say nothing more about the person."""
