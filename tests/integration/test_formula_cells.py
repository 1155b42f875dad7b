"""Files that go out: no cell in them is run by a spreadsheet, whatever an article number or a code begins with."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from core.catalog.models import Variant
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from core.pricing.models import PromotionCode
from core.pricing.operations import import_costs, import_prices
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.offers import a_promotion, percent_off
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.shopper import Shopper, words_of
from tests.support.stocktakes import begun, count

FORMULA = "=1+cmd|' /C calc'!A0"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def test_no_file_of_the_office_holds_a_formula(office: Office) -> None:
    with unit_of_work() as session:
        session.execute(update(Variant).where(Variant.id == office.market["CUP"]).values(sku=FORMULA))
        import_costs(session, f'sku,cost\n"{FORMULA}",5.00\n'.encode())
    promotion = a_promotion(percent_off(10), code="TENTEN")
    with unit_of_work() as session:
        session.execute(update(PromotionCode).values(code=FORMULA))
    count(begun(), **{FORMULA: 3})
    desk = office.desk()

    for path in (
        "/price-lists/retail/prices.csv",
        "/costs/costs.csv",
        f"/promotions/{promotion}/codes.csv",
        "/stocktakes/IV-2026-000001/sheet.csv",
        "/stockroom/low.csv",
        "/catalogue/export.csv",
    ):
        file = desk.get(path)
        cells = [line.lstrip('"') for line in file.text.lstrip("\ufeff").splitlines()]
        assert file.status_code == 200, path
        assert not [cell for cell in cells if cell.startswith("=")], path
        assert path == "/stockroom/low.csv" or f"'{FORMULA}" in file.text, path


def test_what_goes_out_comes_in_again(office: Office) -> None:
    with unit_of_work() as session:
        session.execute(update(Variant).where(Variant.id == office.market["CUP"]).values(sku=FORMULA))
    prices = office.desk().get("/price-lists/retail/prices.csv").data

    with unit_of_work() as session:
        taken = import_prices(session, prices, list_code="retail")

    assert taken > 1


@pytest.mark.parametrize(("lines", "status"), [(10_000, 200), (10_001, 422)])
def test_ten_thousand_long_lines_are_pasted_and_kept(
    office: Office, database: Settings, lines: int, status: int
) -> None:
    shopper = Shopper(client=client_of(create_storefront(database)), market=office.market)
    pasted = "\n".join(f"NO-{number:060};1" for number in range(lines))
    values = form_values(shopper.get("/quick-order").text, "/quick-order")

    answer = shopper.client.post("/quick-order", data={**values, "text": pasted}, content_type="multipart/form-data")

    assert answer.status_code == status
    assert f"NO-{lines - 1:060};1" in answer.text
    assert ("Please divide it into smaller ones." in words_of(answer)) == (status == 422)
