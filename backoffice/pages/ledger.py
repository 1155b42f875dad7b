"""What the pages of the books show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from backoffice.words import month_text
from core.accounts.queries import BusinessUnitView, business_units
from core.kernel import clock
from core.ledger.queries import BalanceRow, deferred_minor, revenue_by_unit_and_month, trial_balance
from core.web.charts import ChartSeries
from core.web.filters import money
from core.web.locale import current_locale, translated

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """Of which unit and month the books are shown; None: of all."""

    units: dict[UUID, str]
    codes: Sequence[BusinessUnitView]
    unit: BusinessUnitView | None
    month: date | None
    months: tuple[date, ...]

    @property
    def unit_id(self) -> UUID | None:
        """The chosen unit's id."""
        return self.unit.id if self.unit else None


def ledger_filter(units: Sequence[BusinessUnitView], *, month: date | None) -> LedgerFilter:
    """What the address asks for."""
    wanted = request.args.get("unit", "")
    return LedgerFilter(
        units={unit.id: translated(unit.name) for unit in units},
        codes=units,
        unit=next((unit for unit in units if unit.code == wanted), None),
        month=month,
        months=tuple(reversed(months_until(clock.today(), MONTHS_SHOWN))),
    )


def months_until(last: date, count: int) -> tuple[date, ...]:
    """The first days of so many months, the last of them the month of a day."""
    months = [last.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(months))


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceLine:
    """An account with its sums, its balance on the side where it stands, and its name in the page's language."""

    account: str
    name: str
    type: str
    debit_minor: int
    credit_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancePage:
    """The trial balance: debit and credit are equal, or the books are wrong."""

    lines: tuple[BalanceLine, ...]
    debit_minor: int
    credit_minor: int
    deferred_minor: int

    @property
    def is_balanced(self) -> bool:
        """Whether both sides are the same."""
        return self.debit_minor == self.credit_minor


def balance_page(session: Session, chosen: LedgerFilter) -> BalancePage:
    """The trial balance that a filter asks for."""
    up_to = _last_day(chosen.month) if chosen.month else None
    rows = trial_balance(session, up_to=up_to, business_unit_id=chosen.unit_id)
    return BalancePage(
        lines=tuple(_balance_line(row) for row in rows),
        debit_minor=sum(row.debit_minor for row in rows),
        credit_minor=sum(row.credit_minor for row in rows),
        deferred_minor=deferred_minor(session),
    )


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _balance_line(row: BalanceRow) -> BalanceLine:
    return BalanceLine(
        account=row.account,
        name=row.name_de if current_locale() == "de" else row.name,
        type=row.type.value,
        debit_minor=row.debit_minor,
        credit_minor=row.credit_minor,
        balance_minor=row.balance_minor,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueLine:
    """A unit's revenue, month by month."""

    name: str
    by_month: tuple[int, ...]
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueMonth:
    """A month's revenue, unit by unit."""

    label: str
    by_unit: tuple[int, ...]
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenuePage:
    """Revenue by unit and month, as rows of a table and as series of a chart (in whole currency units)."""

    labels: tuple[str, ...]
    lines: tuple[RevenueLine, ...]
    totals: tuple[int, ...]
    series: tuple[ChartSeries, ...]

    @property
    def total_minor(self) -> int:
        """All units and months together."""
        return sum(self.totals)

    @property
    def unit_columns(self) -> list[dict[str, object]]:
        """One column per unit, as the table macro takes them."""
        return [{"label": line.name, "num": True} for line in self.lines]

    @property
    def months(self) -> tuple[RevenueMonth, ...]:
        """The rows of the table, the latest month first."""
        rows = (
            RevenueMonth(label=label, by_unit=tuple(line.by_month[nth] for line in self.lines), total_minor=total)
            for nth, (label, total) in enumerate(zip(self.labels, self.totals, strict=True))
        )
        return tuple(reversed(list(rows)))


def revenue_page(session: Session, *, last: date | None = None, months: int = MONTHS_SHOWN) -> RevenuePage:
    """Revenue of so many months up to the month of a day (today); every unit has a line, with or without revenue."""
    shown = months_until(last or clock.today(), months)
    table = revenue_by_unit_and_month(session, first=shown[0], last=shown[-1])
    earned = {unit.business_unit_id: unit.by_month for unit in table.units}
    lines = tuple(_revenue_line(unit, earned.get(unit.id, (0,) * months)) for unit in business_units(session))
    return RevenuePage(
        labels=tuple(month_text(month) for month in shown),
        lines=lines,
        totals=table.totals,
        series=tuple(_series(line) for line in lines),
    )


def _revenue_line(unit: BusinessUnitView, by_month: tuple[int, ...]) -> RevenueLine:
    return RevenueLine(name=translated(unit.name), by_month=by_month, total_minor=sum(by_month))


def _series(line: RevenueLine) -> ChartSeries:
    whole = tuple(minor // 100 for minor in line.by_month)
    return ChartSeries(line.name, whole, tuple(money(minor) for minor in line.by_month))
