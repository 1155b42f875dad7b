"""The tax decision: one function says for everything that is sold where VAT is owed, of which kind, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.accounts.states import VatState
from core.catalog.states import Supply
from core.kernel.i18n import N_
from core.pricing.rules.parties import CONSUMER, NOTHING_SOLD, OneStopShop, Taxpayer
from core.pricing.states import EU_COUNTRIES, HOME_COUNTRY, BuyerStatus, TaxCategory, TaxReason


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCase:
    """What is sold, where it arrives or is done, and to whom. `home` is the country that it comes from."""

    supply: Supply
    country: str
    home: str = HOME_COUNTRY
    taxpayer: Taxpayer = CONSUMER
    one_stop: OneStopShop = NOTHING_SOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Where VAT is owed, of which kind, and why. Taxed at the rate of that country, or not at all."""

    country: str
    category: TaxCategory
    reason: TaxReason


def decide(case: TaxCase) -> Ruling:
    """The decision table: sections 3 (6), 3a, 3c, 4, 6, 6a, 13b UStG, and directive 2006/112/EC beyond."""
    if case.taxpayer.status is BuyerStatus.EXEMPT and case.country in EU_COUNTRIES:
        return Ruling(country=case.country, category=TaxCategory.EXEMPT, reason=TaxReason.EXEMPT)
    if case.supply is Supply.GOODS:
        return _goods(case)
    return _service(case)


def _goods(case: TaxCase) -> Ruling:
    if case.country == case.home:
        return _here(case, TaxReason.DOMESTIC)
    if case.country not in EU_COUNTRIES:
        return Ruling(country=case.country, category=TaxCategory.EXPORT, reason=TaxReason.EXPORT)
    if case.taxpayer.status is not BuyerStatus.CONFIRMED:
        return _consumer(case, TaxCategory.STANDARD)
    if case.taxpayer.seat == case.home:
        return _here(case, TaxReason.OWN_VAT_ID)
    return Ruling(country=case.country, category=TaxCategory.INTRA_COMMUNITY, reason=TaxReason.INTRA_COMMUNITY)


def _service(case: TaxCase) -> Ruling:
    """Companies are taxed where they are, whatever the service; consumers by what it is."""
    status, seat = case.taxpayer.status, case.taxpayer.seat
    if status is BuyerStatus.CONFIRMED:
        if seat == case.home:
            return _here(case, TaxReason.DOMESTIC)
        return Ruling(country=seat, category=TaxCategory.REVERSE_CHARGE, reason=TaxReason.REVERSE_CHARGE)
    if case.country == case.home:
        return _here(case, TaxReason.DOMESTIC)
    if case.country not in EU_COUNTRIES:
        if case.supply is Supply.SERVICE and status is BuyerStatus.PRIVATE:
            return _here(case, TaxReason.WHERE_WE_ARE)
        return Ruling(country=case.country, category=TaxCategory.OUTSIDE, reason=TaxReason.OUTSIDE)
    if case.supply is Supply.SERVICE:
        return _here(case, TaxReason.WHERE_WE_ARE)
    if case.supply is Supply.ON_SITE:
        return Ruling(country=case.country, category=TaxCategory.CONSUMER_SERVICE, reason=TaxReason.DONE_THERE)
    return _consumer(case, TaxCategory.CONSUMER_SERVICE)


def _consumer(case: TaxCase, category: TaxCategory) -> Ruling:
    """Goods sent and digital services for consumers in another EU country: ours up to the threshold, then theirs."""
    if case.one_stop.is_chosen:
        return Ruling(country=case.country, category=category, reason=TaxReason.ONE_STOP_CHOSEN)
    if case.one_stop.is_above:
        return Ruling(country=case.country, category=category, reason=TaxReason.ABOVE_THRESHOLD)
    return _here(case, TaxReason.BELOW_THRESHOLD)


def _here(case: TaxCase, reason: TaxReason) -> Ruling:
    return Ruling(country=case.home, category=TaxCategory.STANDARD, reason=reason)


# --- in words

REASONS: Mapping[TaxReason, str] = {
    TaxReason.DOMESTIC: N_("Supplied in %(tax_country)s: VAT of %(tax_country)s."),
    TaxReason.WHERE_WE_ARE: N_("Services for consumers are taxed where we are: VAT of %(tax_country)s."),
    TaxReason.OWN_VAT_ID: N_("Bought under the VAT id %(vat_id)s: VAT of %(tax_country)s."),
    TaxReason.BELOW_THRESHOLD: N_("Our sales to consumers in other EU countries are small: VAT of %(tax_country)s."),
    TaxReason.ABOVE_THRESHOLD: N_("Sold to a consumer in %(tax_country)s: VAT of %(tax_country)s (one-stop shop)."),
    TaxReason.ONE_STOP_CHOSEN: N_(
        "Sold to a consumer in %(tax_country)s: VAT of %(tax_country)s (one-stop shop, chosen)."
    ),
    TaxReason.DONE_THERE: N_("Work done in %(tax_country)s for a consumer: VAT of %(tax_country)s (one-stop shop)."),
    TaxReason.INTRA_COMMUNITY: N_(
        "Goods to %(tax_country)s for a company with the VAT id %(vat_id)s: tax-free intra-community supply, 0%% VAT."
    ),
    TaxReason.REVERSE_CHARGE: N_(
        "Service for a company in %(tax_country)s with the VAT id %(vat_id)s: reverse charge, 0%% VAT."
    ),
    TaxReason.EXPORT: N_("Goods that leave the EU for %(tax_country)s: tax-free export, 0%% VAT."),
    TaxReason.OUTSIDE: N_("Supplied in %(tax_country)s, outside the EU: not taxable with us, 0%% VAT."),
    TaxReason.EXEMPT: N_("Tax-exempt buyer, certificate %(certificate)s: 0%% VAT."),
}
UNCONFIRMED: Mapping[VatState, str] = {
    VatState.UNCHECKED: N_(
        "The VAT id %(vat_id)s is not confirmed yet, so VAT is charged. Once it is confirmed, none is."
    ),
    VatState.UNAVAILABLE: N_(
        "The tax office does not answer about the VAT id %(vat_id)s at the moment, so VAT is charged."
    ),
    VatState.INVALID: N_("The tax office does not know the VAT id %(vat_id)s, so VAT is charged."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxNote:
    """A sentence about the tax of a basket. A warning is what the buyer might want to change."""

    template: str
    params: Mapping[str, str] = field(default_factory=dict)
    is_warning: bool = False


def note_of(case: TaxCase, ruling: Ruling) -> TaxNote:
    """Why something is taxed as it is. Countries are codes here; whoever shows them knows their names."""
    buyer, template = case.taxpayer, REASONS[ruling.reason]
    known = {"tax_country": ruling.country, "vat_id": buyer.vat_id, "certificate": buyer.certificate}
    return TaxNote(template=template, params={name: known[name] for name in known if f"%({name})" in template})


def warning_of(case: TaxCase) -> TaxNote | None:
    """What a VAT id would change if it were confirmed; None when it would change nothing."""
    buyer = case.taxpayer
    if buyer.status is not BuyerStatus.COMPANY or not buyer.vat_id or buyer.vat_state not in UNCONFIRMED:
        return None
    confirmed = replace(case, taxpayer=replace(buyer, status=BuyerStatus.CONFIRMED))
    if decide(confirmed).category.is_taxed:
        return None
    return TaxNote(template=UNCONFIRMED[buyer.vat_state], params={"vat_id": buyer.vat_id}, is_warning=True)
