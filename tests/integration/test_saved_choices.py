"""Saved lists keep what was chosen of a bundle, show it in words and say when it is not offered any more."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.carts.models import CartLine, SavedList, SavedListLine
from core.catalog.operations import set_variant_active
from core.kernel import db, events, jobs
from core.kernel.settings import Settings
from core.quotes.models import QuoteRequestLine
from tests.benchmarks.client import form_values
from tests.support.kitchens import with_choices
from tests.support.shopper import Shopper, another, open_shop_pages, words_of
from tests.support.visits import a_customer, sign_in

CHOSEN = "club:1,grinder:1,one:1"


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    opened = open_shop_pages(database)
    a_customer("anna@example.org")
    sign_in(opened.client, "anna@example.org")
    yield Shopper(client=opened.client, market=with_choices(opened.market))
    events.follow({})
    jobs.set_schedule(())


def keep(shopper: Shopper) -> str:
    """A list with a cup and a kitchen with grinder; returns its address."""
    picked = {"pick-machine": "one", "pick-beans": "club", "pick-more": "grinder"}
    kitchen = {"variant_id": str(shopper.market["KITCHEN"]), "slug": "kitchen", "chooses": "1", "quantity": "1"}
    shopper.post("/cart/lines", {**kitchen, **picked})
    shopper.put("CUP", 1)
    return shopper.post("/account/lists", {"name": "Office", "from_cart": "1"}).location


def on_list() -> list[str]:
    with db.reading() as session:
        return sorted(session.scalars(select(SavedListLine.selection)))


def in_cart() -> list[tuple[str, int]]:
    with db.reading() as session:
        rows = session.execute(select(CartLine.selection, CartLine.quantity).order_by(CartLine.selection))
        return sorted((row.selection, row.quantity) for row in rows)


def test_a_list_keeps_and_shows_what_was_chosen_and_gives_it_back(shopper: Shopper) -> None:
    path = keep(shopper)

    page = words_of(shopper.get(path))
    shopper.post(f"{path}/cart")

    assert "Grinder" in page
    assert "1,183.00 €" in page
    assert on_list() == ["", CHOSEN]
    assert in_cart() == [("", 2), (CHOSEN, 2)]


def test_a_choice_that_is_gone_is_said_on_its_line_and_the_rest_goes_into_the_cart(shopper: Shopper) -> None:
    path = keep(shopper)
    with db.unit_of_work() as session:
        set_variant_active(session, shopper.market["GRINDER"], is_active=False)

    page = words_of(shopper.get(path))
    answer = shopper.post(f"{path}/cart")

    assert "This choice is not offered any more. Please choose something else." in page
    assert answer.status_code == 303
    assert "Not sold any more: Team kitchen." in words_of(shopper.get("/cart"))
    assert on_list() == ["", CHOSEN]
    assert in_cart() == [("", 2), (CHOSEN, 1)]


# --- straight from the page of the bundle


PICKED = {"pick-machine": "one", "pick-beans": "club", "pick-more": "grinder"}


def to_list(shopper: Shopper, **typed: str) -> TestResponse:
    """Press "Add to a list" on the page of the kitchen, with these options in the form."""
    assert (
        '<button class="link-button" name="to_list" value="1">Add to a list</button>' in shopper.get("/p/kitchen").text
    )
    return press(shopper, "to_list", **typed)


def press(shopper: Shopper, button: str, **typed: str) -> TestResponse:
    """Press a button on the page of the kitchen, with these options in the form."""
    page = shopper.get("/p/kitchen")
    sent = {**form_values(page.text, "/cart/lines"), **PICKED, button: "1", **typed}
    return shopper.client.post("/cart/lines", data={name: value for name, value in sent.items() if value})


def lines() -> list[tuple[str, int]]:
    with db.reading() as session:
        rows = session.execute(select(SavedListLine.selection, SavedListLine.quantity))
        return sorted((row.selection, row.quantity) for row in rows)


def test_a_bundle_goes_on_a_list_from_its_page_with_what_is_chosen(shopper: Shopper) -> None:
    answer = to_list(shopper, quantity="2", **{"many-cups": "3"})
    assert answer.status_code == 303, words_of(answer)
    page = shopper.get(answer.location)
    assert lines() == []
    assert "18 \N{MULTIPLICATION SIGN} Cup" in words_of(page)
    assert "1 \N{MULTIPLICATION SIGN} Grinder" in words_of(page)

    sent = {**form_values(page.text, "/lists/add"), "chosen": "new", "name": "Office"}
    kept = shopper.client.post("/lists/add", data=sent)

    assert kept.status_code == 303
    assert lines() == [("club:1,cups:3,grinder:1,one:1", 2)]
    assert in_cart() == []
    assert "Grinder" in words_of(shopper.get(kept.location))
    shopper.post(f"{kept.location}/cart")
    assert in_cart() == [("club:1,cups:3,grinder:1,one:1", 2)]


def test_what_is_left_out_stays_out_and_without_options_the_proposal_is_kept(shopper: Shopper) -> None:
    answer = to_list(shopper, **{"pick-beans": "", "pick-more": ""})
    sent = {**form_values(shopper.get(answer.location).text, "/lists/add"), "chosen": "new", "name": "Office"}
    shopper.client.post("/lists/add", data=sent)
    shopper.post("/lists/add", {"variant_id": str(shopper.market["KITCHEN"]), "quantity": "1", "name": "Other"})

    assert lines() == [("club:1,one:1", 1), ("one:1", 1)]


def test_options_that_do_not_go_together_are_said_on_the_page_and_go_on_no_list(shopper: Shopper) -> None:
    answer = to_list(shopper, **{"pick-machine": "large", "pick-more": ""})

    assert answer.status_code == 422
    group = answer.text.split('id="wrong-machine"')[1].split("</div>")[0]
    assert "Large machine works only together with Grinder." in group
    assert (lines(), in_cart()) == ([], [])


@pytest.mark.parametrize("picks", ["large:1", "gold:1", "§", "one:100"])
def test_forged_options_go_on_no_list(shopper: Shopper, picks: str) -> None:
    page = shopper.get(f"/lists/add?v={shopper.market['KITCHEN']}&picks={picks}")
    assert page.status_code == 200

    sent = {**form_values(page.text, "/lists/add"), "chosen": "new", "name": "Office"}
    answer = shopper.client.post("/lists/add", data=sent)

    assert answer.status_code == 422
    assert lines() == []
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(SavedList)) == 0


def test_whoever_is_not_signed_in_signs_in_and_goes_on_with_the_same_options(shopper: Shopper) -> None:
    stranger = another(shopper)
    answer = to_list(stranger)

    page = stranger.get(answer.location)

    assert page.status_code in (302, 303)
    assert "picks" in page.location
    assert lines() == []


def test_an_offer_is_asked_for_a_bundle_with_what_is_chosen(shopper: Shopper) -> None:
    answer = press(shopper, "to_quote", quantity="2", **{"many-cups": "3"})
    page = shopper.get(answer.location)
    sent = form_values(page.text, "/quote-request")
    asked = shopper.client.post("/quote-request", data=sent | {"name": "Jutta", "email": "jutta@example.org"})

    assert (answer.status_code, asked.status_code) == (303, 303)
    assert (sent["selection-0"], sent["quantity-0"]) == ("club:1,cups:3,grinder:1,one:1", "2")
    with db.reading() as session:
        rows = session.execute(select(QuoteRequestLine.selection, QuoteRequestLine.quantity))
        assert [tuple(row) for row in rows] == [("club:1,cups:3,grinder:1,one:1", 2)]
    assert in_cart() == []


def test_no_offer_is_asked_for_options_that_do_not_go_together(shopper: Shopper) -> None:
    answer = press(shopper, "to_quote", **{"pick-machine": "large", "pick-more": ""})

    assert answer.status_code == 422
    assert "Large machine works only together with Grinder." in answer.text


def test_other_articles_keep_their_link(shopper: Shopper) -> None:
    page = shopper.get("/p/cup").text

    assert f'href="/lists/add?v={shopper.market["CUP"]}"' in page
    assert "to_list" not in page
