"""Money, stuck jobs, stock and prices in the office: booked once; a refusal stands at its field and changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.accounts.states import StaffRole
from core.billing.queries.office import receipts_of_order
from core.carts.queries.articles import get_article
from core.inventory.queries import movement_page, shelves_of
from core.kernel import clock, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.queries import OrderView
from core.payments.operations import cancel_paid_order
from core.payments.queries import get_payment
from core.payments.states import PaymentState
from core.pricing.queries import open_prices
from tests.support.deals import STAFF
from tests.support.office import Office, an_order, open_office, order_of, rows
from tests.support.paying import a_company_of_cards, pay
from tests.support.payment_stand_in import Card, Mood
from tests.support.shopper import words_of

ADMIN, SALES, FULFILMENT, BILLING = StaffRole.ADMIN, StaffRole.SALES, StaffRole.FULFILMENT, StaffRole.BILLING


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


# --- money


def test_a_receipt_releases_a_prepaid_order(office: Office) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(BILLING)
    path = f"/payments/orders/{order.number}/receipt"
    assert desk.form(path)["amount"] == "734.00"

    answer = desk.send(path, reference="2026-11-23/4")

    assert (answer.status_code, answer.location) == (303, f"/orders/{order.number}")
    assert order_of(order.id).released_at == clock.now()
    with reading() as session:
        assert get_payment(session, order.id).state is PaymentState.PAID
        assert [receipt.amount_minor for receipt in receipts_of_order(session, order.id)] == [73400]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("seven", "Please enter an amount such as 1,234.50."),
        ("12,34,56", "Please enter an amount such as 1,234.50."),
        ("7.345", "Please enter an amount such as 1,234.50."),
        ("1e5", "Please enter an amount such as 1,234.50."),
        ("99999999999999", "Please enter an amount such as 1,234.50."),
        ("", "Please fill in this field."),
        ("0", "Enter an amount above zero."),
        ("-5", "Enter an amount above zero."),
    ],
)
def test_a_wrong_amount_is_refused_at_its_field(office: Office, typed: str, sentence: str) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(BILLING)
    before = rows()

    answer = desk.send(f"/payments/orders/{order.number}/receipt", amount=typed, reference="2026-11-23/4")

    assert answer.status_code == 422
    assert 'id="amount-error"' in answer.text
    assert sentence in words_of(answer)
    assert f'value="{typed}"' in answer.text
    assert 'value="2026-11-23/4"' in answer.text
    assert rows() == before


def test_amounts_are_read_in_the_language_of_the_page(office: Office) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(BILLING)
    desk.client.set_cookie("kontor_language", "de")
    path = f"/payments/orders/{order.number}/receipt"
    assert desk.form(path)["amount"] == "734,00"

    english, german = (
        desk.send(path, amount="1234.50", reference="A"),
        desk.send(path, amount="1.234,50", reference="A"),
    )

    assert (english.status_code, german.status_code) == (422, 303)
    with reading() as session:
        assert [receipt.amount_minor for receipt in receipts_of_order(session, order.id)] == [123450]


def test_a_receipt_that_is_sent_twice_counts_once(office: Office) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(BILLING)
    path = f"/payments/orders/{order.number}/receipt"
    typed = {**desk.form(path), "amount": "100", "reference": "Transfer of Jutta"}
    first = desk.client.post(path, data=typed)
    before = rows()

    again = desk.client.post(path, data=typed)
    changed = desk.client.post(path, data={**typed, "amount": "200"})

    assert (first.status_code, again.status_code, changed.status_code) == (303, 303, 409)
    assert "recorded before with another amount" in words_of(changed)
    assert amounts_of(order) == [10000]
    assert rows() == before


def test_two_instalments_with_one_text_are_both_booked(office: Office) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(BILLING)
    path = f"/payments/orders/{order.number}/receipt"

    desk.send(path, amount="100", reference=f"Instalment {order.number}")
    other_amount = desk.send(path, amount="50", reference=f"Instalment {order.number}")
    office.at.advance(timedelta(days=1))
    other_day = desk.send(path, amount="100", reference=f"Instalment {order.number}")

    assert (other_amount.status_code, other_day.status_code) == (303, 303)
    assert amounts_of(order) == [10000, 5000, 10000]


def test_a_line_that_a_colleague_has_recorded_is_refused_and_nothing_typed_is_lost(office: Office) -> None:
    order = an_order(office, method="prepayment")
    path = f"/payments/orders/{order.number}/receipt"
    office.desk(BILLING).send(path, amount="100", reference="2026-11-23/4")
    before = rows()

    answer = office.desk(ADMIN).send(path, amount="100", reference="2026-11-23/4")

    assert answer.status_code == 409
    assert 'id="reference-error"' in answer.text
    assert "This is recorded already as Z-2026-000001." in words_of(answer)
    assert 'value="2026-11-23/4"' in answer.text
    assert 'value="100"' in answer.text
    assert rows() == before


def amounts_of(order: OrderView) -> list[int]:
    with reading() as session:
        return [receipt.amount_minor for receipt in receipts_of_order(session, order.id)]


def test_a_refund_by_bank_is_noted_as_transferred(office: Office) -> None:
    order, desk = an_order(office, method="prepayment"), office.desk(ADMIN)
    desk.send(f"/payments/orders/{order.number}/receipt", reference="2026-11-23/4")
    desk.send(f"/orders/{order.number}/cancel", reason="The customer called.")
    jobs.run_due()
    with reading() as session:
        (refund,) = get_payment(session, order.id).refunds
    assert refund.amount_minor == 73400

    answer = desk.press("/payments/refunds", f"/payments/refunds/{refund.id}/transferred")

    assert answer.status_code == 303
    assert "No refund is open" in words_of(desk.get("/payments/refunds"))


# --- stuck jobs


def stuck_job() -> str:
    with unit_of_work() as session:
        jobs.enqueue(session, "nobody.knows", {"order_id": "17"})
    jobs.run_due()
    with reading() as session:
        return str(jobs.stuck_jobs(session)[0].id)


def test_a_stuck_job_runs_again(office: Office) -> None:
    job_id, desk = stuck_job(), office.desk(ADMIN)
    page = words_of(desk.get("/integration"))
    assert "There is no function for the job nobody.knows." in page
    assert '{"order_id": "17"}' in page

    answer = desk.press("/integration", f"/integration/{job_id}/replay")

    assert answer.status_code == 303
    with reading() as session:
        assert jobs.stuck_jobs(session) == []
    jobs.run_due()
    with reading() as session:
        assert len(jobs.stuck_jobs(session)) == 1


def test_a_stuck_job_is_settled_only_with_a_note(office: Office) -> None:
    job_id, desk = stuck_job(), office.desk(ADMIN)
    path, before = f"/integration/{job_id}/settle", rows()

    without = desk.send(path, note="  ")
    assert (without.status_code, rows()) == (422, before)
    settled = desk.send(path, note="Called the carrier, parcel 17 is on its way.")

    assert settled.status_code == 303
    page = words_of(desk.get("/integration"))
    assert "Nothing is stuck" in page
    assert "Ada Wolf: Called the carrier, parcel 17 is on its way." in page


def test_of_a_stuck_charge_somebody_says_what_was_taken(office: Office, tmp_path: Path) -> None:
    with a_company_of_cards(tmp_path / "cards.sqlite3"):
        order = an_order(office, {"INSTALL": 1}, method="stand_in")
        pay(order.id, Card.GREEDY)
        with reading() as session:
            (stuck,) = jobs.stuck_jobs(session)
        path, desk = f"/integration/{stuck.id}/charge", office.desk(ADMIN)
        assert desk.get(f"/integration/{stuck.id}/settle").location == path
        assert "Asked for 149.00 €" in words_of(desk.get(path))
        before = rows()
        for wrong, note, sentence in (
            ("", "Asked them.", "Please fill in this field."),
            ("-1", "Asked them.", "Enter zero or more."),
            ("much", "Asked them.", "Please enter an amount such as 1,234.50."),
            ("149.01", " ", "Please fill in this field."),
        ):
            refused = desk.send(path, amount=wrong, note=note)
            assert (refused.status_code, rows()) == (422, before)
            assert sentence in words_of(refused)
            assert f'value="{wrong}"' in refused.text

        assert office.desk(BILLING).get(path).status_code == 403
        settled = desk.send(path, amount="149.01", note="Asked them, they took a cent too much.")

        assert (settled.status_code, settled.location) == (303, "/integration")
        page = words_of(desk.get("/integration"))
        assert "Nothing is stuck" in page
        assert "Ada Wolf: Asked them, they took a cent too much." in page
        assert order_of(order.id).released_at == clock.now()
        assert "Charge settled by hand: 149.01 € were taken" in words_of(desk.get(f"/orders/{order.number}"))


def test_of_a_stuck_refund_somebody_says_what_went_back(office: Office, tmp_path: Path) -> None:
    with a_company_of_cards(tmp_path / "cards.sqlite3") as company:
        order = an_order(office, {"INSTALL": 1}, method="stand_in")
        pay(order.id, Card.GOOD)
        company.feel(Mood.GIVES_LESS)
        with unit_of_work() as session:
            cancel_paid_order(session, order.id, reason="Changed their mind.", acting_user=STAFF)
        jobs.run_due()
        company.recover()
        with reading() as session:
            (stuck,) = jobs.stuck_jobs(session)
        path, desk = f"/integration/{stuck.id}/refund", office.desk(ADMIN)
        assert desk.get(f"/integration/{stuck.id}/settle").location == path
        assert "Asked for 149.00 €" in words_of(desk.get(path))
        before = rows()
        refused = desk.send(path, amount="149.01", note="Read their statement.")
        assert (refused.status_code, rows()) == (422, before)
        assert "At most 149.00 € are owed back for this order." in words_of(refused)

        settled = desk.send(path, amount="148", note="Read their statement.")

        assert (settled.status_code, settled.location) == (303, "/integration")
        assert "The refund is settled: 148.00 € went back." in words_of(desk.get("/integration"))
        assert "Refund settled by hand: 148.00 € went back" in words_of(desk.get(f"/orders/{order.number}"))


# --- stock and prices


def test_goods_come_in(office: Office) -> None:
    desk = office.desk(FULFILMENT)

    wrong = desk.send("/articles/CUP/receive", quantity="0", reference="LS 9")
    assert wrong.status_code == 422
    assert 'value="LS 9"' in wrong.text
    answer = desk.send("/articles/CUP/receive", quantity="24", reference="LS 9")

    assert answer.status_code == 303
    with reading() as session:
        shelf = shelves_of(session, office.market["CUP"])[0]
        newest = movement_page(session, office.market["CUP"]).rows[0]
    assert (shelf.on_hand, newest.quantity, newest.reference, newest.balance) == (124, 24, "LS 9", 124)
    assert newest.actor_name == "Fiete Hansen"


def test_a_new_price_holds_from_now_on(office: Office) -> None:
    desk = office.desk(SALES)
    office.at.advance(timedelta(minutes=5))

    answer = desk.send("/articles/CUP/price", list_code="retail", min_quantity="1", amount_minor="13.90")

    assert answer.status_code == 303
    with reading() as session:
        prices = open_prices(session, office.market["CUP"])
        article = get_article(session, "CUP")
    assert [price.amount_minor for price in prices if price.list_code == "retail"] == [1390]
    assert (article.retail_minor, article.business_minor) == (1390, 1125)


def test_a_price_that_does_not_fit_the_article_is_refused_at_its_field(office: Office) -> None:
    desk, before = office.desk(SALES), rows()

    negative = desk.send("/articles/CUP/price", amount_minor="-1")
    recurring = desk.send("/articles/CUP/price", recurring_minor="5")
    tier = desk.send("/articles/CUP/price", min_quantity="0", amount_minor="5")

    assert (negative.status_code, recurring.status_code, tier.status_code) == (422, 422, 422)
    assert 'id="amount_minor-error"' in negative.text
    assert 'value="-1"' in negative.text
    assert 'id="min_quantity-error"' in tier.text
    assert rows() == before
