"""What people in the office do by its forms: it happens once; a refusal stands at its field and changes nothing."""

from collections.abc import Iterator
from datetime import date

import pytest

from core.accounts.states import StaffRole
from core.billing.queries.office import documents_of_order
from core.fulfilment.backends import add_backend
from core.kernel import clock, jobs
from core.kernel.db import reading
from core.kernel.settings import Settings, get_settings
from core.orders.states import LineKind, OrderState, PartState
from tests.support.backend import StrictBackend
from tests.support.office import Office, an_order, done_for, field_of, open_office, order_of, part_of, rows
from tests.support.shopper import words_of

ADMIN, SALES, FULFILMENT, BILLING = StaffRole.ADMIN, StaffRole.SALES, StaffRole.FULFILMENT, StaffRole.BILLING


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


# --- handing over again


def test_the_button_hands_a_refused_part_over_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = StrictBackend(refuses="Article unknown")
    add_backend("strict", lambda: backend)
    monkeypatch.setenv("KONTOR_FULFILMENT_BACKEND", "strict")
    get_settings.cache_clear()
    order, desk = an_order(office, {"CUP": 1}), office.desk(FULFILMENT)
    assert order.parts[0].state is PartState.FAILED
    path = f"/orders/parts/{order.parts[0].id}/hand-over"

    backend.refuses = ""
    answer = desk.press(f"/orders/{order.number}", path)
    jobs.run_due()

    assert (answer.status_code, answer.location) == (303, f"/orders/{order.number}")
    assert order_of(order.id).parts[0].state is PartState.ACKNOWLEDGED


# --- shipping


def test_some_goods_leave_and_the_order_says_what_is_missing(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    path = f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship"

    answer = desk.send(path, **{field_of(order, "CUP"): "1", "carrier": "DPD", "tracking": "JJD 17"})

    assert (answer.status_code, answer.location) == (303, f"/orders/{order.number}")
    page = words_of(desk.get(answer.location))
    assert "Not complete because: Goods are still to be shipped: 1 of 3." in page
    assert "DPD · JJD 17" in page
    (shipment,) = done_for(order.id).shipments
    assert sum(line.quantity for line in shipment.lines) == 2
    assert f"Shipment {shipment.number} is on its way." in page


def test_everything_that_is_open_is_filled_in(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)

    answer = desk.send(f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship")

    assert answer.status_code == 303
    goods = next(part for part in order_of(order.id).parts if part.kind is LineKind.PHYSICAL)
    assert goods.state is PartState.COMPLETED


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("3", "Cup: only 2 are possible."),
        ("-1", "Cup: please enter a whole quantity of 1 or more."),
        ("1000000000", "Cup: only 2 are possible."),
        ("two", "Please enter a whole number."),
        ("1.5", "Please enter a whole number."),
    ],
)
def test_a_wrong_quantity_is_refused_at_its_field(office: Office, typed: str, sentence: str) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    path, name = f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship", field_of(order, "CUP")
    before = rows()

    answer = desk.send(path, **{name: typed, "carrier": "Bicycle messenger"})

    assert answer.status_code == 422
    assert f'id="{name}-error">{sentence}<' in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'value="Bicycle messenger"' in answer.text
    assert rows() == before


def test_shipping_nothing_and_without_carrier_is_refused(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    path, before = f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship", rows()

    nothing = desk.send(path, **{field_of(order, "CUP"): "0", field_of(order, "MACHINE"): ""})
    nobody = desk.send(path, carrier=" ")

    assert (nothing.status_code, nobody.status_code) == (422, 422)
    assert "Please enter a quantity for at least one line." in nothing.text
    assert 'id="carrier-error"' in nobody.text
    assert rows() == before


def test_sent_twice_shipped_once(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    path = f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship"
    typed = {**desk.form(path), field_of(order, "CUP"): "1", field_of(order, "MACHINE"): ""}

    first, second = desk.client.post(path, data=typed), desk.client.post(path, data=typed)

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(done_for(order.id).shipments) == 1


def test_goods_that_are_not_paid_cannot_leave(office: Office) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(FULFILMENT)
    before = rows()

    answer = desk.send(f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship")

    assert answer.status_code == 409
    assert "This part has not been handed over yet." in answer.text
    assert rows() == before


# --- visits and subscriptions


def test_a_visit_is_planned_moved_and_completed(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    (visit,) = done_for(order.id).visits

    for moment in ("2026-11-26T10:00", "2026-11-27T14:30"):
        planned = desk.send(f"/fulfilment/visits/{visit.id}/plan", at=moment, technician="Piet Lorenz")
        assert planned.status_code == 303
    assert "The visit is planned for 27 Nov 2026." in words_of(desk.get(f"/orders/{order.number}"))
    done = desk.send(f"/fulfilment/visits/{visit.id}/complete", report="Runs quietly.")

    assert done.status_code == 303
    (visit,) = done_for(order.id).visits
    assert visit.scheduled_at is not None
    assert visit.scheduled_at.isoformat() == "2026-11-27T13:30:00+00:00"
    assert (visit.technician, visit.report, visit.state) == ("Piet Lorenz", "Runs quietly.", "completed")


def test_a_visit_cannot_be_planned_in_the_past_or_for_nobody(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    (visit,) = done_for(order.id).visits
    path, before = f"/fulfilment/visits/{visit.id}/plan", rows()

    past = desk.send(path, at="2026-11-20T10:00", technician="Piet Lorenz")
    nobody = desk.send(path, at="2026-11-26T10:00", technician="")
    never = desk.send(path, at="tomorrow", technician="Piet Lorenz")

    assert (past.status_code, nobody.status_code, never.status_code) == (422, 422, 422)
    assert "Please choose a moment in the future." in words_of(past)
    assert 'value="Piet Lorenz"' in past.text
    assert 'id="technician-error"' in nobody.text
    assert "Please enter a date and a time." in words_of(never)
    assert rows() == before


def test_a_visit_without_date_or_report_cannot_be_completed(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    (visit,) = done_for(order.id).visits
    path, before = f"/fulfilment/visits/{visit.id}/complete", rows()

    without_report, without_date = desk.send(path, report=" "), desk.send(path, report="Done.")

    assert 'id="report-error"' in without_report.text
    assert without_date.status_code == 409
    assert "Done.</textarea>" in without_date.text
    assert rows() == before


def test_a_subscription_starts_and_is_invoiced(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    (contract,) = done_for(order.id).contracts

    answer = desk.send(f"/fulfilment/subscriptions/{contract.id}/activate", starts_on="2026-11-23")
    jobs.run_due()

    assert answer.status_code == 303
    page = words_of(desk.get(answer.location))
    assert "since 23 Nov 2026" in page
    assert "billed until 23 Dec 2026" in page


def test_a_subscription_cannot_start_before_it_was_agreed(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    (contract,) = done_for(order.id).contracts
    path, before = f"/fulfilment/subscriptions/{contract.id}/activate", rows()

    early, never = desk.send(path, starts_on="2026-11-01"), desk.send(path, starts_on="31.02.2026")

    assert "This subscription cannot start before 23 Nov 2026" in words_of(early)
    assert 'id="starts_on-error"' in early.text
    assert "Please enter a date." in words_of(never)
    assert rows() == before


# --- goods that come back, orders that end


def test_goods_come_back_and_a_credit_note_follows(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    desk.send(f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship")
    jobs.run_due()

    answer = desk.send(
        f"/fulfilment/orders/{order.number}/return", **{field_of(order, "CUP"): "1", "reason": "One was broken."}
    )
    jobs.run_due()

    assert answer.status_code == 303
    assert [returned.reason for returned in done_for(order.id).returns] == ["One was broken."]
    with reading() as session:
        kinds = [document.kind for document in documents_of_order(session, order.id)]
    assert kinds == ["invoice", "credit_note"]
    assert "1 back" in words_of(desk.get(f"/orders/{order.number}"))


def test_only_what_was_shipped_comes_back(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)
    path = f"/fulfilment/orders/{order.number}/return"
    assert "No goods are with the customer" in words_of(desk.get(path))
    ship = f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship"
    desk.send(ship, **{field_of(order, "CUP"): "1", field_of(order, "MACHINE"): ""})
    before = rows()

    answer = desk.send(path, **{field_of(order, "CUP"): "2", "reason": "Too many."})

    assert answer.status_code == 422
    assert "Cup: only 1 are possible." in words_of(answer)
    assert "Too many.</textarea>" in answer.text
    assert rows() == before


def test_an_order_is_cancelled_with_its_reason(office: Office) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(SALES)

    empty = desk.send(f"/orders/{order.number}/cancel", reason="")
    answer = desk.send(f"/orders/{order.number}/cancel", reason="The customer called.")

    assert empty.status_code == 422
    assert answer.status_code == 303
    assert order_of(order.id).state is OrderState.CANCELLED


def test_an_order_that_is_under_way_is_not_cancelled(office: Office) -> None:
    order, desk = an_order(office), office.desk(ADMIN)
    desk.send(f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship")
    before = rows()

    answer = desk.send(f"/orders/{order.number}/cancel", reason="The customer called.")

    assert answer.status_code == 409
    assert "cannot be cancelled any more" in words_of(answer)
    assert "The customer called.</textarea>" in answer.text
    assert rows() == before


# --- who may, and who is it


@pytest.mark.parametrize(
    ("role", "action"),
    [(BILLING, "ship"), (SALES, "ship"), (FULFILMENT, "receipt"), (SALES, "receipt"), (BILLING, "cancel")],
)
def test_a_role_without_the_permission_changes_nothing(office: Office, role: StaffRole, action: str) -> None:
    order = an_order(office)
    paths = {
        "ship": f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship",
        "receipt": f"/payments/orders/{order.number}/receipt",
        "cancel": f"/orders/{order.number}/cancel",
    }
    typed, before = office.desk(ADMIN).form(paths[action]), rows()
    desk = office.desk(role)
    typed["csrf_token"] = desk.form_token()

    answer = desk.client.post(paths[action], data=typed)

    assert answer.status_code == 403
    assert "Your roles do not include this." in words_of(answer)
    assert rows() == before


def test_a_form_from_elsewhere_changes_nothing(office: Office) -> None:
    order, desk = an_order(office), office.desk(ADMIN)
    path = f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship"
    typed, before = {**desk.form(path), "csrf_token": "forged"}, rows()

    answer = desk.client.post(path, data=typed)

    assert answer.status_code == 400
    assert "Nothing was changed." in words_of(answer)
    assert rows() == before


def test_what_people_do_stands_under_their_name(office: Office) -> None:
    order, desk = an_order(office), office.desk(FULFILMENT)

    desk.send(f"/fulfilment/parts/{part_of(order, LineKind.PHYSICAL)}/ship")

    assert "23 Nov 2026, 10:00 · Fiete Hansen" in words_of(desk.get(f"/orders/{order.number}"))
    assert clock.today() == date(2026, 11, 23)
