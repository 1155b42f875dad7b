"""Who may do what at the quote desk: every route of it, walked by everybody who may not."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.accounts.queries import business_units
from core.accounts.states import ROLE_PERMISSIONS, Permission, StaffRole
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.quotes import operations as quotes
from core.quotes.models import QuoteApprover, QuoteRequest, QuoteTemplate
from core.quotes.rules import Rule
from core.quotes.states import Measure
from core.web.access import guards_of
from tests.support import quoting
from tests.support.deals import STAFF, a_company
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.quoting import OVER_TEN, Team, a_team, line, the_colleague
from tests.support.rows import changed, everything
from tests.support.visits import a_customer, sign_in

DESKS = ("quotes", "quote_requests", "quote_beginnings", "quote_approvals", "quote_policy")
TYPED = {
    "text": "Mine", "reason": "Mine", "name": "Mine", "answer": "grant", "note": "Mine", "level": "9", "capacity": "1",
    "skus": "CUP 1", "version": "1", "edition": "1", "term_months": "12", "effective_on": "2027-01-01",
}  # fmt: skip
ONLY_MINE = {
    "quotes.extend": "begins a quote of one's own",
    "quote_beginnings.begin": "begins a quote of one's own",
    "quote_beginnings.remove_template": "templates are everybody's",
}
"""Routes that ask for the permission to write, and are not about a quote or request that somebody looks after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to ask for a page or to press a button."""

    endpoint: str
    method: str
    path: str
    needs: Permission | None


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def team(office: Office) -> Team:
    """A request, a quote that waits for approval and a template: all of them the rep's."""
    team, buyer = a_team(), a_company()
    quoting.write_rules(OVER_TEN)
    request_id = quoting.ask(office.market, buyer, {"CUP": 80})
    quote_id = quoting.a_quote(team, [line(office.market, "MACHINE", 2, discount_minor=20_000)], buyer=buyer)
    with unit_of_work() as session:
        quotes.take_request(session, request_id, owner_id=team.rep.id, acting_user=team.rep.actor)
        quotes.keep_template(session, quote_id, version=1, name="Two machines", acting_user=team.rep.actor)
    quoting.submit(quote_id, team)
    return team


def routes(office: Office) -> list[Route]:
    """Every route of the quote desk, with what there is in the place of its arguments."""
    with reading() as session:
        asked = session.scalars(select(QuoteRequest.number)).one()
        template = session.scalars(select(QuoteTemplate.id)).one()
        approver = session.scalars(select(QuoteApprover.id).order_by(QuoteApprover.id).limit(1)).one()
    quote_id = quoting.quote_by_number("AN-2026-000001")
    version = quoting.version(quote_id)
    known = {
        "line_id": version.lines[0].id, "version": 1, "edition": 1, "template_id": template, "approver_id": approver,
        "approval_id": quoting.approvals(quote_id)[0].id, "user_id": the_colleague("rep@kontor.example").id,
        "trial_id": UUID(int=7), "attachment_id": UUID(int=7),
    }  # fmt: skip
    found, guards = [], guards_of(office.app)
    adapter = office.app.url_map.bind("localhost")
    for rule in office.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in DESKS:
            continue
        number = asked if rule.endpoint.startswith("quote_requests.") else "AN-2026-000001"
        path = adapter.build(rule.endpoint, {name: {**known, "number": number}[name] for name in rule.arguments})
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        found += [
            Route(endpoint=rule.endpoint, method=one, path=path, needs=guards[rule.endpoint].permission)
            for one in methods
        ]
    return found


def ask(client: FlaskClient, route: Route, token: str) -> int:
    if route.method == "GET":
        return client.get(route.path).status_code
    return client.post(route.path, data={**TYPED, "csrf_token": token}).status_code


@pytest.mark.parametrize("role", [StaffRole.FULFILMENT, StaffRole.MARKETING, StaffRole.BILLING, StaffRole.SALES])
def test_who_lacks_the_permission_is_refused_on_every_route(office: Office, team: Team, role: StaffRole) -> None:
    desk = office.desk(role)
    forbidden = [route for route in routes(office) if route.needs not in ROLE_PERMISSIONS[role]]
    before, token = everything(), desk.form_token()

    answers = {f"{route.method} {route.path}": ask(desk.client, route, token) for route in forbidden}

    assert len(answers) >= 8
    assert set(answers.values()) == {403}, answers
    assert changed(before) == []


def test_nobody_and_customers_reach_no_route(office: Office, team: Team) -> None:
    a_customer("eve@example.org")
    nobody, customer = client_of(office.app), client_of(office.app)
    assert sign_in(customer, "eve@example.org").status_code != 303
    before = everything()

    for client in (nobody, customer):
        token = ""
        answers = {f"{route.method} {route.path}": ask(client, route, token) for route in routes(office)}
        assert set(answers.values()) <= {303, 400, 403, 404}, answers
        assert {answers[name] for name in answers if name.startswith("GET")} == {303}
    assert changed(before) == []


def test_another_rep_writes_at_nothing_that_a_colleague_looks_after(office: Office, team: Team) -> None:
    desk = office.desk(StaffRole.SALES)
    writing = [
        route
        for route in routes(office)
        if route.needs in (Permission.WRITE_QUOTES, Permission.CANCEL_ORDER) and route.endpoint not in ONLY_MINE
    ]
    before, token = everything(), desk.form_token()

    answers = {f"{route.method} {route.path}": ask(desk.client, route, token) for route in writing}

    assert len(answers) >= 20
    assert set(answers.values()) == {403}, answers
    assert changed(before) == []
    page = desk.get("/quotes/AN-2026-000001").text
    assert "AN-2026-000001" in page
    assert "/quotes/AN-2026-000001/submit" not in page
    assert "/quotes/AN-2026-000001/owner" not in page


def test_a_manager_hands_on_what_a_colleague_looks_after(office: Office, team: Team) -> None:
    manager, rep = office.desk(StaffRole.MANAGER), office.desk(StaffRole.SALES)
    mine = str(the_colleague("sales@example.org").id)

    given = manager.client.post(
        "/quotes/AN-2026-000001/owner", data={"csrf_token": manager.form_token(), "owner": mine}
    )
    withdrawn = rep.client.post(
        "/quotes/AN-2026-000001/withdraw", data={"csrf_token": rep.form_token(), "reason": "Written twice."}
    )

    assert (given.status_code, withdrawn.status_code) == (303, 303)
    assert quoting.quote(quoting.quote_by_number("AN-2026-000001")).state.value == "withdrawn"


def test_an_approver_of_another_unit_cannot_decide(office: Office) -> None:
    team = a_team()
    of_machines = Rule(
        code="machines", measure=Measure.LINE_DISCOUNT, threshold=OVER_TEN.threshold, level=1, unit_id=unit("machines")
    )
    quoting.write_rules(of_machines)
    quote_id = quoting.a_quote(team, [line(office.market, "MACHINE", 2, discount_minor=20_000)], buyer=a_company())
    quoting.submit(quote_id, team)
    with unit_of_work() as session:
        for view in (team.lead, team.head):
            for row in session.scalars(select(QuoteApprover).where(QuoteApprover.user_id == view.id)):
                quotes.let_approve_no_more(session, row.id, acting_user=STAFF)
        billing = the_colleague("billing@example.org")
        quotes.let_approve(session, billing.id, level=9, unit_id=unit("coffee"), acting_user=STAFF)
    desk = office.desk(StaffRole.BILLING)
    before, token = everything(), desk.form_token()

    answer = desk.client.post(
        f"/approvals/{quoting.approvals(quote_id)[0].id}", data={"csrf_token": token, "answer": "grant", "note": ""}
    )

    assert answer.status_code == 403
    assert changed(before) == []


def unit(code: str) -> UUID:
    with reading() as session:
        return next(one.id for one in business_units(session) if one.code == code)
