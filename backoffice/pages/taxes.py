"""What the page of taxes shows: rates, the decision as it falls today, and the counter of the one-stop shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from core.accounts.states import VatState
from core.catalog.states import Supply, TaxClass
from core.kernel import clock
from core.kernel.i18n import N_
from core.pricing.queries.taxes import (
    ChoiceRow,
    RateRow,
    YearSales,
    cross_border_sales,
    export_countries,
    one_stop_choices,
    one_stop_on,
    rate_rows,
)
from core.pricing.rules.parties import OneStopShop, Taxpayer
from core.pricing.rules.taxation import TaxCase, decide, note_of
from core.pricing.states import EU_COUNTRIES, HOME_COUNTRY, ONE_STOP_LIMIT_MINOR, BuyerStatus
from core.web.filters import country_name, percent, said
from core.web.locale import gettext as _
from core.web.stories import tax_label

BUYERS = (
    (N_("Consumer"), Taxpayer()),
    (N_("Company without a valid VAT id"), Taxpayer(status=BuyerStatus.COMPANY)),
    (N_("Company with a valid VAT id of that country"), Taxpayer(status=BuyerStatus.CONFIRMED)),
    (N_("Exempt by a certificate"), Taxpayer(status=BuyerStatus.EXEMPT)),
)
SHOWN = Supply.GOODS, Supply.SERVICE, Supply.ON_SITE, Supply.DIGITAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is decided: the VAT in short, and why."""

    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One kind of buyer, and what is decided for each kind of supply."""

    buyer: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPage:
    """Everything on the page."""

    country: str
    countries: tuple[str, ...]
    rows: tuple[DecisionRow, ...]
    rates: tuple[RateRow, ...]
    exports: tuple[str, ...]
    sales: tuple[YearSales, ...]
    choices: tuple[ChoiceRow, ...]
    one_stop: OneStopShop
    year: int
    limit_minor: int

    @property
    def share(self) -> int:
        """How many percent of the threshold are reached this year, at most all."""
        return min(100, 100 * self.one_stop.this_year_minor // self.limit_minor)


def tax_page(session: Session, wanted: str) -> TaxPage:
    """The page for a country of destination; an unknown one is taken for the first abroad."""
    today = clock.today()
    rates, exports = rate_rows(session), export_countries(session)
    choices, sales = one_stop_choices(session), cross_border_sales(session)
    one_stop = one_stop_on(today, choices, sales)
    served = [*dict.fromkeys([HOME_COUNTRY, *(row.country for row in rates if row.country in EU_COUNTRIES), *exports])]
    country = wanted if wanted in served else next((code for code in served if code != HOME_COUNTRY), HOME_COUNTRY)
    in_force = [row for row in rates if row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)]
    return TaxPage(
        country=country,
        countries=tuple(served),
        rows=tuple(_row(_(buyer), payer, country, one_stop, in_force) for buyer, payer in BUYERS),
        rates=tuple(rates),
        exports=tuple(exports),
        sales=tuple(sales),
        choices=tuple(choices),
        one_stop=one_stop,
        year=today.year,
        limit_minor=ONE_STOP_LIMIT_MINOR,
    )


def _row(buyer: str, payer: Taxpayer, country: str, one_stop: OneStopShop, rates: Sequence[RateRow]) -> DecisionRow:
    example = Taxpayer(
        status=payer.status,
        vat_id=f"{'EL' if country == 'GR' else country} …" if payer.status is BuyerStatus.CONFIRMED else "",
        vat_state=VatState.VALID,
        certificate="…",
    )
    cases = (TaxCase(supply=supply, country=country, taxpayer=example, one_stop=one_stop) for supply in SHOWN)
    return DecisionRow(buyer=buyer, cells=tuple(_cell(case, rates) for case in cases))


def _cell(case: TaxCase, rates: Sequence[RateRow]) -> Cell:
    ruling = decide(case)
    note = note_of(case, ruling)
    why = said(note.template, note.params)
    if not ruling.category.is_taxed:
        return Cell(label=tax_label(ruling.category, Decimal(0)), why=why)
    there = {row.tax_class: row.rate for row in rates if row.country == ruling.country}
    shown = " / ".join(percent(there[tax_class]) for tax_class in TaxClass if tax_class in there)
    return Cell(label=_("VAT of %(country)s %(rates)s", country=country_name(ruling.country), rates=shown), why=why)
