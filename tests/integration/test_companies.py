"""Companies: limits, purchases that need a colleague's word, roles, terms."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core import flows
from core.accounts import operations
from core.accounts.operations import RoleInput
from core.accounts.queries import UserView
from core.accounts.states import BuyerRole, LimitWindow
from core.kernel import clock, db
from core.kernel.actor import Actor, ActorKind
from core.kernel.errors import Refused
from core.kernel.events import timeline
from core.kernel.money import Money
from core.kernel.settings import Settings
from core.orders.errors import ApprovalDecided, ApprovalNotFound, ApprovalNotYours, OverOrderLimit, OverWindowLimit
from core.orders.models import Order, PurchaseApproval
from core.orders.states import ApprovalState
from core.payments.errors import CreditLimitExceeded
from tests.support.companies import (
    ask,
    colleague_of,
    decide,
    filled,
    gross_of,
    order,
    person,
    state_of,
    the_admin,
)
from tests.support.deals import Market, a_cart, a_company, open_market


@pytest.fixture
def market(database: Settings) -> Market:
    flows.install()
    with clock.frozen(datetime(2026, 11, 1, tzinfo=UTC)):
        return open_market()


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- limits


def test_what_was_bought_since_midnight_counts_against_the_limit_of_the_day(market: Market) -> None:
    nine, one = gross_of(market, {"CUP": 9}), gross_of(market, {"CUP": 1})
    limit = RoleInput(role=BuyerRole.BUYER, per_window_minor=nine + one - 1, window=LimitWindow.DAY)
    buyer = colleague_of(the_admin(), "berta@hafen.example", limit)

    with clock.frozen(datetime(2026, 11, 24, 23, tzinfo=UTC)) as at:  # midnight in Hamburg
        order(buyer, filled(market, buyer, {"CUP": 9}))
        at.advance(timedelta(hours=14, minutes=30))
        cart_id = filled(market, buyer, {"CUP": 1})
        with pytest.raises(OverWindowLimit) as refusal:
            order(buyer, cart_id)
        assert count(Order) == 1
        assert refusal.value.values["free"] == Money(one - 1, "EUR")
        at.advance(timedelta(hours=9, minutes=30))
        order(buyer, cart_id)

    assert count(Order) == 2


def test_a_limit_of_a_month_begins_anew_with_the_month_of_the_company(market: Market) -> None:
    nine = gross_of(market, {"CUP": 9})
    limit = RoleInput(role=BuyerRole.BUYER, per_window_minor=nine, window=LimitWindow.MONTH)
    buyer = colleague_of(the_admin(), "berta@hafen.example", limit)

    with clock.frozen(datetime(2026, 11, 2, 12, tzinfo=UTC)) as at:
        order(buyer, filled(market, buyer, {"CUP": 9}))
        cart_id = filled(market, buyer, {"CUP": 1})
        at.move_to(datetime(2026, 11, 30, 22, 59, tzinfo=UTC))
        with pytest.raises(OverWindowLimit):
            order(buyer, cart_id)
        at.move_to(datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
        order(buyer, cart_id)

    assert count(Order) == 2


def test_a_limit_for_one_order_holds_to_the_cent(market: Market) -> None:
    nine = gross_of(market, {"CUP": 9})
    admin = the_admin()
    just_enough = colleague_of(admin, "a@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=nine))
    too_little = colleague_of(admin, "b@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=nine - 1))

    order(just_enough, filled(market, just_enough, {"CUP": 9}))
    with pytest.raises(OverOrderLimit):
        order(too_little, filled(market, too_little, {"CUP": 9}))

    assert count(Order) == 1


# --- approval


def test_only_what_was_approved_may_be_ordered_and_only_once(market: Market) -> None:
    admin = the_admin()
    buyer = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=1))
    cart_id = filled(market, buyer, {"CUP": 2})

    with pytest.raises(OverOrderLimit):
        order(buyer, cart_id)
    approval = ask(buyer, cart_id)
    with pytest.raises(OverOrderLimit):
        order(buyer, cart_id)
    decide(approval, admin)
    placed = order(buyer, cart_id)

    assert state_of(approval) is ApprovalState.USED
    with db.reading() as session:
        assert session.scalars(select(PurchaseApproval.order_id)).one() == placed.id
    with pytest.raises(OverOrderLimit):
        order(buyer, filled(market, buyer, {"CUP": 2}))
    assert count(Order) == 1


@pytest.mark.parametrize("answer", [None, False])
def test_a_cart_that_was_refused_or_never_answered_cannot_be_ordered(market: Market, answer: bool | None) -> None:
    admin = the_admin()
    buyer = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=1))
    cart_id = filled(market, buyer, {"CUP": 2})
    approval = ask(buyer, cart_id)
    if answer is not None:
        decide(approval, admin, is_granted=answer)

    with pytest.raises(OverOrderLimit):
        order(buyer, cart_id)

    assert count(Order) == 0


def test_an_approval_ends_with_the_content_that_it_was_given_for(market: Market) -> None:
    admin = the_admin()
    buyer = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=1))
    cart_id = filled(market, buyer, {"CUP": 2})
    approval = ask(buyer, cart_id)
    decide(approval, admin)

    filled(market, buyer, {"BEANS": 1})
    with pytest.raises(OverOrderLimit):
        order(buyer, cart_id)
    again = ask(buyer, cart_id)

    assert again != approval
    assert (state_of(approval), state_of(again)) == (ApprovalState.WITHDRAWN, ApprovalState.ASKED)
    assert ask(buyer, cart_id) == again, "asking for the same again changes nothing"
    assert count(PurchaseApproval) == 2


def test_nobody_approves_their_own_or_without_the_role_or_for_another_company(market: Market) -> None:
    admin = the_admin()
    limited = RoleInput(role=BuyerRole.APPROVER, per_order_minor=1)
    approver = colleague_of(admin, "bodo@hafen.example", limited)
    plain = colleague_of(admin, "carl@hafen.example", RoleInput(role=BuyerRole.BUYER))
    a_company("stranger@example.org")
    approval = ask(approver, filled(market, approver, {"CUP": 2}))

    for somebody, refusal in (
        (approver, ApprovalNotYours),
        (plain, ApprovalNotYours),
        (person("stranger@example.org"), ApprovalNotFound),
    ):
        with pytest.raises(refusal):
            decide(approval, somebody)
    assert state_of(approval) is ApprovalState.ASKED


def test_of_two_decisions_at_the_same_moment_one_holds(market: Market) -> None:
    admin = the_admin()
    other = colleague_of(admin, "bodo@hafen.example", RoleInput(role=BuyerRole.APPROVER))
    buyer = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=1))
    approval = ask(buyer, filled(market, buyer, {"CUP": 2}))
    start = threading.Barrier(2)

    def press(by: UserView, *, is_granted: bool) -> str:
        start.wait()
        try:
            decide(approval, by, is_granted=is_granted)
        except ApprovalDecided:
            return "too late"
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(press, admin, is_granted=True), pool.submit(press, other, is_granted=False)]
        outcomes = sorted(future.result() for future in futures)

    assert outcomes == ["decided", "too late"]


def test_two_purchases_at_the_same_moment_do_not_both_fit_into_what_is_left(market: Market) -> None:
    """One in the shop's cart, one that a colleague of ours put together: two carts of one buyer."""
    nine = gross_of(market, {"CUP": 9})
    limit = RoleInput(role=BuyerRole.BUYER, per_window_minor=nine + nine - 1)
    buyer = colleague_of(the_admin(), "berta@hafen.example", limit)
    guest_cart = a_cart(market, {"CUP": 9})
    carts = [filled(market, buyer, {"CUP": 9}), guest_cart]
    start = threading.Barrier(2)

    def press(cart_id: UUID) -> str:
        start.wait()
        try:
            order(buyer, cart_id)
        except Refused as refusal:
            return refusal.code
        return "placed"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(press, carts))

    assert outcomes == ["order.over_window_limit", "placed"]


# --- terms


def test_an_order_on_account_beyond_the_agreed_limit_is_refused(market: Market) -> None:
    admin = the_admin()
    staff = Actor(ActorKind.STAFF, None, "Bea Krüger")
    two = gross_of(market, {"CUP": 2})
    assert admin.customer_id is not None
    with db.unit_of_work() as session:
        operations.set_terms(
            session,
            admin.customer_id,
            terms_days=30,
            credit_limit_minor=two - 1,
            on_account_allowed=True,
            reason="Pays late",
            acting_user=staff,
        )
    cart_id = filled(market, admin, {"CUP": 2})

    with pytest.raises(CreditLimitExceeded):
        order(admin, cart_id)

    assert count(Order) == 0
    with db.reading() as session:
        told = timeline(session, "customer", admin.customer_id)[-1]
    assert (told.kind, told.actor_name) == ("customer.terms_changed", "Bea Krüger")
    assert (told.data["terms_days"], told.data["amount_minor"], told.data["reason"]) == (30, two - 1, "Pays late")
