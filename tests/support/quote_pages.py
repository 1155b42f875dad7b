"""The pages of a negotiation as both sides use them: what is typed, and the answers."""

import re
from html import unescape
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.quotes.operations import let_approve
from core.quotes.queries.quotes import find_quote_id
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.deals import STAFF
from tests.support.office import Desk, Office
from tests.support.pages import client_of
from tests.support.shopper import words_of
from tests.support.visits import a_customer, sign_in

SALES, MANAGER = StaffRole.SALES, StaffRole.MANAGER
REQUEST, QUOTE = "/quote-requests/AF-2026-000001", "/quotes/AN-2026-000001"
ADDRESS = {
    "delivery": "new", "billing": "same", "delivery-street": "Elbchaussee 1", "delivery-postal_code": "22765",
    "delivery-city": "Hamburg", "delivery-country": "DE", "payment_method": "prepayment",
}  # fmt: skip


def an_approver(office: Office) -> Desk:
    """A manager at a desk who approves up to level 1."""
    with unit_of_work() as session:
        manager = find_user_by_email(session, "manager@example.org")
        assert manager is not None
        let_approve(session, manager.id, level=1, acting_user=STAFF)
    return office.desk(MANAGER)


def ask_for(buyer: FlaskClient, office: Office, *, pieces: int, wished: str = "") -> str:
    """Ask for an offer of machines; the address of the request."""
    page = f"/quote-request?v={office.market['MACHINE']}&quantity={pieces}"
    asked = buyer.post("/quote-request", data=form_of(buyer, page, "/quote-request") | {"wished-0": wished})
    assert (asked.status_code, asked.location) == (303, "/requests/AF-2026-000001"), words_of(asked)
    return asked.location


def change(rep: Desk, *, percent: str, unit: str = "") -> TestResponse:
    """Another discount or price for every line of the draft."""
    form = form_of(rep.client, QUOTE, f"{QUOTE}/table")
    typed = {name: percent for name in form if name.startswith("percent-")}
    typed |= {name: unit for name in form if name.startswith("unit-")}
    return rep.client.post(f"{QUOTE}/table", data=form | typed)


def decide(head: Desk, answer: str) -> TestResponse:
    """Answer the first approval that waits."""
    approval = head.get("/approvals").text.split('href="/approvals/', 1)[1].split('"', 1)[0]
    path = f"/approvals/{approval}"
    return head.client.post(path, data=form_of(head.client, path, "") | {"answer": answer})


def counter(buyer: FlaskClient, *, unit: str) -> TestResponse:
    """Ask for another price of every line."""
    form = form_of(buyer, QUOTE, f"{QUOTE}/counter")
    typed = {name: unit for name in form if name.startswith("unit-")}
    return buyer.post(f"{QUOTE}/counter", data=form | typed | {"text": "Meet us here."})


def accept(buyer: FlaskClient) -> TestResponse:
    """Accept the offer on its page."""
    path = f"{QUOTE}/accept"
    return buyer.post(path, data=form_of(buyer, path, path) | ADDRESS | {"consent": "y"})


def quote_id() -> UUID:
    """The first quote."""
    with reading() as session:
        return find_quote_id(session, "AN-2026-000001")


def a_buyer(office: Office, settings: Settings) -> FlaskClient:
    """Somebody of a company, signed in to the shop."""
    a_customer("buyer@hafen.example", company_name="Hafen GmbH")
    client = client_of(create_storefront(settings))
    assert sign_in(client, "buyer@hafen.example").status_code == 303
    return client


def form_of(client: FlaskClient, page: str, action: str) -> dict[str, str]:
    """What a form of a page would send."""
    return form_values(client.get(page).text, action)


def post(desk: Desk, page: str, action: str, **typed: str) -> TestResponse:
    """Press a button of a page."""
    return desk.client.post(action, data={**form_of(desk.client, page, action), **typed})


def error_on(page: str, field: str) -> str:
    """What stands beside a field that was refused."""
    found = re.search(f'id="{re.escape(field)}-error">.*?<span>([^<]+)</span></span>', page, re.DOTALL)
    return unescape(found.group(1)) if found else ""
