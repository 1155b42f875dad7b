"""Which accounts stand behind a tax: revenue, VAT and deposits."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from core.billing.errors import NoAccountForTax
from core.ledger.states import AccountCode
from core.pricing.rules import TaxKey
from core.pricing.states import TaxCategory

HOME = "DE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAccounts:
    """The accounts of one tax. What is not taxed never has an amount for its VAT account."""

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
OSS_SERVICES = TaxAccounts(
    revenue=AccountCode.REVENUE_OSS_SERVICES,
    vat=AccountCode.VAT_OSS_SERVICES,
    deposits=AccountCode.DEPOSITS_STANDARD,
)


def _untaxed(revenue: AccountCode) -> TaxAccounts:
    return TaxAccounts(revenue=revenue, vat=AccountCode.VAT_STANDARD, deposits=AccountCode.DEPOSITS_UNTAXED)


BY_CATEGORY: Mapping[TaxCategory, TaxAccounts] = MappingProxyType({
    TaxCategory.CONSUMER_SERVICE: OSS_SERVICES,
    TaxCategory.INTRA_COMMUNITY: _untaxed(AccountCode.REVENUE_INTRA_COMMUNITY),
    TaxCategory.REVERSE_CHARGE: _untaxed(AccountCode.REVENUE_REVERSE_CHARGE),
    TaxCategory.EXPORT: _untaxed(AccountCode.REVENUE_EXPORT),
    TaxCategory.OUTSIDE: _untaxed(AccountCode.REVENUE_OUTSIDE),
    TaxCategory.EXEMPT: _untaxed(AccountCode.REVENUE_EXEMPT),
})  # fmt: skip
"""Kinds of taxation with accounts of their own, whatever the country and the rate."""
AT_HOME: Mapping[Decimal, TaxAccounts] = MappingProxyType({Decimal("0.19"): STANDARD, Decimal("0.07"): REDUCED})


def accounts_of(tax: TaxKey) -> TaxAccounts:
    """The accounts for a tax: by its kind, at home by its rate, the one-stop shop's for every other country.

    Raises NoAccountForTax for a rate at home that the chart does not know.
    """
    if tax.category in BY_CATEGORY:
        return BY_CATEGORY[tax.category]
    if tax.country != HOME:
        return OSS
    if tax.rate not in AT_HOME:
        raise NoAccountForTax(country=tax.country, rate=tax.rate)
    return AT_HOME[tax.rate]
