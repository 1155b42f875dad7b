"""Which accounts stand behind a tax: revenue, VAT and deposits."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from core.billing.errors import NoAccountForTax
from core.ledger.states import AccountCode
from core.pricing.rules import TaxKey

HOME = "DE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAccounts:
    """The accounts of one tax."""

    revenue: AccountCode
    vat: AccountCode
    deposits: AccountCode


STANDARD = TaxAccounts(
    revenue=AccountCode.REVENUE_STANDARD, vat=AccountCode.VAT_STANDARD, deposits=AccountCode.DEPOSITS_STANDARD
)
REDUCED = TaxAccounts(
    revenue=AccountCode.REVENUE_REDUCED, vat=AccountCode.VAT_REDUCED, deposits=AccountCode.DEPOSITS_REDUCED
)
OSS = TaxAccounts(revenue=AccountCode.REVENUE_OSS, vat=AccountCode.VAT_OSS, deposits=AccountCode.DEPOSITS_STANDARD)
AT_HOME: Mapping[Decimal, TaxAccounts] = MappingProxyType({Decimal("0.19"): STANDARD, Decimal("0.07"): REDUCED})


def accounts_of(tax: TaxKey) -> TaxAccounts:
    """The accounts for a tax: by rate at home, the one-stop shop's for every other country.

    Raises NoAccountForTax for a rate at home that the chart does not know.
    """
    if tax.country != HOME:
        return OSS
    if tax.rate not in AT_HOME:
        raise NoAccountForTax(country=tax.country, rate=tax.rate)
    return AT_HOME[tax.rate]
