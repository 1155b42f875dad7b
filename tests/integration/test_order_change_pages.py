"""The pages that change or cancel an order: money first, in the shop with account or link, and in the office."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.accounts.states import StaffRole
from core.kernel import events, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import Order, OrderChange
from core.orders.queries.links import order_token
from core.orders.states import OrderState
from tests.benchmarks.client import form_values
from tests.support.deals import line_of, ship_it
from tests.support.office import Office, an_order, open_office, order_of
from tests.support.paying import count
from tests.support.shopper import Shopper, another, books, open_shop_pages, words_of
from tests.support.visits import a_customer, sign_in


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def the_order() -> Order:
    with reading() as session:
        return session.scalars(select(Order)).one()


def quantity_of(order: Order, sku: str) -> str:
    with unit_of_work() as session:
        return f"quantity-{line_of(session, order.id, sku)}"


def filled(text: str, path: str, **typed: str) -> dict[str, str]:
    return form_values(text, path) | typed


def test_a_guest_takes_some_out_by_the_link_after_seeing_the_money(shopper: Shopper) -> None:
    shopper.put("CUP", 4)
    shopper.place()
    order = the_order()
    path, link = f"/orders/{order.number}/change", f"t={order_token(order.id)}"
    guest = another(shopper)

    page = guest.get(f"{path}?{link}")
    shown = guest.post(f"{path}?{link}", filled(page.text, path, **{quantity_of(order, "CUP"): "1"}))
    untouched = count(OrderChange)
    done = guest.post(f"{path}/confirm?{link}", filled(shown.text, f"{path}/confirm", reason="Too many <b>"))

    assert "Cup" in words_of(page)
    words = words_of(shown)
    assert "Cup: 1 instead of 4" in words
    assert "It came to 55.90 €" in words
    assert "It comes to 18.40 €" in words
    assert "Still to be paid 18.40 €" in words
    assert untouched == [0]
    assert (done.status_code, done.location) == (303, f"/orders/{order.number}?{link}")
    page = guest.get(done.location)
    assert "Please transfer 18.40 €" in words_of(page)
    assert "When you ordered 55.90 €" in words_of(page)
    assert "Cup: 1 instead of 4" in words_of(page)


def test_a_customer_cancels_all_on_the_page_that_shows_what_goes_back(shopper: Shopper) -> None:
    a_customer("anna@example.org")
    sign_in(shopper.client, "anna@example.org")
    shopper.put("CUP", 2)
    shopper.place(email="anna@example.org", payment_method="prepayment", keep_address="y")
    order = the_order()
    path = f"/orders/{order.number}"

    shown = shopper.get(f"{path}/cancel")
    done = shopper.post(f"{path}/change/confirm", form_values(shown.text, f"{path}/change/confirm"))

    assert "Nothing more of this order will come." in words_of(shown)
    assert "It comes to 0.00 €" in words_of(shown)
    assert done.status_code == 303
    assert the_order().state is OrderState.CANCELLED
    assert "This order is cancelled" in words_of(shopper.get(path))
    assert "Nothing is left to change" in words_of(shopper.get(f"{path}/change"))
    assert shopper.get(f"{path}/cancel").status_code == 200


def test_nobody_changes_a_foreign_order(shopper: Shopper) -> None:
    shopper.put("CUP", 2)
    shopper.place()
    path, before = f"/orders/{the_order().number}", books()
    stranger = another(shopper)

    answers = [
        stranger.get(f"{path}/change"), stranger.get(f"{path}/cancel"), stranger.post(f"{path}/change"),
        stranger.post(f"{path}/change/confirm", {"seen": "x"}),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 4
    assert books() == before


def test_what_moved_in_between_is_shown_again_and_nothing_is_done(shopper: Shopper) -> None:
    shopper.put("CUP", 4)
    shopper.place()
    order = the_order()
    path, link = f"/orders/{order.number}/change", f"t={order_token(order.id)}"
    field = quantity_of(order, "CUP")
    page = shopper.get(f"{path}?{link}")
    first = shopper.post(f"{path}?{link}", filled(page.text, path, **{field: "2"}))
    other = shopper.post(f"{path}?{link}", filled(page.text, path, **{field: "3"}))
    shopper.post(f"{path}/confirm?{link}", form_values(other.text, f"{path}/confirm"))

    late = shopper.post(f"{path}/confirm?{link}", form_values(first.text, f"{path}/confirm"))
    again = shopper.post(f"{path}/confirm?{link}", form_values(late.text, f"{path}/confirm"))

    assert late.status_code == 409
    assert "Something about this order has moved on since you looked. Nothing is changed yet" in words_of(late)
    assert "Cup: 2 instead of 3" in words_of(late)
    assert again.status_code == 303
    assert the_order().dropped_minor == 2500


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9", "Cup: only 4 are possible."),
        ("-1", "Cup: please enter a whole quantity of 1 or more."),
        ("many", "Please enter a whole number."),
        ("4", "Nothing of it would be different. Please choose a change."),
    ],
)
def test_a_quantity_that_is_not_possible_is_said_at_its_field(shopper: Shopper, typed: str, sentence: str) -> None:
    shopper.put("CUP", 4)
    shopper.place()
    order = the_order()
    path, link = f"/orders/{order.number}/change", f"t={order_token(order.id)}"

    page = shopper.get(f"{path}?{link}")
    answer = shopper.post(f"{path}?{link}", filled(page.text, path, **{quantity_of(order, "CUP"): typed}))

    assert answer.status_code in (409, 422)
    assert sentence in words_of(answer)
    assert count(OrderChange) == [0]


def test_an_address_is_changed_and_a_wrong_postcode_is_said_at_its_field(shopper: Shopper) -> None:
    shopper.put("CUP", 1)
    shopper.place()
    order = the_order()
    path, link = f"/orders/{order.number}/change", f"t={order_token(order.id)}"
    page = shopper.get(f"{path}?{link}")
    new = {"delivery": "new", "address-street": "Palmaille 7", "address-postal_code": "22767"}

    wrong = shopper.post(f"{path}?{link}", filled(page.text, path, **{**new, "address-postal_code": "1"}))
    shown = shopper.post(f"{path}?{link}", filled(page.text, path, **new))
    done = shopper.post(f"{path}/confirm?{link}", form_values(shown.text, f"{path}/confirm"))

    assert wrong.status_code == 422
    assert re.search(r'id="address-postal_code-error"', wrong.text)
    assert "Goes to Palmaille 7, 22767 Hamburg" in words_of(shown)
    assert done.status_code == 303
    assert "Palmaille 7" in words_of(shopper.get(done.location))


def test_the_page_of_a_shipped_part_says_why_it_stays(shopper: Shopper) -> None:
    shopper.put("CUP", 2)
    shopper.place(payment_method="on_account")
    jobs.run_due()
    order = the_order()
    link = f"t={order_token(order.id)}"
    ship_it(order.id, {"CUP": 1})

    page = shopper.get(f"/orders/{order.number}/change?{link}")
    cancelled = shopper.get(f"/orders/{order.number}/cancel?{link}")

    reason = "Something of this part is done already; what is left of it cannot be changed here any more."
    assert reason in words_of(page)
    assert f"The whole order cannot be cancelled any more: {reason}" in words_of(page)
    assert reason in words_of(cancelled)
    assert "quantity-" not in page.text


# --- the office


def test_the_office_sees_the_money_before_it_cancels(office: Office) -> None:
    order = an_order(office, {"CUP": 2})
    desk = office.desk(StaffRole.MANAGER)

    page = desk.get(f"/orders/{order.number}/cancel")
    done = desk.send(f"/orders/{order.number}/cancel", reason="The customer called.")

    assert "It came to 30.90 €" in words_of(page)
    assert done.status_code == 303
    assert order_of(order.id).state is OrderState.CANCELLED


def test_the_office_changes_an_order_and_everybody_sees_what_was_changed(office: Office) -> None:
    order = an_order(office, {"CUP": 4, "BEANS": 1})
    desk = office.desk(StaffRole.MANAGER)
    path = f"/orders/{order.number}/change"
    with unit_of_work() as session:
        field = f"quantity-{line_of(session, order.id, 'CUP')}"

    page = desk.get(path)
    shown = desk.client.post(path, data=form_values(page.text, path) | {field: "1", "reason": "By telephone."})
    done = desk.client.post(
        f"{path}/confirm", data=form_values(shown.text, f"{path}/confirm") | {"reason": "By telephone."}
    )
    after = desk.get(f"/orders/{order.number}")

    assert "Cup: 1 instead of 4" in words_of(shown)
    assert done.status_code == 303
    words = words_of(after)
    assert "Taken out by changes \N{MINUS SIGN}37.50 €" in words
    assert "By telephone." in words
    assert order_of(order.id).dropped_minor == 3750


def test_who_may_not_cancel_may_not_change(office: Office) -> None:
    order = an_order(office, {"CUP": 2})
    desk = office.desk(StaffRole.MARKETING)

    assert desk.get(f"/orders/{order.number}/change").status_code == 403
