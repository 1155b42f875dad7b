"""Saved lists: kept, shared inside a company, filled from shelf and cart, put into the cart; saved for later."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from core.accounts.operations import add_buyer, create_company
from core.carts.models import SavedList, SavedListLine
from core.catalog.models import Variant
from core.kernel import db, events
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from tests.support.deals import STAFF
from tests.support.paying import count
from tests.support.shopper import Shopper, another, open_shop_pages, words_of
from tests.support.statements import counted
from tests.support.visits import PASSWORD, a_customer, sign_in


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    opened = open_shop_pages(database)
    a_customer("anna@example.org")
    sign_in(opened.client, "anna@example.org")
    yield opened
    events.follow({})


def the_list() -> SavedList:
    with reading() as session:
        return session.scalars(select(SavedList)).one()


def pieces() -> dict[UUID, int]:
    with reading() as session:
        rows = session.execute(select(SavedListLine.variant_id, SavedListLine.quantity))
        return {row.variant_id: row.quantity for row in rows}


def put(shopper: Shopper, sku: str, quantity: int, *, chosen: str = "new", name: str = "Office") -> str:
    """Put an article on a list; returns where that leads."""
    values = {"variant_id": shopper.market[sku], "quantity": quantity, "chosen": chosen, "name": name}
    answer = shopper.post("/lists/add", values)
    assert answer.status_code == 303, words_of(answer)
    return answer.location


def test_an_article_goes_on_a_list_and_the_list_into_the_cart(shopper: Shopper) -> None:
    page = shopper.get(f"/lists/add?v={shopper.market['CUP']}&quantity=3")
    path = put(shopper, "CUP", 3)
    put(shopper, "BEANS", 2, chosen=str(the_list().id))

    shown = shopper.get(path)
    done = shopper.post(f"{path}/cart")

    assert "Cup" in words_of(page)
    assert "Office" in words_of(shown)
    assert "37.50 €" in words_of(shown)
    assert (done.status_code, done.location) == (303, "/cart")
    assert "Total to pay now 81.20 €" in words_of(shopper.get("/cart"))
    assert pieces() == {shopper.market["CUP"]: 3, shopper.market["BEANS"]: 2}


def test_the_same_article_counts_up_and_can_be_changed_noted_and_taken_off(shopper: Shopper) -> None:
    path = put(shopper, "CUP", 3)
    put(shopper, "CUP", 2, chosen=str(the_list().id))
    line = f"{path}/lines/{shopper.market['CUP']}"
    counted_up = pieces()

    shopper.post(line, {"quantity": "9", "note": "For the <b>kitchen"})
    page = shopper.get(path)
    wrong = shopper.post(line, {"quantity": "0"})
    shopper.post(line, {"remove": "1"})

    assert counted_up == {shopper.market["CUP"]: 5}
    assert "For the <b>kitchen" in words_of(page)
    assert wrong.status_code == 422
    assert pieces() == {}


def test_what_is_not_sold_any_more_is_named_and_stays_on_the_list(shopper: Shopper) -> None:
    path = put(shopper, "CUP", 3)
    put(shopper, "BEANS", 1, chosen=str(the_list().id))
    with unit_of_work() as session:
        session.get_one(Variant, shopper.market["CUP"]).is_active = False

    shown = shopper.get(path)
    shopper.post(f"{path}/cart")
    cart = words_of(shopper.get("/cart"))

    assert "This article is not for sale at the moment." in words_of(shown)
    assert "Not sold any more: Cup." in cart
    assert "House beans" in cart
    assert len(pieces()) == 2


def test_a_line_of_the_cart_is_saved_for_later_and_comes_back(shopper: Shopper) -> None:
    shopper.put("CUP", 4)
    shopper.put("BEANS", 1)

    shopper.post(f"/cart/lines/{shopper.market['CUP']}/later")
    cart = words_of(shopper.get("/cart"))
    later = the_list()
    shopper.post(f"/account/lists/{later.id}/cart", {"variant_id": shopper.market["CUP"]})

    assert "Saved for later" in cart
    assert "Total to pay now 24.80 €" in cart
    assert (later.name, later.is_shared) == ("", False)
    assert pieces() == {}
    assert "Total to pay now 74.80 €" in words_of(shopper.get("/cart"))
    assert "Saved for later" not in words_of(shopper.get("/cart")).replace("Save", "")


def test_the_cart_is_kept_as_a_list_and_stays_as_it_is(shopper: Shopper) -> None:
    shopper.put("CUP", 4)

    answer = shopper.post("/account/lists", {"name": "Every month", "from_cart": "1"})

    assert answer.status_code == 303
    assert pieces() == {shopper.market["CUP"]: 4}
    assert "Total to pay now 55.90 €" in words_of(shopper.get("/cart"))


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Please fill in this field."), (" Office ", "You have a list Office already.")]
)
def test_a_name_that_is_missing_or_taken_is_said_at_its_field(shopper: Shopper, name: str, sentence: str) -> None:
    put(shopper, "CUP", 1)

    answer = shopper.post("/account/lists", {"name": name})

    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert count(SavedList) == [1]


def test_a_foreign_list_is_not_there(shopper: Shopper) -> None:
    path = put(shopper, "CUP", 1)
    a_customer("bert@example.org")
    bert = another(shopper)
    sign_in(bert.client, "bert@example.org")

    answers = [
        bert.get(path), bert.post(path, {"name": "Mine"}), bert.post(path, {"remove": "1"}), bert.post(f"{path}/cart"),
        bert.post(f"{path}/lines/{shopper.market['CUP']}", {"quantity": "2"}),
        bert.post("/lists/add", {"variant_id": shopper.market["CUP"], "quantity": 1, "chosen": str(the_list().id)}),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 6
    assert pieces() == {shopper.market["CUP"]: 1}


def test_colleagues_fill_a_shared_list_but_only_its_keeper_renames_or_removes_it(shopper: Shopper) -> None:
    with unit_of_work() as session:
        company = create_company(
            session, name="Beck GmbH", email="einkauf@beck.example", credit_limit_minor=0, acting_user=STAFF
        )
        for name in ("carla", "dora"):
            email = f"{name}@beck.example"
            add_buyer(session, company.id, email=email, password=PASSWORD, name=name.capitalize())
    carla, dora = another(shopper), another(shopper)
    sign_in(carla.client, "carla@beck.example")
    sign_in(dora.client, "dora@beck.example")
    path = carla.post("/account/lists", {"name": "Kitchen"}).location
    before = dora.get(path).status_code
    carla.post(path, {"name": "Kitchen", "is_shared": "y"})

    put(dora, "CUP", 2, chosen=str(the_list().id))
    refused = [dora.post(path, {"name": "Mine"}), dora.post(path, {"remove": "1"})]

    assert before == 404
    assert "Kept by Carla" in words_of(dora.get(path))
    assert "Kept by Carla" in words_of(dora.get("/account/lists"))
    assert [answer.status_code for answer in refused] == [403, 403]
    assert pieces() == {shopper.market["CUP"]: 2}
    assert the_list().name == "Kitchen"


def test_a_list_takes_as_many_statements_with_many_articles_as_with_one(shopper: Shopper) -> None:
    path = put(shopper, "CUP", 1)
    with counted(db.engine()) as with_one:
        shopper.get(path)
    for sku in ("BEANS", "MACHINE", "INSTALL"):
        put(shopper, sku, 1, chosen=str(the_list().id))

    with counted(db.engine()) as with_four:
        shopper.get(path)

    assert with_four.count == with_one.count


def test_strangers_are_led_to_the_sign_in_page(shopper: Shopper) -> None:
    stranger = another(shopper)

    assert stranger.get("/account/lists").status_code in (302, 303, 401)
    assert stranger.get(f"/lists/add?v={shopper.market['CUP']}").status_code in (302, 303, 401)
    assert "Save for later" not in stranger.get("/cart").text
