"""Words of the office for codes that have no life of their own: kinds of entries, ways to pay, roles."""

from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_skeleton

from core.accounts.states import StaffRole
from core.kernel.i18n import N_
from core.ledger.states import AccountType, EntryKind
from core.orders.states import LineKind
from core.web.filters import REGIONS
from core.web.locale import current_locale
from core.web.locale import gettext as _

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
ROLES: Mapping[str, str] = {
    StaffRole.SALES: N_("Sales"),
    StaffRole.FULFILMENT: N_("Fulfilment"),
    StaffRole.BILLING: N_("Billing"),
    StaffRole.MARKETING: N_("Marketing"),
    StaffRole.MANAGER: N_("Management"),
    StaffRole.ADMIN: N_("Administration"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "entry": ENTRY_KINDS,
    "account": ACCOUNT_TYPES,
    "line": LINE_KINDS,
    "role": ROLES,
}


def word(table: str, code: str) -> str:
    """The word for a code in the language of the page; an unknown code is shown as it is."""
    found = WORDS[table].get(str(code))
    return _(found) if found else str(code)


def month_text(month: date) -> str:
    """A month as a short heading: Nov 2026, Nov. 2026."""
    return format_skeleton("yMMM", datetime(month.year, month.month, 1), locale=REGIONS[current_locale()])  # noqa: DTZ001  # a day, no moment
