"""Companies on pages: asking and approving in the shop, invitations, colleagues."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import flows
from core.accounts import operations
from core.accounts.errors import LastAdmin, NotCompanyAdmin
from core.accounts.operations import RoleInput
from core.accounts.queries import UserView, get_user
from core.accounts.rules import AddressInput
from core.accounts.states import BuyerRole, LimitWindow
from core.kernel import clock, db
from core.kernel.errors import AppError
from core.kernel.settings import Settings
from core.notices.states import NoticeKind
from core.orders.models import PurchaseApproval
from core.pricing.operations import DeliveryMethodInput, edit_delivery_method
from core.pricing.rounding import round_half_up
from core.pricing.rules.bands import DeliveryBand
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.companies import (
    colleague_of,
    filled,
    person,
    the_admin,
)
from tests.support.deals import Market, a_company, open_market
from tests.support.letters import kinds_to, link_to
from tests.support.pages import client_of
from tests.support.visits import PASSWORD, send, sign_in


@pytest.fixture
def market(database: Settings) -> Market:
    flows.install()
    with clock.frozen(datetime(2026, 11, 1, tzinfo=UTC)):
        return open_market()


@pytest.fixture
def shop(database: Settings, market: Market) -> FlaskClient:
    return client_of(create_storefront(database))


# --- on pages


def test_a_buyer_asks_in_the_checkout_and_orders_when_a_colleague_has_approved(
    shop: FlaskClient, market: Market
) -> None:
    admin = the_admin()
    buyer = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=100))
    filled(market, buyer, {"CUP": 2})
    at_desk = client_of(shop.application)
    sign_in(shop, "berta@hafen.example")
    sign_in(at_desk, "admin@hafen.example", password="seven wooden spoons")

    page = shop.get("/checkout").text
    assert "Ask for approval" in page
    assert "Buy now - obligation to pay" not in page
    asked = send(shop, "/checkout/approval", {"delivery_method": "standard"}, page="/checkout")
    assert asked.status_code == 303
    assert kinds_to("admin@hafen.example")[-1] is NoticeKind.APPROVAL_ASKED
    assert "Your colleagues are asked" in shop.get("/checkout").text
    own = send(shop, asked.location, {"answer": "grant"})
    assert own.status_code == 403

    link = link_to("admin@hafen.example")
    assert "Cup" in at_desk.get(link).text
    granted = send(at_desk, link, {"answer": "grant", "note": "Gern."})

    assert granted.status_code == 303
    assert kinds_to("berta@hafen.example")[-1] is NoticeKind.APPROVAL_DECIDED
    assert "Buy now - obligation to pay" in shop.get("/checkout").text
    assert "Approved" in shop.get("/account/approvals").text


def test_a_colleague_joins_by_the_invitation_with_the_limits_that_it_names(shop: FlaskClient) -> None:
    the_admin()
    sign_in(shop, "admin@hafen.example")
    invited = {
        "name": "Berta Lund",
        "email": "berta@hafen.example",
        "role": "buyer",
        "per_order": "250.00",
        "per_window": "1,000.00",
        "window": "day",
    }

    wrong = send(shop, "/account/company/invite", {**invited, "per_order": "much"})
    sent = send(shop, "/account/company/invite", invited)
    link = link_to("berta@hafen.example")
    guest = client_of(shop.application)
    joined = send(guest, link, {"name": "Berta Lund", "password": PASSWORD})

    assert wrong.status_code == 422
    assert "Please enter an amount such as 1,234.50." in wrong.text
    assert (sent.status_code, joined.status_code) == (303, 303)
    berta = person("berta@hafen.example")
    assert (berta.buyer_role, berta.spending_limit_minor, berta.window_limit_minor, berta.limit_window) == (
        BuyerRole.BUYER,
        25_000,
        100_000,
        LimitWindow.DAY,
    )
    assert guest.get("/account/company").status_code == 200
    assert client_of(shop.application).get(link).status_code == 403
    refused = send(guest, "/account/company", {"vat_id": ""}, page="/account/details")
    assert refused.status_code == 403, "a buyer does not look after the company"


def test_an_invitation_tells_nobody_whether_the_address_has_an_account(shop: FlaskClient) -> None:
    the_admin()
    a_company("stranger@example.org")
    sign_in(shop, "admin@hafen.example")
    typed = {"name": "X", "role": "buyer", "window": "month"}

    known = send(shop, "/account/company/invite", {**typed, "email": "stranger@example.org"})
    unknown = send(shop, "/account/company/invite", {**typed, "email": "nobody@example.org"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert kinds_to("stranger@example.org") == [NoticeKind.INVITATION_TAKEN]
    assert kinds_to("nobody@example.org") == [NoticeKind.INVITATION]


def test_an_admin_changes_and_removes_colleagues_but_never_the_last_admin(shop: FlaskClient) -> None:
    admin = the_admin()
    bodo = colleague_of(admin, "bodo@hafen.example", RoleInput(role=BuyerRole.BUYER))
    browser = client_of(shop.application)
    sign_in(browser, "bodo@hafen.example")

    with pytest.raises(NotCompanyAdmin), db.unit_of_work() as session:
        operations.change_colleague(session, admin.id, RoleInput(role=BuyerRole.BUYER), by=bodo)
    with pytest.raises(LastAdmin), db.unit_of_work() as session:
        operations.change_colleague(session, admin.id, RoleInput(role=BuyerRole.BUYER), by=admin)
    with pytest.raises(LastAdmin), db.unit_of_work() as session:
        operations.remove_colleague(session, admin.id, by=admin)
    with db.unit_of_work() as session:
        operations.remove_colleague(session, bodo.id, by=admin)

    assert browser.get("/account").status_code == 303
    assert sign_in(browser, "bodo@hafen.example").status_code == 422
    with db.reading() as session:
        assert get_user(session, admin.id).buyer_role is BuyerRole.ADMIN


def test_two_admins_who_demote_each_other_at_once_leave_one(market: Market) -> None:
    first = the_admin()
    second = colleague_of(first, "bodo@hafen.example", RoleInput(role=BuyerRole.ADMIN))
    start = threading.Barrier(2)

    def demote(by: UserView, whom: UserView) -> str:
        start.wait()
        try:
            with db.unit_of_work() as session:
                operations.change_colleague(session, whom.id, RoleInput(role=BuyerRole.BUYER), by=by)
        except AppError as refusal:
            return refusal.code
        return "demoted"

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(demote, first, second), pool.submit(demote, second, first)]
        outcomes = sorted(future.result() for future in futures)

    assert outcomes == ["accounts.last_admin", "demoted"]


def test_what_colleagues_approve_has_the_fee_of_its_postcode(shop: FlaskClient, market: Market) -> None:
    usual = DeliveryBand(countries=("DE",), fee_gross_minor=490, fee_net_minor=412)
    island = replace(usual, postcode_from="25980", postcode_to="25999", fee_gross_minor=1990, fee_net_minor=1672)
    with db.unit_of_work() as session:
        method = DeliveryMethodInput(
            code="standard", name="Standard", name_de="Standard", fee_gross_minor=590, fee_net_minor=496,
            bands=(island, usual),
        )  # fmt: skip
        edit_delivery_method(session, method)
    admin = the_admin()
    buyer = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=100))
    assert buyer.customer_id is not None
    with db.unit_of_work() as session:
        operations.add_address(
            session,
            buyer.customer_id,
            AddressInput(name="Berta", street="Strandweg 1", postal_code="25980", city="Sylt", country="DE"),
        )
    filled(market, buyer, {"CUP": 2})
    sign_in(shop, "berta@hafen.example")

    asked = form_values(shop.get("/checkout").text, "/checkout/approval")
    answer = shop.post("/checkout/approval", data=asked)

    assert asked["postal_code"] == "25980"
    assert answer.status_code == 303
    net = 2 * 1125 + 1672
    page = shop.get("/checkout").text
    assert "Your colleagues are asked" in page
    with db.reading() as session:
        amounts = session.scalars(select(PurchaseApproval.amount_minor)).all()
    assert amounts == [net + round_half_up(Decimal(net) * 19 / 100)]
