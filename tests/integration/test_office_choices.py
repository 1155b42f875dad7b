"""The office builds up what the buyers of a bundle choose, page by page; the shop follows at once."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.accounts.states import StaffRole
from core.catalog.queries import articles_for, find_product_id, variant_ids_by_sku
from core.catalog.rules import Choices
from core.catalog.states import ChoiceRuleKind, OptionPricing
from core.kernel import db
from core.kernel.events import EventRow
from core.kernel.settings import Settings
from core.pricing.operations import PriceInput, set_prices
from core.pricing.states import RETAIL
from storefront import create_storefront
from tests.support.office import Desk, Office, open_office, rows
from tests.support.pages import client_of
from tests.support.shopper import words_of


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def shop(database: Settings, office: Office) -> FlaskClient:
    return client_of(create_storefront(database))


def page_of(slug: str, sku: str) -> str:
    with db.reading() as session:
        return f"/catalogue/products/{find_product_id(session, slug)}/variants/{sku}/choices"


def choices(office: Office, sku: str = "KITCHEN") -> Choices | None:
    with db.reading() as session:
        return articles_for(session, [office.market[sku]])[office.market[sku]].choices


def add_group(desk: Desk, page: str, **typed: str) -> None:
    first = {"name": "Grinder", "name_de": "Mühle", "least": "0", "most": "1", "sku": "CUP", "pricing": "difference"}
    answer = desk.send(f"{page}/groups/new", **{**first, **typed})
    assert answer.status_code == 303, words_of(answer)


def test_groups_options_and_rules_are_built_up_and_the_shop_asks_them(office: Office, shop: FlaskClient) -> None:
    desk, page = office.desk(StaffRole.MARKETING), page_of("kitchen", "KITCHEN")

    add_group(desk, page, extra_gross_minor="12.50", extra_net_minor="10.50")
    desk.send(f"{page}/groups/grinder/options/new", sku="BEANS", pricing="own", times="1", is_recommended="y")
    add_group(desk, page, name="More", name_de="Mehr", sku="MACHINE", times="3", most="2", pricing="own")
    desk.send(f"{page}/rules/new", option="machine", other="cup", kind="requires")

    built = choices(office)
    assert built is not None
    assert [(group.code, group.name_de, group.least, group.most) for group in built.groups] == [
        ("grinder", "Mühle", 0, 1), ("more", "Mehr", 0, 2),
    ]  # fmt: skip
    options = built.options.items()
    assert [(code, option.pricing, option.extra_gross_minor, option.most) for code, option in options] == [
        ("cup", OptionPricing.DIFFERENCE, 1250, 1),
        ("beans", OptionPricing.OWN, 0, 1),
        ("machine", OptionPricing.OWN, 0, 3),
    ]
    assert [(rule.kind, rule.option, rule.other) for rule in built.rules] == [
        (ChoiceRuleKind.REQUIRES, "machine", "cup")
    ]
    shown = words_of(desk.get(page))
    for words in ("Mühle", "12.50 € gross, 10.50 € net", "as alone", "Hafen One works only together with Cup."):
        assert words in shown, words
    assert "If you like, choose one." in words_of(shop.get("/p/kitchen"))
    with db.reading() as session:
        told = select(func.count()).select_from(EventRow).where(EventRow.kind == "product.changed")
        assert session.scalar(told) == 4


def test_groups_and_options_are_changed_moved_and_removed(office: Office) -> None:
    desk, page = office.desk(), page_of("kitchen", "KITCHEN")
    add_group(desk, page)
    add_group(desk, page, name="More", name_de="Mehr", sku="BEANS")
    desk.send(f"{page}/rules/new", option="beans", other="cup", kind="excludes")

    desk.send(f"{page}/groups/more", name="Extras", least="0", most="2")
    desk.press(page, f"{page}/groups/more/move/up")
    desk.send(f"{page}/options/cup", quantity="4", pricing="own")
    built = choices(office)
    assert built is not None
    assert [(group.code, group.name, group.most) for group in built.groups] == [
        ("more", "Extras", 2),
        ("grinder", "Grinder", 1),
    ]
    assert built.options["cup"].quantity == 4

    desk.press(page, f"{page}/rules/0/remove")
    desk.press(page, f"{page}/options/beans/remove")
    built = choices(office)
    assert built is not None
    assert (len(built.groups), built.rules) == (1, ())
    desk.press(page, f"{page}/groups/grinder/remove")
    assert choices(office) is None


def test_what_makes_no_sense_is_told_on_its_field_and_changes_nothing(office: Office) -> None:
    desk, page = office.desk(), page_of("kitchen", "KITCHEN")
    add_group(desk, page)
    before, built = rows(), choices(office)

    unknown = desk.send(f"{page}/groups/grinder/options/new", sku="NOTHING", pricing="own")
    bundle = desk.send(f"{page}/groups/grinder/options/new", sku="KITCHEN", pricing="own")
    often = desk.send(f"{page}/groups/grinder/options/new", sku="BEANS", pricing="own", times="2")
    proposed = desk.send(f"{page}/options/cup", preset="y", extra_gross_minor="1.00")
    parts = desk.client.post(page, data={**desk.form(page), "parts": "INSTALL one"})

    for answer, sentence in (
        (unknown, "There is no article NOTHING."),
        (bundle, "kitchen must be a known article and no bundle."),
        (often, "Grinder: an option is taken 1 to 99 times, where one excludes the others once."),
        (proposed, "Grinder: what is proposed is in the bundle's own price and costs no difference."),
        (parts, "The bundle INSTALL one must hold known articles"),
    ):
        assert answer.status_code == 422
        assert sentence in words_of(answer), sentence
    assert (rows(), choices(office)) == (before, built)


def test_a_bundle_is_made_in_the_office_from_its_first_article_to_the_shop(office: Office, shop: FlaskClient) -> None:
    desk = office.desk()
    made = desk.send(
        "/catalogue/products/new", name="Desk set", name_de="Tischset", sku="DESK", shelf="machines", kind="bundle",
        part_sku="CUP",
    )  # fmt: skip
    assert made.status_code == 303
    page = f"{made.location}/variants/DESK/choices"
    assert "What is inside" in words_of(desk.get(made.location))

    desk.client.post(page, data={**desk.form(page), "parts": "CUP 2\nBEANS 1"})
    add_group(desk, page, sku="MACHINE", pricing="own")
    with db.unit_of_work() as session:
        variant_id = variant_ids_by_sku(session, ["DESK"])["DESK"]
        set_prices(session, [PriceInput(variant_id=variant_id, amount_minor=4000)], list_code=RETAIL)
    desk.press(made.location, f"{made.location}/shown")

    words = words_of(shop.get("/p/desk-set"))
    for shown in ("40.00 €", "2 \u00d7 Cup", "+ 599.00 €"):
        assert shown in words, shown


@pytest.mark.parametrize("path", ["", "/groups/new", "/groups/none", "/options/none", "/groups/none/options/new"])
def test_what_is_no_bundle_has_no_choices(office: Office, path: str) -> None:
    assert office.desk().get(page_of("cup", "CUP") + path).status_code == 404


def test_colleagues_without_the_right_change_nothing(office: Office) -> None:
    desk, page = office.desk(StaffRole.FULFILMENT), page_of("kitchen", "KITCHEN")

    assert desk.get(page).status_code == 403
    assert desk.client.post(f"{page}/groups/new", data={"csrf_token": desk.form_token()}).status_code == 403
    assert choices(office) is None
