"""What an account can be, the accounts Kontor posts to (SKR04 numbers), and the kinds of entries."""

from enum import StrEnum


class AccountType(StrEnum):
    """On which side of the books an account stands."""

    ASSET = "asset"
    LIABILITY = "liability"
    REVENUE = "revenue"


class AccountCode(StrEnum):
    """The accounts by what they are for; the value is the SKR04 number."""

    RECEIVABLES = "1200"
    SUSPENSE = "1370"
    CARD_TRANSIT = "1460"
    BANK = "1800"
    CREDIT_BALANCES = "3250"
    DEPOSITS_UNTAXED = "3280"
    DEPOSITS_REDUCED = "3260"
    DEPOSITS_STANDARD = "3272"
    VAT_REDUCED = "3801"
    VAT_STANDARD = "3806"
    VAT_OSS = "3817"
    VAT_OSS_SERVICES = "3818"
    DEFERRED_INCOME = "3900"
    REVENUE_EXPORT = "4120"
    REVENUE_INTRA_COMMUNITY = "4125"
    REVENUE_EXEMPT = "4150"
    REVENUE_REDUCED = "4300"
    REVENUE_OSS = "4320"
    REVENUE_OSS_SERVICES = "4331"
    REVENUE_REVERSE_CHARGE = "4336"
    REVENUE_OUTSIDE = "4338"
    REVENUE_STANDARD = "4400"


class EntryKind(StrEnum):
    """Which business event an entry records."""

    PAYMENT_RECEIVED = "payment.received"
    PAYMENT_CAPTURED = "payment.captured"
    INVOICE_ISSUED = "invoice.issued"
    CREDIT_NOTE_ISSUED = "creditnote.issued"
    REFUND_PAID = "refund.paid"
    REVENUE_RECOGNISED = "revenue.recognised"
