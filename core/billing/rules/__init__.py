"""The rules of billing: amounts of parts that sum to the whole, the accounts behind a tax, and how money spreads."""

from core.billing.rules.accounts import TaxAccounts, accounts_of
from core.billing.rules.amounts import (
    BilledLine,
    Group,
    GroupKey,
    LineAmounts,
    amounts_of_lines,
    cumulative,
    groups_of,
    piece_anchor,
)
from core.billing.rules.spreading import spread_within

__all__ = [
    "BilledLine",
    "Group",
    "GroupKey",
    "LineAmounts",
    "TaxAccounts",
    "accounts_of",
    "amounts_of_lines",
    "cumulative",
    "groups_of",
    "piece_anchor",
    "spread_within",
]
