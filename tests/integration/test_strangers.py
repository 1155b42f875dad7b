"""Invariant 9: nobody learns or changes what is another's. Every route of the shop with an identity is walked.

A stranger gets for what is somebody else's exactly the answer for what does not exist, and no row changes. A route
that is new must be named here before the walk passes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.accounts import operations
from core.accounts.models import AccountRequest, CustomerAddress, UserSession
from core.accounts.operations import RoleInput
from core.accounts.queries import UserView
from core.accounts.states import BuyerRole
from core.billing.queries.office import documents_of_order
from core.carts.models import SavedList
from core.carts.operations import create_list
from core.carts.queries.cart import cart_view
from core.carts.queries.lists import Keeper
from core.kernel import events, jobs
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import PurchaseApproval
from core.orders.operations import ask_for_approval
from core.orders.queries.links import order_token
from core.privacy.models import DataCopy
from core.privacy.operations import ask_for_copy
from core.quotes.models import QuoteAttachment
from core.quotes.operations import (
    AskedLine,
    RequestInput,
    ask_for_quote,
    offer_version,
    quote_from_request,
    submit_version,
)
from core.quotes.rules.files import Upload
from core.quotes.states import RequestSource
from tests.support.companies import colleague_of, filled, order, the_admin
from tests.support.deals import address, ship_it
from tests.support.rows import changed, everything
from tests.support.shopper import Shopper, another, open_shop_pages
from tests.support.visits import PASSWORD, a_customer, sign_in

PUBLIC = {
    "shelf.category": "the catalogue is everybody's",
    "product.show": "the catalogue is everybody's",
    "product.preview": "the link is the secret; test_preview walks it",
    "shared.show": "the link is the secret; test_shared_carts walks it",
    "shared.copy": "the link is the secret; test_shared_carts walks it",
    "cart.change": "the visitor's own cart, by an article",
    "cart.note": "the visitor's own cart, by an article",
    "lists.later": "the visitor's own cart, by an article",
    "media.picture": "pictures and documents of the catalogue",
    "static": "files of the design",
}
"""Routes that name an identity which is nobody's in particular."""
UNKNOWN = {
    "number": "SO-2026-999999", "invoice": "RE-2026-999999", "quote": "AN-2026-999999", "request": "AF-2026-999999",
}  # fmt: skip
VALUES = {
    "name": "Mine", "quantity": "1", "note": "Mine", "answer": "grant", "reason": "Mine", "score": "5",
    "role": "buyer", "payment_method": "prepayment", "remove": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theirs:
    """What belongs to Hafen GmbH, by the name of a route's argument; the order and the invoice by their numbers."""

    ids: dict[str, str]
    order: str
    invoice: str
    quote: str
    request: str
    token: str

    def number_of(self, endpoint: str) -> str:
        """Which document the number in a route is of."""
        blueprint = endpoint.partition(".")[0]
        named = {"quotes": "quote", "quote_requests": "request"}.get(blueprint, "number")
        return "invoice" if endpoint == "orders.invoice" else named

    def arguments(self, endpoint: str, names: frozenset[str], *, real: bool) -> dict[str, str]:
        """What the arguments of a route are for something of theirs, or for nothing."""
        found = {}
        for name in names:
            if name == "version":
                found[name] = "1"
            elif name == "number":
                kind = self.number_of(endpoint)
                found[name] = getattr(self, "order" if kind == "number" else kind) if real else UNKNOWN[kind]
            else:
                found[name] = self.ids[name] if real or name == "variant_id" else str(uuid4())
        return found


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


@pytest.fixture
def theirs(shopper: Shopper) -> Theirs:
    """A company with something of everything."""
    admin = the_admin()
    assert admin.customer_id is not None
    berta = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=100))
    sign_in(another(shopper).client, "admin@hafen.example")
    bought = order(admin, filled(shopper.market, admin, {"CUP": 2}))
    jobs.run_due()
    ship_it(bought.id, {"CUP": 2})
    jobs.run_due()
    _ask(shopper, berta)
    quote, request, attachment_id = _an_offer(shopper, admin)
    with unit_of_work() as session:
        operations.add_address(session, admin.customer_id, address())
        role = RoleInput(role=BuyerRole.BUYER)
        operations.invite_colleague(session, email="new@hafen.example", name="Nora", role=role, by=admin)
        ask_for_copy(session, admin.id, present_password=PASSWORD, acting_user=admin.actor)
        create_list(session, Keeper(user_id=admin.id, customer_id=admin.customer_id), name="Kitchen", is_shared=True)
    jobs.run_due()
    with reading() as session:
        ids = {
            "approval_id": session.scalars(select(PurchaseApproval.id)).one(),
            "address_id": session.scalars(select(CustomerAddress.address_id)).first(),
            "user_id": berta.id,
            "request_id": session.scalars(select(AccountRequest.id)).one(),
            "session_id": session.scalars(select(UserSession.id)).first(),
            "list_id": session.scalars(select(SavedList.id)).one(),
            "copy_id": session.scalars(select(DataCopy.id)).one(),
            "variant_id": shopper.market["CUP"],
            "attachment_id": attachment_id,
        }
        (invoice,) = documents_of_order(session, bought.id)
        token = order_token(bought.id)
    found = {name: str(value) for name, value in ids.items()}
    return Theirs(found, bought.number, invoice.number, quote, request, token)


def _an_offer(shopper: Shopper, user: UserView) -> tuple[str, str, UUID]:
    """An offer that answers a request with a file: both numbers, and the file."""
    asked = RequestInput(
        idempotency_key="theirs", source=RequestSource.CART, name=user.name, email=user.email, price_list="business",
        customer_id=user.customer_id, user_id=user.id, files=(Upload(name="plan.txt", content=b"Third floor"),),
        lines=(AskedLine(variant_id=shopper.market["MACHINE"], quantity=2),),
    )  # fmt: skip
    with unit_of_work() as session:
        request = ask_for_quote(session, asked, acting_user=user.actor)
        quote = quote_from_request(session, request.id, acting_user=SYSTEM)
        submit_version(session, quote.id, acting_user=SYSTEM)
        offer_version(session, quote.id, acting_user=SYSTEM)
        return quote.number, request.number, session.scalars(select(QuoteAttachment.id)).one()


def _ask(shopper: Shopper, user: UserView) -> None:
    cart_id = filled(shopper.market, user, {"CUP": 2})
    with unit_of_work() as session:
        cart = cart_view(session, cart_id, price_list="business", delivery_method="standard")
        ask_for_approval(session, cart, note="", by=user)


def walked(shopper: Shopper) -> list[tuple[str, str, str, frozenset[str]]]:
    """Every route with an identity: endpoint, method, rule, arguments."""
    rules = shopper.client.application.url_map.iter_rules()
    return [
        (rule.endpoint, method, rule.rule, frozenset(rule.arguments))
        for rule in rules
        if rule.arguments and rule.endpoint not in PUBLIC
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def ask(shopper: Shopper, endpoint: str, method: str, arguments: dict[str, Any]) -> TestResponse:
    with shopper.client.application.test_request_context():
        path = shopper.client.application.url_for(endpoint, **arguments)
    with shopper.client.session_transaction() as kept:
        kept.pop("_flashes", None)  # what the page before wanted to say is no answer of this one
    if method == "GET":
        return shopper.get(path)
    return shopper.post(path, VALUES)


def said(answer: TestResponse, arguments: dict[str, str]) -> tuple[int, str | None, str]:
    """An answer without what differs from one request to the next, and without the identity that was asked for."""
    text = f"{answer.location}\n{answer.text if answer.mimetype == 'text/html' else answer.get_data()!r}"
    for value in sorted(arguments.values(), key=len, reverse=True):  # a number of one digit stands in the others too
        text = text.replace(value, "IDENTITY")
    text = re.sub(r'(csrf_token"[^>]*value|nonce|idempotency_key"[^>]*value)="[^"]*"', r"\1", text)
    text = re.sub(r"[0-9a-f]{32}", "REQUEST", text)
    return answer.status_code, answer.mimetype, text


STRANGERS = ("nobody", "private", "company")


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_learns_and_changes_nothing(shopper: Shopper, theirs: Theirs, who: str) -> None:
    stranger = another(shopper)
    if who != "nobody":
        email = f"{who}@elsewhere.example"
        a_customer(email, company_name="Elsewhere GmbH" if who == "company" else None)
        sign_in(stranger.client, email)
    stranger.filled("CUP")
    before = everything()
    told, wrong = [], []

    for endpoint, method, rule, names in walked(shopper):
        real = theirs.arguments(endpoint, names, real=True)
        none = theirs.arguments(endpoint, names, real=False)
        answers = [said(ask(stranger, endpoint, method, found), found) for found in (real, none)]
        if answers[0] != answers[1]:
            told.append(f"{method} {rule}: {[answer[0] for answer in answers]}")
        if answers[0][0] not in ((303, 404) if who == "nobody" else (404, 403)):
            wrong.append(f"{method} {rule}: {answers[0][0]}")

    assert (told, wrong, changed(before)) == ([], [], [])


def test_the_owner_sees_what_the_stranger_does_not(shopper: Shopper, theirs: Theirs) -> None:
    sign_in(shopper.client, "admin@hafen.example")
    seen = {}

    for endpoint, method, rule, names in walked(shopper):
        if method == "GET":
            real, none = (theirs.arguments(endpoint, names, real=real) for real in (True, False))
            answers = [ask(shopper, endpoint, method, arguments).status_code for arguments in (real, none)]
            seen[rule] = tuple(answers)

    assert {rule for rule, answers in seen.items() if answers[0] in (403, 404) or answers[1] != 404} == set()
    assert len(seen) == 16


def test_a_colleague_may_not_do_what_is_the_administrators(shopper: Shopper, theirs: Theirs) -> None:
    berta = another(shopper)
    sign_in(berta.client, "berta@hafen.example")
    before = everything()
    only_the_admin = {"company.colleague", "company.remove", "company.withdraw"}

    answers = {
        f"{method} {endpoint}": ask(berta, endpoint, method, theirs.arguments(endpoint, names, real=True)).status_code
        for endpoint, method, _rule, names in walked(shopper)
        if endpoint in only_the_admin | {"lists.change", "security.end_device"}
        or (endpoint, method) == ("approvals.show", "POST")
    }

    assert answers == {
        "GET company.colleague": 403,
        "POST company.colleague": 403,
        "POST company.remove": 403,
        "POST company.withdraw": 403,
        "POST lists.change": 403,
        "POST security.end_device": 404,
        "POST approvals.show": 403,
    }
    assert changed(before) == []


def test_the_link_to_one_order_opens_no_other(shopper: Shopper, theirs: Theirs) -> None:
    guest = another(shopper).filled("CUP")
    path, _, token = guest.place().partition("?t=")
    own, link = path.split("/")[2], f"?t={token}"
    guest.filled("CUP")
    before = everything()

    assert guest.get(f"/orders/{own}{link}").status_code == 200
    assert guest.get(f"/orders/{theirs.order}{link}").status_code == 404
    assert guest.get(f"/invoices/{theirs.invoice}.pdf{link}").status_code == 404
    assert guest.get(f"/orders/{own}?t={theirs.token}").status_code == 404
    assert guest.post(f"/orders/{theirs.order}/change/confirm{link}", VALUES).status_code == 404
    assert guest.post(f"/orders/{theirs.order}/pay{link}", VALUES).status_code == 404
    assert changed(before) == []


def test_identities_in_forms_are_as_good_as_unknown_ones(shopper: Shopper, theirs: Theirs) -> None:
    stranger = another(shopper)
    a_customer("private@elsewhere.example")
    sign_in(stranger.client, "private@elsewhere.example")
    stranger.filled("CUP")
    sent = stranger.checkout(delivery=theirs.ids["address_id"])
    before = everything()

    bought = stranger.client.post("/checkout", data=sent)
    kept = stranger.post(
        "/lists/add", {"variant_id": theirs.ids["variant_id"], "quantity": "1", "chosen": theirs.ids["list_id"]}
    )

    assert (bought.status_code, kept.status_code) == (422, 404)
    assert "Please choose one of your addresses." in bought.text
    assert changed(before) == []


def test_what_is_called_public_is_there(shopper: Shopper) -> None:
    named = {rule.endpoint for rule in shopper.client.application.url_map.iter_rules() if rule.arguments}

    assert set(PUBLIC) - named == set()
