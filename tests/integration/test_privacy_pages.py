"""The pages about people's data: in the account, and in the office for who asks by letter."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.accounts.models import Customer
from core.accounts.states import StaffRole
from core.kernel import jobs
from core.kernel.db import reading
from core.kernel.settings import Settings
from core.orders.models import Order
from core.privacy.models import DataCopy, Erasure
from core.privacy.states import CopyState, ErasureState
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.privacy import ANNA, anna_orders, complete, days_later
from tests.support.shopper import Shopper, another, books, words_of
from tests.support.visits import PASSWORD, a_customer, sign_in

PAGE = "/account/data"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def shopper(office: Office, database: Settings) -> Shopper:
    return Shopper(client=client_of(create_storefront(database)), market=office.market)


def signed_in(shopper: Shopper, email: str = ANNA) -> Shopper:
    a_customer(email)
    assert sign_in(shopper.client, email).status_code == 303
    return shopper


def press(shopper: Shopper, action: str, **typed: str) -> int:
    values = form_values(shopper.get(PAGE).text, action)
    fields = {name.replace("__", "-"): value for name, value in typed.items()}
    return shopper.client.post(action, data={**values, **fields}).status_code


def states() -> tuple[list[CopyState], list[ErasureState]]:
    with reading() as session:
        copies = session.scalars(select(DataCopy.state).order_by(DataCopy.asked_at)).all()
        return list(copies), list(session.scalars(select(Erasure.state).order_by(Erasure.asked_at)))


def test_a_copy_is_asked_for_with_the_password_and_fetched(shopper: Shopper) -> None:
    signed_in(shopper)

    wrong = press(shopper, f"{PAGE}/copies", copy__present_password="not mine at all")
    empty = press(shopper, f"{PAGE}/copies", copy__present_password="")
    assert (wrong, empty, states()[0]) == (422, 422, [])
    asked = press(shopper, f"{PAGE}/copies", copy__present_password=PASSWORD)
    assert "Being written" in words_of(shopper.get(PAGE))
    jobs.run_due()
    page = shopper.get(PAGE)
    link = page.text.split(f'href="{PAGE}/copies/')[1].split('"')[0]
    file = shopper.get(f"{PAGE}/copies/{link}")

    assert asked == 303
    assert "Ready" in words_of(page)
    assert (file.status_code, file.mimetype) == (200, "application/json")
    assert file.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    assert file.json is not None
    assert file.json["account"][0]["email"] == ANNA
    stranger = signed_in(another(shopper), "berta@example.org")
    assert stranger.get(f"{PAGE}/copies/{link}").status_code == 404


def test_erasure_is_asked_for_and_taken_back(shopper: Shopper) -> None:
    signed_in(shopper)

    wrong = press(shopper, f"{PAGE}/erasure", erase__present_password="not mine at all")
    assert (wrong, states()[1]) == (422, [])
    asked = press(shopper, f"{PAGE}/erasure", erase__present_password=PASSWORD)
    page = words_of(shopper.get(PAGE))
    back = press(shopper, f"{PAGE}/erasure/withdraw")
    again = shopper.post(f"{PAGE}/erasure/withdraw")

    assert (asked, back, again.status_code) == (303, 303, 404)
    assert "Your data is going to be erased" in page
    assert states()[1] == [ErasureState.WITHDRAWN]


def test_the_page_says_what_hinders_an_erasure(shopper: Shopper) -> None:
    anna_orders(shopper)
    with reading() as session:
        number = session.scalars(select(Order.number)).one()

    page = words_of(shopper.get(PAGE))
    forced = shopper.post(f"{PAGE}/erasure", {"erase-present_password": PASSWORD})

    assert f"Order {number} is not finished yet. Please wait for it, or cancel it first." in page
    assert forced.status_code == 409
    assert states()[1] == []


def test_the_office_reads_what_is_sealed_with_a_reason(office: Office, shopper: Shopper) -> None:
    complete(anna_orders(shopper))
    with reading() as session:
        customer, order = session.execute(select(Customer.number, Order.number).join(Order)).one()
    assert press(shopper, f"{PAGE}/erasure", erase__present_password=PASSWORD) == 303
    jobs.run_due()
    days_later(office.at, 8)
    desk, page = office.desk(StaffRole.MANAGER), f"/customers/{customer}/data"

    silent = desk.client.post(f"{page}/sealed", data=form_values(desk.get(page).text, f"{page}/sealed"))
    typed = {**form_values(desk.get(page).text, f"{page}/sealed"), "seal-reason": "Tax audit"}
    read = desk.client.post(f"{page}/sealed", data=typed)

    assert silent.status_code == 422
    assert "Anna Beck" not in silent.text
    assert (read.status_code, "Anna Beck" in read.text) == (200, True)
    assert "Sealed data was read: Tax audit" in words_of(desk.get(f"/customers/{customer}"))
    for path in (f"/customers/{customer}", f"/orders/{order}", "/orders", "/customers", "/mailbox"):
        seen = desk.get(path)
        assert seen.status_code == 200
        assert "Anna Beck" not in seen.text.replace("Hello Anna Beck", ""), path
    assert office.desk(StaffRole.SALES).get(page).status_code == 403
    assert office.desk(StaffRole.BILLING).get(page).status_code == 403


def test_the_office_takes_a_copy_for_a_guest_and_erases_a_guest(office: Office, shopper: Shopper) -> None:
    shopper.put("CUP", 2)
    shopper.place()
    jobs.run_due()
    with reading() as session:
        order_id = session.scalars(select(Order.id)).one()
        number = session.scalars(select(Customer.number)).one()
    desk, page = office.desk(), f"/customers/{number}/data"
    before = books()
    hindered = words_of(desk.get(page))
    copy = desk.press(page, f"{page}/copy")
    complete(order_id)
    typed = {**form_values(desk.get(page).text, f"{page}/erasure"), "erase-reason": "Letter of 20 November"}
    asked = desk.client.post(f"{page}/erasure", data=typed)
    waiting = words_of(desk.get(page))
    back = desk.press(page, f"{page}/erasure/withdraw")

    assert "is not finished yet" in hindered
    assert (copy.status_code, copy.mimetype) == (200, "application/json")
    assert copy.json is not None
    assert copy.json["orders"][0]["email"] == "gerd@example.org"
    assert books().events > before.events
    assert (asked.status_code, back.status_code) == (303, 303)
    assert "The erasure waits" in waiting
    assert states()[1] == [ErasureState.WITHDRAWN]


def test_the_people_of_a_company_ask_for_themselves(office: Office) -> None:
    a_customer("boss@firma.example", company_name="Firma GmbH")
    with reading() as session:
        number = session.scalars(select(Customer.number)).one()

    page = office.desk().get(f"/customers/{number}/data")

    assert "The people of a company ask for themselves" in words_of(page)
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
