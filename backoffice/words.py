"""Words of the office for codes that have no life of their own: kinds of entries, ways to pay, roles."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_skeleton

from backoffice.job_words import JOBS
from core.accounts.states import BuyerRole, StaffRole
from core.catalog.states import AttributeType, Supply
from core.inventory.states import MovementReason, Selling
from core.kernel.errors import Permanent, Retryable
from core.kernel.i18n import N_
from core.ledger.states import AccountType, EntryKind
from core.orders.rules import Reason
from core.orders.states import LineKind, WaitingFor
from core.pricing.states import TaxCategory, TaxReason
from core.quotes.states import Effect, Measure
from core.web.filters import REGIONS, money, percent, said
from core.web.locale import current_locale, translated
from core.web.locale import gettext as _
from core.web.stories import tax_label

ENTRY_KINDS: Mapping[str, str] = {
    EntryKind.PAYMENT_RECEIVED: N_("Money received"),
    EntryKind.PAYMENT_CAPTURED: N_("Card payment captured"),
    EntryKind.INVOICE_ISSUED: N_("Invoice issued"),
    EntryKind.CREDIT_NOTE_ISSUED: N_("Credit note issued"),
    EntryKind.REFUND_PAID: N_("Refund paid"),
    EntryKind.REVENUE_RECOGNISED: N_("Revenue recognised"),
}
ACCOUNT_TYPES: Mapping[str, str] = {
    AccountType.ASSET: N_("Asset"),
    AccountType.LIABILITY: N_("Liability"),
    AccountType.REVENUE: N_("Revenue"),
}
LINE_KINDS: Mapping[str, str] = {
    LineKind.PHYSICAL: N_("Goods"),
    LineKind.SERVICE: N_("Service"),
    LineKind.SUBSCRIPTION: N_("Subscription"),
    LineKind.FEE: N_("Delivery"),
}
WAITING: Mapping[str, str] = {
    WaitingFor.PAYMENT: N_("Payment"),
    WaitingFor.HAND_OVER: N_("Hand-over"),
    WaitingFor.ACKNOWLEDGEMENT: N_("Receipt of the back-end"),
    WaitingFor.SHIPMENT: N_("Shipment"),
    WaitingFor.GOODS: N_("Missing goods"),
    WaitingFor.VISIT_PLAN: N_("Date of the visit"),
    WaitingFor.VISIT: N_("Visit"),
    WaitingFor.ACTIVATION: N_("Activation"),
    WaitingFor.BACKEND_ANSWER: N_("Answer of the back-end"),
    WaitingFor.REPAIR: N_("Repair"),
    WaitingFor.NOTHING: N_("Nothing"),
}
MEASURES: Mapping[str, str] = {
    Measure.TOTAL_DISCOUNT: N_("Total discount"),
    Measure.LINE_DISCOUNT: N_("Discount of a line"),
    Measure.MARGIN: N_("Margin"),
    Measure.AMOUNT: N_("Amount"),
    Measure.TERMS_DAYS: N_("Days to pay"),
    Measure.DEPOSIT: N_("Deposit"),
    Measure.FREE_GOODS: N_("Free goods"),
    Measure.TERM_MONTHS: N_("Length of the term"),
    Measure.VALID_DAYS: N_("Validity"),
    Measure.CREDIT_EXCEEDED: N_("Credit limit exceeded"),
    Measure.OWN_TEXT: N_("Own terms"),
    Measure.EXTENSION: N_("Extension of a contract"),
}
POLICY_EFFECTS: Mapping[str, str] = {
    Effect.ASKED: N_("Would need approval"),
    Effect.HIGHER: N_("Would go to a higher level"),
    Effect.OTHER: N_("Other rules would ask"),
    Effect.LOWER: N_("A lower level would do"),
    Effect.FREED: N_("Would need no approval"),
}
PRICE_LISTS: Mapping[str, str] = {"retail": N_("Retail, gross"), "business": N_("Business, net")}
MOVEMENTS: Mapping[str, str] = {
    MovementReason.RECEIVED: N_("Received"),
    MovementReason.SHIPPED: N_("Shipped"),
    MovementReason.RETURNED: N_("Returned"),
    MovementReason.COUNTED: N_("Counted"),
    MovementReason.TRANSFERRED: N_("Transferred"),
    MovementReason.CORRECTED: N_("Corrected"),
    MovementReason.WRITTEN_OFF: N_("Written off"),
    MovementReason.IMPORTED: N_("Imported"),
}
SELLING: Mapping[str, str] = {
    Selling.STOCK: N_("What is there"),
    Selling.BACKORDER: N_("Also what comes later"),
    Selling.PREORDER: N_("Pre-orders until a day"),
}
ROLES: Mapping[str, str] = {
    StaffRole.SALES: N_("Sales"),
    StaffRole.FULFILMENT: N_("Fulfilment"),
    StaffRole.BILLING: N_("Billing"),
    StaffRole.MARKETING: N_("Marketing"),
    StaffRole.MANAGER: N_("Management"),
    StaffRole.ADMIN: N_("Administration"),
}
BUYER_ROLES: Mapping[str, str] = {
    BuyerRole.BUYER: N_("Buyer"),
    BuyerRole.APPROVER: N_("Approver"),
    BuyerRole.ADMIN: N_("Administrator"),
}
ATTRIBUTE_TYPES: Mapping[str, str] = {
    AttributeType.TEXT: N_("Text"),
    AttributeType.NUMBER: N_("Number"),
    AttributeType.BOOL: N_("Yes or no"),
    AttributeType.CHOICE: N_("Choice"),
}
TAX_REASONS: Mapping[str, str] = {
    TaxReason.DOMESTIC: N_("supplied at home"),
    TaxReason.WHERE_WE_ARE: N_("service for a consumer, taxed at home"),
    TaxReason.OWN_VAT_ID: N_("bought under a VAT id of ours"),
    TaxReason.BELOW_THRESHOLD: N_("below the EU threshold"),
    TaxReason.ABOVE_THRESHOLD: N_("one-stop shop, above the threshold"),
    TaxReason.ONE_STOP_CHOSEN: N_("one-stop shop, by choice"),
    TaxReason.DONE_THERE: N_("done there for a consumer"),
    TaxReason.INTRA_COMMUNITY: N_("intra-community supply"),
    TaxReason.REVERSE_CHARGE: N_("reverse charge"),
    TaxReason.EXPORT: N_("export"),
    TaxReason.OUTSIDE: N_("not taxable with us"),
    TaxReason.EXEMPT: N_("tax-exempt buyer"),
}
SUPPLIES: Mapping[str, str] = {
    Supply.GOODS: N_("Goods"),
    Supply.SERVICE: N_("Service"),
    Supply.ON_SITE: N_("Work on site"),
    Supply.DIGITAL: N_("Digital"),
}
SAID_OF_ANY_PART = frozenset(
    {WaitingFor.REPAIR, WaitingFor.BACKEND_ANSWER, WaitingFor.HAND_OVER, WaitingFor.ACKNOWLEDGEMENT}
)
WORDS: Mapping[str, Mapping[str, str]] = {
    "job": JOBS,
    "attribute_type": ATTRIBUTE_TYPES,
    "entry": ENTRY_KINDS,
    "account": ACCOUNT_TYPES,
    "line": LINE_KINDS,
    "role": ROLES,
    "buyer_role": BUYER_ROLES,
    "waiting": WAITING,
    "price_list": PRICE_LISTS,
    "movement": MOVEMENTS,
    "measure": MEASURES,
    "policy_effect": POLICY_EFFECTS,
    "selling": SELLING,
    "tax_reason": TAX_REASONS,
    "supply": SUPPLIES,
}


def word(table: str, code: str) -> str:
    """The word for a code in the language of the page; an unknown code is shown as it is."""
    found = WORDS[table].get(str(code))
    return _(found) if found else str(code)


def tax_line(country: str, category: str, rate: Decimal, net_minor: int, currency: str) -> str:
    """What a VAT group of a document is called: which VAT, on how much."""
    net = money(net_minor, currency)
    if TaxCategory(category).is_taxed:
        return _("VAT %(country)s %(rate)s on %(net)s", country=country, rate=percent(rate), net=net)
    return _("%(label)s on %(net)s", label=tax_label(category, rate), net=net)


def month_text(month: date) -> str:
    """A month as a short heading: Nov 2026, Nov. 2026."""
    return format_skeleton("yMMM", datetime(month.year, month.month, 1), locale=REGIONS[current_locale()])  # noqa: DTZ001  # a day, no moment


def month_name(month: date) -> str:
    """A month in full, as a heading of its own: November 2026."""
    return format_skeleton("yMMMM", datetime(month.year, month.month, 1), locale=REGIONS[current_locale()])  # noqa: DTZ001  # a day, no moment


def reason_text(reason: Reason | None) -> str:
    """Why something is not complete; nothing when it is."""
    return said(reason.template, dict(reason.values)) if reason else ""


def order_reason_text(reason: Reason | None) -> str:
    """Why an order is not complete: of which part, where the sentence could be said of any."""
    text = reason_text(reason)
    return f"{word('line', reason.kind)}: {text}" if reason and reason.code in SAID_OF_ANY_PART else text


def failure_text(kept: str) -> str:
    """What stopped a job: our own sentences in the language of the page, those of others as they came."""
    kind, _colon, text = kept.partition(": ")
    return translated(text) if kind in (Permanent.__name__, Retryable.__name__) else kept


WORDS_IN_TEMPLATES = {
    "word": word,
    "month_text": month_text,
    "tax_line": tax_line,
    "reason_text": reason_text,
    "order_reason_text": order_reason_text,
    "failure_text": failure_text,
}
"""What templates call by these names."""
