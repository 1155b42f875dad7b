"""The rules of the books: the chart as data, when an entry balances, and which revenue a day has earned."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from core.kernel.money import allocate
from core.ledger.errors import EmptyEntry, UnbalancedEntry
from core.ledger.states import AccountCode, AccountType


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """An account of the chart."""

    code: AccountCode
    type: AccountType
    name: str
    name_de: str


def _line(code: AccountCode, kind: AccountType, name: str, name_de: str) -> ChartLine:
    return ChartLine(code=code, type=kind, name=name, name_de=name_de)


CHART: dict[AccountCode, ChartLine] = {
    line.code: line
    for line in (
        _line(AccountCode.RECEIVABLES, AccountType.ASSET, "Trade receivables", "Forderungen aus Lieferungen"),
        _line(AccountCode.SUSPENSE, AccountType.LIABILITY, "Suspense account", "Durchlaufende Posten"),
        _line(AccountCode.CARD_TRANSIT, AccountType.ASSET, "Card payments in transit", "Geldtransit Karten"),
        _line(AccountCode.BANK, AccountType.ASSET, "Bank", "Bank"),
        _line(AccountCode.CREDIT_BALANCES, AccountType.LIABILITY, "Credit balances", "Guthaben von Kunden"),
        _line(AccountCode.DEPOSITS_UNTAXED, AccountType.LIABILITY, "Deposits without VAT", "Anzahlungen ohne USt"),
        _line(AccountCode.DEPOSITS_REDUCED, AccountType.LIABILITY, "Deposits 7 %", "Anzahlungen 7 %"),
        _line(AccountCode.DEPOSITS_STANDARD, AccountType.LIABILITY, "Deposits 19 %", "Anzahlungen 19 %"),
        _line(AccountCode.VAT_REDUCED, AccountType.LIABILITY, "VAT 7 %", "Umsatzsteuer 7 %"),
        _line(AccountCode.VAT_STANDARD, AccountType.LIABILITY, "VAT 19 %", "Umsatzsteuer 19 %"),
        _line(AccountCode.VAT_OSS, AccountType.LIABILITY, "VAT other EU countries (OSS)", "Umsatzsteuer EU (OSS)"),
        _line(
            AccountCode.VAT_OSS_SERVICES,
            AccountType.LIABILITY,
            "VAT on services in other EU countries (OSS)",
            "Umsatzsteuer EU, Leistungen (OSS)",
        ),
        _line(AccountCode.DEFERRED_INCOME, AccountType.LIABILITY, "Deferred income", "Passive Rechnungsabgrenzung"),
        _line(AccountCode.REVENUE_EXPORT, AccountType.REVENUE, "Exports, tax-free", "Steuerfreie Ausfuhren"),
        _line(
            AccountCode.REVENUE_INTRA_COMMUNITY,
            AccountType.REVENUE,
            "Intra-community supplies, tax-free",
            "Steuerfreie innergemeinschaftliche Lieferungen",
        ),
        _line(AccountCode.REVENUE_EXEMPT, AccountType.REVENUE, "Other tax-free revenue", "Sonstige steuerfreie Erlöse"),
        _line(AccountCode.REVENUE_REDUCED, AccountType.REVENUE, "Revenue 7 %", "Erlöse 7 %"),
        _line(AccountCode.REVENUE_OSS, AccountType.REVENUE, "Revenue other EU countries (OSS)", "Erlöse EU (OSS)"),
        _line(
            AccountCode.REVENUE_OSS_SERVICES,
            AccountType.REVENUE,
            "Services in other EU countries (OSS)",
            "Erlöse EU, Leistungen (OSS)",
        ),
        _line(
            AccountCode.REVENUE_REVERSE_CHARGE,
            AccountType.REVENUE,
            "Services in the EU, reverse charge",
            "Erlöse EU, Steuerschuldner ist der Kunde",
        ),
        _line(
            AccountCode.REVENUE_OUTSIDE,
            AccountType.REVENUE,
            "Services outside the EU, not taxable",
            "Erlöse Drittland, nicht steuerbar",
        ),
        _line(AccountCode.REVENUE_STANDARD, AccountType.REVENUE, "Revenue 19 %", "Erlöse 19 %"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingLine:
    """One line of an entry. Minor units; debit is positive, credit negative."""

    account: AccountCode
    business_unit_id: UUID
    amount_minor: int
    currency: str = "EUR"


def debit(account: AccountCode, unit: UUID, amount_minor: int, currency: str = "EUR") -> PostingLine:
    """A line on the debit side; a negative amount lands on the credit side."""
    return PostingLine(account=account, business_unit_id=unit, amount_minor=amount_minor, currency=currency)


def credit(account: AccountCode, unit: UUID, amount_minor: int, currency: str = "EUR") -> PostingLine:
    """A line on the credit side; a negative amount lands on the debit side."""
    return debit(account, unit, -amount_minor, currency)


def merged(lines: Sequence[PostingLine]) -> tuple[PostingLine, ...]:
    """One line per account, unit and currency, in the order of their first appearance, without zeros."""
    sums: dict[tuple[AccountCode, UUID, str], int] = defaultdict(int)
    for line in lines:
        sums[line.account, line.business_unit_id, line.currency] += line.amount_minor
    return tuple(debit(account, unit, amount, currency) for (account, unit, currency), amount in sums.items() if amount)


def require_balanced(lines: Sequence[PostingLine]) -> None:
    """Refuse an entry that is empty or does not sum to zero in every business unit and currency."""
    if not lines:
        raise EmptyEntry
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    for line in lines:
        sums[line.business_unit_id, line.currency] += line.amount_minor
    for (_, currency), difference in sums.items():
        if difference:
            raise UnbalancedEntry(difference_minor=difference, currency=currency)


# --- revenue over time


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What becomes revenue on the last day of a month."""

    posted_on: date
    amount_minor: int


def earned_before(amount_minor: int, starts_on: date, ends_on: date, day: date) -> int:
    """How much of an amount for [starts_on, ends_on) is earned before a day.

    By days, cumulative, half up: `allocate` gives a tie to its first part, which is the earned one.
    """
    days = (ends_on - starts_on).days
    elapsed = min(max((day - starts_on).days, 0), days)
    return allocate(amount_minor, [elapsed, days - elapsed])[0]


def recognitions(
    amount_minor: int, starts_on: date, ends_on: date, *, recognised_before: date, up_to: date
) -> list[Recognition]:
    """The month ends up to a day (inclusive) at which revenue is still to be recognised, the oldest first."""
    found = []
    month_end = _month_end(recognised_before)
    before = earned_before(amount_minor, starts_on, ends_on, recognised_before)
    while month_end <= up_to and recognised_before < ends_on:
        recognised_before = month_end + timedelta(days=1)
        earned = earned_before(amount_minor, starts_on, ends_on, recognised_before)
        found.append(Recognition(posted_on=month_end, amount_minor=earned - before))
        before, month_end = earned, _month_end(recognised_before)
    return found


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
