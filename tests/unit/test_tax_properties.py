"""Tax: what holds for every basket, every mix of offers, every destination and every buyer."""

from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from core.accounts.states import VatState
from core.catalog.states import Supply
from core.pricing.rules import PricedBasket, Promotion
from core.pricing.rules.parties import OneStopShop, Taxpayer
from core.pricing.rules.taxation import TaxCase, decide
from core.pricing.states import EU_COUNTRIES, ONE_STOP_LIMIT_MINOR, BuyerStatus, PriceMode, TaxReason
from tests.support.pricebook import Shop
from tests.unit.test_pricing_properties import bought
from tests.unit.test_promotion_properties import promotions, replayed

BUYERS = st.sampled_from([
    Taxpayer(),
    Taxpayer(status=BuyerStatus.COMPANY, vat_id="ATU61234569", vat_state=VatState.UNAVAILABLE),
    Taxpayer(status=BuyerStatus.CONFIRMED, vat_id="ATU61234569", vat_state=VatState.VALID),
    Taxpayer(status=BuyerStatus.CONFIRMED, vat_id="DE123456788", vat_state=VatState.VALID),
    Taxpayer(status=BuyerStatus.EXEMPT, certificate="7/2026"),
])  # fmt: skip
SOLD = st.builds(
    OneStopShop,
    is_chosen=st.booleans(),
    this_year_minor=st.sampled_from([0, 500_000, 999_999, 1_000_000, 1_000_001]),
    last_year_minor=st.sampled_from([0, 1_000_001]),
)
COUNTRIES = st.sampled_from(["DE", "AT", "CH"])
Case = tuple[Shop, list[tuple[UUID, int]]]


def priced_for(case: Case, offers: tuple[Promotion, ...], buyer: Taxpayer, sold: OneStopShop, to: str) -> PricedBasket:
    shop, lines = case
    shop.promotions, shop.taxpayer, shop.one_stop = offers, buyer, sold
    return shop.price(*lines, country=to, delivery="standard")


@given(bought(), promotions(), BUYERS, SOLD, COUNTRIES)
def test_the_total_is_what_is_shown_and_what_the_trace_says_wherever_it_goes_and_whoever_buys(
    case: Case, offers: tuple[Promotion, ...], buyer: Taxpayer, sold: OneStopShop, to: str
) -> None:
    priced = priced_for(case, offers, buyer, sold, to)

    shown = priced.full_minor - sum(one.amount_minor for one in priced.discounts) + priced.fee_minor
    anchor = priced.gross if priced.mode is PriceMode.GROSS else priced.net
    assert shown == anchor == replayed(priced)
    assert sum(line.gross_minor for line in priced.everything) == priced.gross == priced.net + priced.tax
    assert sum(group.gross for group in priced.groups) == priced.gross
    for line in priced.everything:
        assert min(line.amount_minor, line.net_minor, line.tax_minor, line.gross_minor) >= 0


@given(bought(), promotions(), BUYERS, SOLD, COUNTRIES)
def test_what_is_not_taxed_carries_no_vat_and_nothing_costs_more_than_at_home(
    case: Case, offers: tuple[Promotion, ...], buyer: Taxpayer, sold: OneStopShop, to: str
) -> None:
    priced = priced_for(case, offers, buyer, sold, to)
    shop, lines = case
    shop.taxpayer = Taxpayer()
    at_home = shop.price(*lines)

    for group in priced.groups:
        assert group.tax.category.is_taxed or (group.tax_minor, group.tax.rate) == (0, Decimal(0))
    for line, usual in zip(priced.lines, at_home.lines, strict=True):
        assert line.full_minor <= usual.full_minor
    assert {note.template for note in priced.tax_notes}, "there is always a reason"


@given(bought(), BUYERS, SOLD)
def test_below_the_threshold_the_sale_itself_stays_below_and_above_it_all_is_taxed_there(
    case: Case, buyer: Taxpayer, sold: OneStopShop
) -> None:
    priced = priced_for(case, (), buyer, sold, "AT")

    counted = [line for line in priced.everything if line.tax_reason.is_counted]
    below = {line.tax_reason for line in counted} == {TaxReason.BELOW_THRESHOLD}
    if below:
        assert not sold.is_chosen
        assert not sold.is_above
        assert sold.this_year_minor + priced.counted_minor <= ONE_STOP_LIMIT_MINOR
    assert {line.tax.country for line in counted} <= ({"DE"} if below else {"AT"})


@given(st.sampled_from(Supply), st.sampled_from(["DE", "FR", "US", "CH", "GR"]), BUYERS, SOLD)
def test_every_case_is_decided_and_vat_is_owed_only_at_home_or_where_the_customer_is(
    supply: Supply, country: str, buyer: Taxpayer, sold: OneStopShop
) -> None:
    ruling = decide(TaxCase(supply=supply, country=country, taxpayer=buyer, one_stop=sold))

    assert ruling.country in {"DE", country, buyer.seat}
    if ruling.category.is_taxed:
        assert ruling.country in EU_COUNTRIES
