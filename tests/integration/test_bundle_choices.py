"""Bundles with choices in the shop: configurator, cart, order, ordering again, and the operation."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from core.carts.models import CartLine
from core.catalog.errors import ChoicesDoNotFit
from core.catalog.models import BundleComponent, BundleGroup, BundleRule
from core.catalog.operations import configure_bundle, set_variant_active
from core.catalog.queries import articles_for
from core.catalog.rules import ChoiceGroup, Choices, Option, Plan
from core.kernel import db, events, jobs
from core.kernel.settings import Settings
from core.orders.queries import get_order
from core.orders.states import LineKind
from core.pricing.operations import PriceInput, set_prices
from core.pricing.states import RETAIL
from tests.benchmarks.client import form_values
from tests.support.deals import STAFF
from tests.support.kitchens import choices_of, with_choices
from tests.support.shopper import Shopper, another, open_shop_pages, order_ids, words_of
from tests.support.statements import counted

PICKED = {"pick-machine": "one", "pick-beans": "club"}


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    opened = open_shop_pages(database)
    yield Shopper(client=opened.client, market=with_choices(opened.market))
    events.follow({})
    jobs.set_schedule(())


def choose(shopper: Shopper, *, quantity: int = 1, **typed: str) -> None:
    answer = shopper.post("/cart/lines", form(shopper, quantity=str(quantity), **typed))
    assert answer.status_code == 303, words_of(answer)


def form(shopper: Shopper, *, quantity: str = "1", **typed: str) -> dict[str, str]:
    """What the configurator sends; `typed` with _ for -."""
    picked = {**PICKED, **{name.replace("_", "-"): value for name, value in typed.items()}}
    fixed = {"variant_id": str(shopper.market["KITCHEN"]), "slug": "kitchen", "chooses": "1", "quantity": quantity}
    return {**fixed, **{name: value for name, value in picked.items() if value}}


def in_cart() -> list[tuple[str, int]]:
    with db.reading() as session:
        rows = session.execute(select(CartLine.selection, CartLine.quantity).order_by(CartLine.selection))
        return [(row.selection, row.quantity) for row in rows]


# --- the page


def test_the_page_shows_what_is_proposed_and_what_everything_costs(shopper: Shopper) -> None:
    page = words_of(shopper.client.get("/p/kitchen"))

    for words in (
        "Machine", "Choose one.", "Hafen One Recommended", "included", "Large machine", "+ 400.00 €",
        "If you like, choose up to 2.", "+ 449.00 €", "6 of Cup", "+ 60.00 € each", "Up to 3",
        "699.00 €", "+ 35.00 € / month", "With the order you pay 734.00 €", "Minimum term: 12 months.",
    ):  # fmt: skip
        assert words in page, words


def test_the_price_is_worked_out_without_script_and_nothing_is_put_in(shopper: Shopper) -> None:
    answer = shopper.post("/cart/lines", {**form(shopper, pick_machine="large", pick_more="grinder"), "check": "1"})

    page = words_of(answer)
    assert answer.status_code == 200
    assert "1,548.00 €" in page  # 699 + 400 + 449
    assert "+ 35.00 € / month" in page
    assert 'value="large" checked' in answer.text
    assert in_cart() == []


def test_a_broken_rule_stands_on_its_group_and_nothing_is_put_in(shopper: Shopper) -> None:
    answer = shopper.post("/cart/lines", form(shopper, pick_machine="large"))

    group = answer.text.split('id="wrong-machine"')[1].split("</div>")[0]
    assert answer.status_code == 422
    assert "Large machine works only together with Grinder." in group
    assert "works only" not in answer.text.split('id="wrong-more"')[1].split("</div>")[0]
    assert in_cart() == []


@pytest.mark.parametrize("times", ["-1", "x", "1.5", "§", ""])
def test_what_is_no_number_is_not_taken(shopper: Shopper, times: str) -> None:
    choose(shopper, many_cups=times)

    assert in_cart() == [("club:1,one:1", 1)]


def test_too_many_are_refused(shopper: Shopper) -> None:
    answer = shopper.post("/cart/lines", form(shopper, many_cups="4000"))

    assert answer.status_code == 422
    assert "Cup can be taken at most 3 times." in words_of(answer)
    assert in_cart() == []


def test_forged_options_are_refused(shopper: Shopper) -> None:
    answer = shopper.post("/cart/lines", form(shopper, pick_more="gold"))

    assert answer.status_code == 422
    assert "One of the options is not offered any more. Please choose again." in words_of(answer)
    assert in_cart() == []


def test_a_page_with_choices_asks_five_statements(shopper: Shopper) -> None:
    shopper.client.get("/p/kitchen")

    with counted(db.engine()) as statements:
        shopper.client.get("/p/kitchen")

    assert statements.count <= 5, str(statements)


def test_it_speaks_german(shopper: Shopper) -> None:
    shopper.post("/language", {"language": "de", "next": "/"})

    page = words_of(shopper.post("/cart/lines", {**form(shopper, pick_machine="large"), "check": "1"}))

    assert "Wählen Sie eines." in page
    assert "Large machine geht nur zusammen mit Grinder." in page


# --- the cart


def test_the_same_choice_counts_up_and_another_stays_apart(shopper: Shopper) -> None:
    choose(shopper)
    choose(shopper, pick_more="grinder", many_cups="2")
    choose(shopper, quantity=2)

    assert in_cart() == [("club:1,cups:2,grinder:1,one:1", 1), ("club:1,one:1", 3)]
    page = words_of(shopper.client.get("/cart"))
    for words in ("Grinder", "14 of Cup", "1,303.00 €", "2,202.00 €"):
        assert words in page, words  # 699 + 449 + 120 + 35 = 1303; 3 x 734 = 2202


def test_without_a_choice_what_is_proposed_goes_in(shopper: Shopper) -> None:
    shopper.filled("KITCHEN")

    assert in_cart() == [("club:1,one:1", 1)]


def test_a_line_is_opened_again_and_gets_other_options(shopper: Shopper) -> None:
    choose(shopper, quantity=2)
    link = (
        shopper.client.get("/cart").text.split('aria-label="Choose otherwise: Team kitchen"')[0].rsplit('href="', 1)[1]
    )
    opened = shopper.client.get(link.split('"')[0].replace("&amp;", "&"))
    assert "Change in the cart" in words_of(opened)
    assert 'name="instead" value="club:1,one:1"' in opened.text

    choose(shopper, quantity=2, pick_more="grinder", instead="club:1,one:1")
    assert in_cart() == [("club:1,grinder:1,one:1", 2)]

    choose(shopper)
    choose(shopper, instead="club:1,grinder:1,one:1", quantity=3)
    assert in_cart() == [("club:1,one:1", 4)]


def test_each_choice_is_changed_and_removed_alone(shopper: Shopper) -> None:
    choose(shopper)
    choose(shopper, pick_more="grinder")
    path = f"/cart/lines/{shopper.market['KITCHEN']}"

    shopper.post(path, {"selection": "club:1,grinder:1,one:1", "quantity": "2"})
    assert in_cart() == [("club:1,grinder:1,one:1", 2), ("club:1,one:1", 1)]
    shopper.post(path, {"selection": "club:1,one:1", "remove": "1"})
    assert in_cart() == [("club:1,grinder:1,one:1", 2)]


def test_what_is_not_offered_any_more_stands_in_the_way_and_is_not_taken_away(shopper: Shopper) -> None:
    choose(shopper)
    choose(shopper, pick_more="grinder")
    with db.unit_of_work() as session:
        set_variant_active(session, shopper.market["GRINDER"], is_active=False)

    page = words_of(shopper.client.get("/cart"))

    assert "Grinder is not for sale at the moment. Please choose something else." in page
    assert len(in_cart()) == 2
    assert shopper.client.get("/checkout").status_code == 303
    assert order_ids() == []


def test_goods_of_options_count_against_the_stock(shopper: Shopper) -> None:
    choose(shopper, quantity=4, pick_more="grinder")

    assert "Only 3 of Grinder" in words_of(shopper.client.get("/cart"))
    assert shopper.client.get("/checkout").status_code == 303


def test_a_changed_price_of_an_option_is_told_beside_its_line_only(shopper: Shopper) -> None:
    choose(shopper)
    choose(shopper, pick_more="grinder")
    page = shopper.client.get("/cart").text
    seen = [part.split('"')[0] for part in page.split('name="seen" value="')[1:]]
    shopper.post("/cart/seen", {"seen": ",".join(seen)})
    with db.unit_of_work() as session:
        set_prices(session, [PriceInput(variant_id=shopper.market["GRINDER"], amount_minor=50000)], list_code=RETAIL)

    page = words_of(shopper.client.get("/cart"))

    assert page.count("The price has changed") == 1
    assert "was 1,183.00 €, now 1,234.00 €" in page


def test_a_shared_cart_shows_and_gives_the_same_choice(shopper: Shopper) -> None:
    choose(shopper, pick_more="grinder")
    link = "/shared/" + shopper.client.get("/cart").text.split('readonly value="')[1].split('"')[0].rpartition("/")[2]
    other = another(shopper)
    page = other.client.get(link)

    other.client.post(f"{link}/copy", data=form_values(page.text, f"{link}/copy"))

    assert "1,183.00 €" in words_of(page)
    assert in_cart() == [("club:1,grinder:1,one:1", 1)] * 2


# --- order


def test_the_order_holds_the_chosen_parts_and_is_ordered_again_as_chosen(shopper: Shopper) -> None:
    choose(shopper, pick_machine="large", pick_more="grinder")

    location = shopper.place()

    (order_id,) = order_ids()
    with db.reading() as session:
        order = get_order(session, order_id)
    amounts = {line.sku: line.amount_minor for line in order.lines if line.kind is not LineKind.FEE}
    assert sum(amounts.values()) == 158_300  # 699 + 400 + 449 + 35
    assert amounts == {"INSTALL": 14_220, "CUP": 2_386, "LARGE": 95_342, "GRINDER": 42_852, "CLUB": 3_500}
    assert {line.bundle_name for line in order.lines if line.kind is not LineKind.FEE} == {"Team kitchen"}
    assert {part.kind for part in order.parts} == {LineKind.PHYSICAL, LineKind.SERVICE, LineKind.SUBSCRIPTION}
    assert "Large machine" in words_of(shopper.client.get(location))
    action = location.replace("?", "/again?")
    shopper.client.post(action, data=form_values(shopper.client.get(location).text, action.partition("?")[0]))
    assert in_cart() == [("club:1,grinder:1,large:1", 1)] * 2


def test_two_choices_of_one_bundle_are_two_bundles_in_an_order(shopper: Shopper) -> None:
    choose(shopper)
    choose(shopper, pick_more="grinder")

    shopper.place()

    with db.reading() as session:
        order = get_order(session, order_ids()[0])
    held: dict[int | None, set[str]] = {}
    for line in order.lines:
        if line.kind is not LineKind.FEE:
            held.setdefault(line.bundle_position, set()).add(line.sku)
    assert sorted(map(sorted, held.values())) == [
        ["CLUB", "CUP", "GRINDER", "INSTALL", "MACHINE"], ["CLUB", "CUP", "INSTALL", "MACHINE"],
    ]  # fmt: skip


# --- the operation


def test_a_bundle_knows_what_it_can_hold_and_its_proposed_terms(shopper: Shopper) -> None:
    with db.reading() as session:
        bundle = articles_for(session, [shopper.market["KITCHEN"]])[shopper.market["KITCHEN"]]

    assert bundle.choices == choices_of(shopper.market)
    assert bundle.plan == Plan(interval_months=1, term_months=12, notice_months=1)


def test_choices_that_break_their_own_rules_are_refused_and_change_nothing(shopper: Shopper) -> None:
    kitchen, choices = shopper.market["KITCHEN"], choices_of(shopper.market)
    only_large = ChoiceGroup(code="machine", name="M", name_de="M", options=(
        Option(code="large", variant_id=shopper.market["LARGE"], preset=1),
        Option(code="grinder", variant_id=UUID(int=0)),
    ))  # fmt: skip
    before = kept()

    for wrong in (Choices(groups=(only_large,)), Choices(groups=choices.groups[:1], rules=choices.rules)):
        with pytest.raises(ChoicesDoNotFit), db.unit_of_work() as session:
            configure_bundle(session, kitchen, wrong, acting_user=STAFF)

    assert kept() == before


def test_without_choices_a_bundle_is_as_fixed_as_before(shopper: Shopper) -> None:
    with db.unit_of_work() as session:
        configure_bundle(session, shopper.market["KITCHEN"], None, acting_user=STAFF)

    assert kept() == (0, 0, 2)
    assert "Choose one." not in words_of(shopper.client.get("/p/kitchen"))


def kept() -> tuple[int, int, int]:
    with db.reading() as session:
        return (
            len(session.scalars(select(BundleGroup.id)).all()),
            len(session.scalars(select(BundleRule.option)).all()),
            len(session.scalars(select(BundleComponent.variant_id)).all()),
        )
