"""How long the law wants documents kept (Germany: § 147 AO, § 257 HGB, § 14b UStG)."""

from datetime import date
from enum import IntEnum


class Duty(IntEnum):
    """Years after the end of the year in which a document was made."""

    LETTER = 6
    """Commercial letters: confirmations and what belongs to them (§ 257 (1) 2 and 3, (4) HGB)."""
    VOUCHER = 8
    """Vouchers: invoices and what explains them (§ 147 (1) 4, (3) AO, since 2025)."""
    BOOK = 10
    """Books and closings (§ 147 (1) 1, (3) AO). They name nobody here."""


def kept_until(made_on: date, duty: Duty) -> date:
    """The last day on which a document made on that day is kept: the end of the year counts (§ 147 (4) AO)."""
    return date(made_on.year + duty, 12, 31)
