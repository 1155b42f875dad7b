"""Ways of delivery by zone, weight and value."""

from dataclasses import replace

import pytest

from core.pricing.errors import DeliveryNotThere
from core.pricing.rules import DeliveryOption, PricedBasket, price
from core.pricing.rules.bands import DeliveryBand, bands_from_text, bands_to_text
from core.pricing.states import PriceMode
from tests.support.pricebook import Shop, basket

BANDS = (
    DeliveryBand(
        countries=("DE",), postcode_from="25900", postcode_to="25999", fee_gross_minor=1490, fee_net_minor=1252, days=5
    ),
    DeliveryBand(countries=("DE",), up_to_grams=5000, fee_gross_minor=490, fee_net_minor=412, days=2),
    DeliveryBand(countries=("DE",), up_to_grams=31_500, fee_gross_minor=990, fee_net_minor=832),
    DeliveryBand(countries=("AT",), up_to_grams=31_500, from_minor=5000, fee_gross_minor=1290, fee_net_minor=1084),
)  # fmt: skip


def priced(
    grams: int, *, country: str = "DE", postal_code: str = "20459", pieces: int = 1, code: str = "parcel",
    mode: PriceMode = PriceMode.GROSS,
) -> PricedBasket:  # fmt: skip
    shop = Shop(mode=mode)
    machine = shop.add(4000)
    shop.articles[machine] = replace(shop.articles[machine], weight_grams=grams)
    option = DeliveryOption(
        code="parcel", name="Parcel", name_de="Paket", fee_minor=0, free_from_minor=20_000, bands=BANDS, mode=mode
    )
    book = replace(shop.book(), delivery_options={"parcel": option})
    wanted = replace(basket(mode, [(machine, pieces)], country=country, delivery=code), postal_code=postal_code)
    return price(wanted, book)


def test_the_first_band_that_holds_says_the_fee_and_the_days() -> None:
    light, heavy, island = priced(5000), priced(5001), priced(100, postal_code="25999")

    assert [one.fee_minor for one in (light, heavy, island)] == [490, 990, 1490]
    assert [one.quotes[0].days for one in (light, heavy, island)] == [2, None, 5]
    assert priced(5000, mode=PriceMode.NET).fee_minor == 412


def test_weight_counts_all_pieces_and_free_delivery_the_value() -> None:
    assert priced(2000, pieces=3).fee_minor == 990
    assert priced(2000, pieces=5).fee_minor == 0


@pytest.mark.parametrize(
    ("grams", "country", "pieces"), [(31_501, "DE", 1), (1000, "AT", 1)], ids=["too heavy", "too small a value"]
)
def test_where_no_band_holds_it_does_not_go(grams: int, country: str, pieces: int) -> None:
    for code in ("parcel", ""):
        with pytest.raises(DeliveryNotThere):
            priced(grams, country=country, postal_code="1010", pieces=pieces, code=code)


def test_postcodes_hold_by_their_digits_only() -> None:
    assert priced(100, postal_code="2590").fee_minor == 490
    assert priced(100, postal_code="25 950").fee_minor == 1490
    assert priced(100, postal_code="DE-25950").fee_minor == 490
    assert priced(100, postal_code="").fee_minor == 490


def test_bands_survive_being_kept() -> None:
    assert bands_from_text(bands_to_text(BANDS)) == BANDS
    assert bands_to_text(()) == ""
    assert bands_from_text("") == ()
