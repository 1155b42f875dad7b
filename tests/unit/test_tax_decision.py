"""The tax decision: every kind of buyer, destination and supply, the threshold, and the reference cases of tax."""

from decimal import Decimal

import pytest

from core.accounts.states import VatState
from core.catalog.states import ArticleKind, Supply, TaxClass
from core.pricing.errors import NoDeliveryThere
from core.pricing.rounding import tax_of_net
from core.pricing.rules.parties import OneStopShop, Taxpayer
from core.pricing.rules.taxation import REASONS, UNCONFIRMED, TaxCase, decide
from core.pricing.states import BuyerStatus, PriceMode, TaxCategory, TaxReason
from tests.support.pricebook import COFFEE, SERVICE, Shop, team_kitchen

CONSUMER = Taxpayer()
COMPANY = Taxpayer(status=BuyerStatus.COMPANY, vat_id="ATU61234569")
AUSTRIAN = Taxpayer(status=BuyerStatus.CONFIRMED, vat_id="ATU61234569", vat_state=VatState.VALID)
GERMAN = Taxpayer(status=BuyerStatus.CONFIRMED, vat_id="DE123456788", vat_state=VatState.VALID)
GREEK = Taxpayer(status=BuyerStatus.CONFIRMED, vat_id="EL094259216", vat_state=VatState.VALID)
EMBASSY = Taxpayer(status=BuyerStatus.EXEMPT, certificate="N 12/2026, Vienna")
BELOW, ABOVE = OneStopShop(), OneStopShop(this_year_minor=1_000_001)
CHOSEN, LAST_YEAR = OneStopShop(is_chosen=True), OneStopShop(last_year_minor=1_000_001)
GOODS, SERVICES, ON_SITE, DIGITAL = Supply.GOODS, Supply.SERVICE, Supply.ON_SITE, Supply.DIGITAL


@pytest.mark.parametrize(
    ("buyer", "country", "supply", "one_stop", "wanted"),
    [
        # at home
        (CONSUMER, "DE", GOODS, BELOW, ("DE", "S", "domestic")),
        (CONSUMER, "DE", DIGITAL, ABOVE, ("DE", "S", "domestic")),
        (GERMAN, "DE", SERVICES, BELOW, ("DE", "S", "domestic")),
        (AUSTRIAN, "DE", GOODS, BELOW, ("DE", "S", "domestic")),
        # consumers in the EU, and companies that nobody has confirmed
        (CONSUMER, "AT", GOODS, BELOW, ("DE", "S", "below_threshold")),
        (CONSUMER, "AT", GOODS, ABOVE, ("AT", "S", "above_threshold")),
        (CONSUMER, "AT", GOODS, LAST_YEAR, ("AT", "S", "above_threshold")),
        (CONSUMER, "AT", GOODS, CHOSEN, ("AT", "S", "one_stop_chosen")),
        (CONSUMER, "AT", DIGITAL, BELOW, ("DE", "S", "below_threshold")),
        (CONSUMER, "AT", DIGITAL, ABOVE, ("AT", "SD", "above_threshold")),
        (CONSUMER, "AT", SERVICES, ABOVE, ("DE", "S", "where_we_are")),
        (CONSUMER, "AT", ON_SITE, BELOW, ("AT", "SD", "done_there")),
        (COMPANY, "AT", GOODS, BELOW, ("DE", "S", "below_threshold")),
        (COMPANY, "AT", SERVICES, BELOW, ("DE", "S", "where_we_are")),
        # companies in the EU with a valid VAT id
        (AUSTRIAN, "AT", GOODS, BELOW, ("AT", "K", "intra_community")),
        (AUSTRIAN, "FR", GOODS, BELOW, ("FR", "K", "intra_community")),
        (AUSTRIAN, "AT", SERVICES, BELOW, ("AT", "AE", "reverse_charge")),
        (AUSTRIAN, "DE", ON_SITE, BELOW, ("AT", "AE", "reverse_charge")),
        (AUSTRIAN, "AT", DIGITAL, ABOVE, ("AT", "AE", "reverse_charge")),
        (GREEK, "GR", SERVICES, BELOW, ("GR", "AE", "reverse_charge")),
        (GERMAN, "AT", GOODS, ABOVE, ("DE", "S", "own_vat_id")),
        (GERMAN, "AT", SERVICES, BELOW, ("DE", "S", "domestic")),
        # beyond the EU
        (CONSUMER, "CH", GOODS, BELOW, ("CH", "G", "export")),
        (AUSTRIAN, "CH", GOODS, BELOW, ("CH", "G", "export")),
        (CONSUMER, "CH", SERVICES, BELOW, ("DE", "S", "where_we_are")),
        (CONSUMER, "CH", ON_SITE, BELOW, ("CH", "O", "outside")),
        (CONSUMER, "CH", DIGITAL, BELOW, ("CH", "O", "outside")),
        (Taxpayer(status=BuyerStatus.COMPANY), "CH", SERVICES, BELOW, ("CH", "O", "outside")),
        # exempt buyers
        (EMBASSY, "AT", GOODS, BELOW, ("AT", "E", "exempt")),
        (EMBASSY, "DE", SERVICES, BELOW, ("DE", "E", "exempt")),
        (EMBASSY, "CH", GOODS, BELOW, ("CH", "G", "export")),
    ],
)  # fmt: skip
def test_the_decision_table(
    buyer: Taxpayer, country: str, supply: Supply, one_stop: OneStopShop, wanted: tuple[str, str, str]
) -> None:
    ruling = decide(TaxCase(supply=supply, country=country, taxpayer=buyer, one_stop=one_stop))

    assert (ruling.country, ruling.category.value, ruling.reason.value) == wanted


def test_the_letters_of_an_invoice_are_those_of_the_norm() -> None:
    assert {category.letter for category in TaxCategory} == {"S", "K", "AE", "G", "O", "E"}


# --- the threshold


def a_shop(
    *, mode: PriceMode = PriceMode.GROSS, one_stop: OneStopShop = BELOW, fee: int = 590, rate: str = "0.19"
) -> Shop:
    return Shop(mode=mode, one_stop=one_stop, fee_minor=fee, standard_rate=Decimal(rate))


@pytest.mark.parametrize(
    ("sold", "amount", "country"),
    [(0, 999_999, "DE"), (0, 1_000_000, "DE"), (0, 1_000_001, "AT"), (990_000, 10_000, "DE"), (990_000, 10_001, "AT")],
)
def test_the_sale_that_passes_the_threshold_is_taxed_in_the_country_of_the_consumer(
    sold: int, amount: int, country: str
) -> None:
    shop = a_shop(one_stop=OneStopShop(this_year_minor=sold))
    gross = amount + tax_of_net(amount, Decimal("0.19"))
    machine = shop.add(gross)

    priced = shop.price((machine, 1), country="AT")

    assert [group.tax.country for group in priced.groups] == [country]
    assert priced.gross == gross


def test_the_delivery_fee_counts_towards_the_threshold_and_services_and_companies_do_not() -> None:
    shop = a_shop(one_stop=BELOW)
    cup, training = shop.add(1190), shop.add(119_000, kind=ArticleKind.SERVICE, unit=SERVICE)

    priced = shop.price((cup, 1), (training, 1), country="AT", delivery="standard")
    assert priced.counted_minor == 1000 + 496
    shop.taxpayer = AUSTRIAN
    assert shop.price((cup, 1), (training, 1), country="AT").counted_minor == 0


# --- what baskets come to


def test_reverse_charge_and_intra_community_supply_cost_the_net_price_of_the_list() -> None:
    shop = a_shop(mode=PriceMode.NET)
    shop.taxpayer = AUSTRIAN
    machine, visit = shop.add(100_000), shop.add(15_000, kind=ArticleKind.SERVICE, unit=SERVICE)

    priced = shop.price((machine, 2), (visit, 1), country="AT", delivery="standard")

    assert [(g.tax.category.value, str(g.tax.rate), g.net, g.tax_minor) for g in priced.groups] == [
        ("K", "0", 200_000, 0),
        ("AE", "0", 15_000, 0),
    ]
    assert (priced.net, priced.tax, priced.gross) == (215_000, 0, 215_000)
    assert [line.tax_reason.value for line in priced.lines] == ["intra_community", "reverse_charge"]
    assert [dict(note.params) for note in priced.tax_notes] == [{"tax_country": "AT", "vat_id": "ATU61234569"}] * 2


def test_a_vat_id_that_is_not_confirmed_is_said_and_vat_is_charged() -> None:
    shop = a_shop(mode=PriceMode.NET)
    machine = shop.add(100_000)
    for state in (VatState.UNCHECKED, VatState.UNAVAILABLE, VatState.INVALID):
        shop.taxpayer = Taxpayer(status=BuyerStatus.COMPANY, vat_id="ATU61234569", vat_state=state)

        priced = shop.price((machine, 1), country="AT")

        assert (priced.net, priced.tax) == (100_000, 19_000)
        assert [note.is_warning for note in priced.tax_notes] == [True, False]
        assert "so VAT is charged" in priced.tax_notes[0].template
    at_home = shop.price((machine, 1), country="DE")
    assert [note.is_warning for note in at_home.tax_notes] == [False]


def test_an_export_from_a_gross_list_costs_what_is_left_without_our_vat() -> None:
    """C11: a country outside every zone; no tax, and the total is the net."""
    shop = a_shop()
    book = shop.add(2000, tax_class=TaxClass.REDUCED, unit=COFFEE)
    sweater, download = shop.add(3000), shop.add(1000, supply=Supply.DIGITAL)

    priced = shop.price((book, 1), (sweater, 1), (download, 1), country="CH")

    assert [line.amount_minor for line in priced.lines] == [1869, 2521, 840]
    assert (priced.tax, priced.gross, priced.net) == (0, 1869 + 2521 + 840, 1869 + 2521 + 840)
    assert [group.tax.category.value for group in priced.groups] == ["G", "O"]
    bare = [step.params["unit_minor"] for step in priced.trace if step.step == "bare"]
    assert bare == [1869, 2521, 840]


def test_a_bundle_that_is_exported_costs_the_net_of_its_components() -> None:
    shop = a_shop()
    kitchen = team_kitchen(shop)

    priced = shop.price((kitchen, 2), country="CH")

    inside = [line for line in priced.lines if line.parent_position == priced.bundles[0].position]
    assert sum(line.amount_minor for line in inside) == priced.bundles[0].amount_minor == priced.gross
    assert {line.tax.category.value for line in inside} == {"G", "S"}  # the visit is a service for a consumer
    assert priced.gross < 2 * (219_900 + 14_900)


def test_a_country_that_we_do_not_sell_to_is_refused_whoever_buys() -> None:
    shop = a_shop()
    cup = shop.add(1000)
    for buyer in (CONSUMER, AUSTRIAN, EMBASSY):
        shop.taxpayer = buyer
        with pytest.raises(NoDeliveryThere):
            shop.price((cup, 1), country="US")


# --- reference cases of tax that have no test elsewhere


@pytest.mark.parametrize(
    ("name", "amount", "tax_class", "tax"),
    [("C1", 2000, TaxClass.REDUCED, 131), ("C5", 1000, TaxClass.STANDARD, 160), ("C20", 1000, TaxClass.STANDARD, 160)],
)
def test_prices_with_vat_inside_hold_so_much_of_it(name: str, amount: int, tax_class: TaxClass, tax: int) -> None:
    shop = a_shop()
    article = shop.add(amount, tax_class=tax_class)

    priced = shop.price((article, 1))

    assert (priced.gross, priced.tax, len(priced.groups)) == (amount, tax, 1), name


@pytest.mark.parametrize(
    ("goods", "fee", "tax_class", "tax"), [(2000, 800, TaxClass.REDUCED, 52), (3000, 1600, TaxClass.STANDARD, 255)]
)
def test_the_fee_carries_the_rate_of_the_goods(goods: int, fee: int, tax_class: TaxClass, tax: int) -> None:
    """C2 and C4."""
    shop = a_shop(fee=fee)
    article = shop.add(goods, tax_class=tax_class)

    priced = shop.price((article, 1), delivery="standard")

    assert (priced.fees[0].gross_minor, priced.fees[0].tax_minor) == (fee, tax)


def test_a_price_that_is_entered_net_and_one_that_is_entered_gross() -> None:
    """C19 and C20 with 23 %."""
    for mode, wanted in ((PriceMode.NET, (1000, 1230)), (PriceMode.GROSS, (813, 1000))):
        shop = a_shop(mode=mode, rate="0.23")
        article = shop.add(1000)

        priced = shop.price((article, 1))

        assert (priced.net, priced.gross) == wanted


def test_a_gross_price_stays_the_same_where_the_consumer_pays_another_rate() -> None:
    """C8 and C10: what was shown is what is paid, fee included; the VAT inside is the one of the country."""
    shop = a_shop(one_stop=CHOSEN)
    book = shop.add(2000, tax_class=TaxClass.REDUCED)
    digital = shop.add(1000, kind=ArticleKind.SERVICE, supply=Supply.DIGITAL)

    priced = shop.price((book, 1), (digital, 1), country="AT", delivery="standard")

    assert priced.gross == 2000 + 1000 + 590
    assert [(g.tax.country, g.tax.category.value, str(g.tax.rate), g.gross) for g in priced.groups] == [
        ("AT", "S", "0.10", 2590),
        ("AT", "SD", "0.20", 1000),
    ]


def test_everything_that_is_decided_is_a_reason_with_a_sentence() -> None:
    assert set(REASONS) == set(TaxReason)
    assert set(UNCONFIRMED) == set(VatState) - {VatState.VALID}
