"""Several plans of one subscription: chosen on its page, kept on cart, order and contract; trial and set-up fee."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from core.billing.models import Invoice, InvoiceLine
from core.billing.operations import bill_subscriptions
from core.kernel import clock, db, events, jobs
from core.kernel.settings import Settings
from core.orders.states import LineKind, OrderState
from core.subscriptions.errors import EndsTooEarly
from core.subscriptions.models import Contract
from core.subscriptions.operations import end_contract
from tests.support.deals import MORNING, STAFF, activate, an_order, hand_over, order, release, the_contract
from tests.support.kitchens import with_plans
from tests.support.shopper import Shopper, open_shop_pages, order_ids, words_of


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    with clock.frozen(MORNING):
        opened = open_shop_pages(database)
        yield Shopper(client=opened.client, market=with_plans(opened.market))
    events.follow({})
    jobs.set_schedule(())


def invoices() -> list[tuple[int, date, list[tuple[str, int]]]]:
    with db.reading() as session:
        found = session.scalars(select(Invoice).order_by(Invoice.issued_at, Invoice.number)).all()
        lines = session.scalars(select(InvoiceLine).order_by(InvoiceLine.position)).all()
        return [
            (
                one.gross_minor,
                one.supplied_from,
                [(line.sku, line.gross_minor) for line in lines if line.invoice_id == one.id],
            )
            for one in found
        ]


def contract(order_id: UUID) -> Contract:
    with db.reading() as session:
        return session.scalars(select(Contract).where(Contract.order_id == order_id)).one()


# --- the page and the cart


def test_the_page_offers_every_plan_with_all_that_it_obliges_to(shopper: Shopper) -> None:
    answer = shopper.client.get("/p/club")

    page = words_of(answer)
    assert answer.text.count('type="radio" name="variant_id"') == 3
    for words in (
        "Your plan", "Every month 39.00 € / month", "Minimum term: 12 months. Notice period: 1 month.",
        "Try it first 42.00 € / month", "No minimum term. Notice period: 1 month. The first 14 days cost nothing.",
        "Every quarter 107.00 € / 3 months",
        "Minimum term: 6 months. Notice period: 1 month. Setting it up costs 15.00 € once.",
    ):  # fmt: skip
        assert words in page, words


def test_the_chosen_plan_is_kept_in_cart_and_checkout_with_its_terms(shopper: Shopper) -> None:
    shopper.filled("CLUB-T", "CLUB-Q")

    for path in ("/cart", "/checkout"):
        page = words_of(shopper.client.get(path))
        for words in (
            "Bean club, Try it first", "Nothing to pay for 14 days. Then 42.00 € / month.",
            "Bean club, Every quarter", "Setting it up costs 15.00 € once.", "Minimum term: 6 months.",
            "Setting up, once 15.00 €", "Total to pay now 122.00 €",
        ):  # fmt: skip
            assert words in page, (path, words)


def test_it_speaks_german(shopper: Shopper) -> None:
    shopper.post("/language", {"language": "de", "next": "/"})

    page = words_of(shopper.filled("CLUB-T").client.get("/cart"))

    assert "Bean club, Try it first" in page
    assert "14 Tage lang nichts zu zahlen. Danach 42,00 €" in page


def test_order_page_and_letter_say_what_was_agreed(shopper: Shopper) -> None:
    location = shopper.filled("CLUB-T", "CLUB-Q").place()

    page = words_of(shopper.client.get(location))

    for words in (
        "Nothing to pay for 14 days. Then 42.00 € / month.", "Minimum term: 6 months. Notice period: 1 month.",
        "Setting up, once 15.00 €",
    ):  # fmt: skip
        assert words in page, words
    (order_id,) = order_ids()
    placed = order(order_id)
    lines = {line.sku: (line.kind, line.amount_minor, line.recurring_minor, line.trial_days) for line in placed.lines}
    assert lines == {
        "CLUB-T": (LineKind.SUBSCRIPTION, 0, 4200, 14),
        "CLUB-Q": (LineKind.SUBSCRIPTION, 10700, 10700, 0),
        "setup": (LineKind.FEE, 1500, 0, 0),
    }
    setup = next(line for line in placed.lines if line.sku == "setup")
    assert (setup.name, setup.tax_rate, setup.tax_minor) == (
        "Setting up Bean club, Every quarter", Decimal("0.07"), 98,
    )  # fmt: skip
    assert (placed.gross_minor, placed.setup_minor, placed.fee_minor, len(placed.parts)) == (12200, 1500, 0, 1)


# --- billing


def test_setting_up_is_billed_once_with_the_first_period(shopper: Shopper) -> None:
    order_id = running(shopper, {"CLUB-Q": 2})

    activate(the_contract(order_id), date(2027, 2, 1))
    for _ in range(2):
        with db.unit_of_work() as session:
            bill_subscriptions(session, up_to=date(2027, 5, 1))

    assert invoices() == [
        (24400, date(2027, 2, 1), [("CLUB-Q", 21400), ("setup", 3000)]),
        (21400, date(2027, 5, 1), [("CLUB-Q", 21400)]),
    ]
    assert order(order_id).state is OrderState.COMPLETED


def test_a_trial_shifts_the_first_bill_and_its_first_paid_day_anchors_the_periods(shopper: Shopper) -> None:
    order_id = running(shopper, {"CLUB-T": 1})
    assert order(order_id).gross_minor == 0

    activate(the_contract(order_id), date(2027, 1, 31))

    found = contract(order_id)
    assert (found.trial_from, found.starts_on, found.anchor_day) == (date(2027, 1, 31), date(2027, 2, 14), 14)
    assert (found.amount_minor, found.net_minor, found.tax_minor, found.gross_minor) == (4200, 3925, 275, 4200)
    for day, count in ((date(2027, 2, 13), 0), (date(2027, 2, 14), 1), (date(2027, 3, 13), 1), (date(2027, 4, 14), 3)):
        with db.unit_of_work() as session:
            bill_subscriptions(session, up_to=day)
        assert len(invoices()) == count, day
    assert [one[:2] for one in invoices()] == [
        (4200, date(2027, 2, 14)), (4200, date(2027, 3, 14)), (4200, date(2027, 4, 14)),
    ]  # fmt: skip


def test_activating_a_trial_again_changes_nothing_and_it_may_end_with_its_days(shopper: Shopper) -> None:
    order_id = running(shopper, {"CLUB-T": 1})
    for _ in range(2):
        activate(the_contract(order_id), date(2027, 1, 31))

    with db.unit_of_work() as session:
        end_contract(session, the_contract(order_id), ends_on=date(2027, 2, 14), acting_user=STAFF)
    with db.unit_of_work() as session:
        bill_subscriptions(session, up_to=date(2027, 6, 1))

    assert invoices() == []


def test_a_plan_with_a_term_cannot_end_before_it(shopper: Shopper) -> None:
    order_id = running(shopper, {"CLUB-Q": 1})
    activate(the_contract(order_id), date(2027, 2, 1))

    with pytest.raises(EndsTooEarly), db.unit_of_work() as session:
        end_contract(session, the_contract(order_id), ends_on=date(2027, 5, 1), acting_user=STAFF)

    assert contract(order_id).ends_on is None


def running(shopper: Shopper, pieces: dict[str, int]) -> UUID:
    order_id = an_order(shopper.market, pieces)
    release(order_id)
    hand_over(order_id)
    return order_id
