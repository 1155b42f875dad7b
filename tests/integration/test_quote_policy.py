"""The approval policy in the office: its editions, who approves and who answers."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.kernel.events import timeline
from core.kernel.settings import Settings
from core.quotes import operations as quotes
from core.quotes.errors import DelegationEnd, NoApprover
from core.quotes.events import QUOTE_POLICY
from core.quotes.queries.policy import ApproverView, approvers, policies, policy_at
from core.quotes.rules import Rule
from core.quotes.states import Measure
from tests.support import quoting
from tests.support.deals import STAFF
from tests.support.office import Office, open_office
from tests.support.quote_pages import error_on
from tests.support.quoting import OVER_TEN, OVER_TWENTY, a_team, line
from tests.support.rows import changed, everything

OVER_FIVE = Rule(code="discount-5", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(5), level=1)
WORDS = {
    "rule0-measure": "total_discount",
    "rule0-threshold": "12.5",
    "rule0-code": "discount",
    "rule1-measure": "amount",
    "rule1-threshold": "50,000.00",
    "rule1-level": "2",
    "rule1-step": "2",
    "rule1-hours": "48",
    "note": "Less haste",
}


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def editions() -> list[int]:
    with reading() as session:
        return [one.edition for one in policies(session)]


def holding() -> int:
    with reading() as session:
        return policy_at(session, clock.now()).edition


def story() -> list[str]:
    with reading() as session:
        return [entry.kind for entry in timeline(session, "quote_policy", QUOTE_POLICY)]


def id_of(email: str) -> UUID:
    with reading() as session:
        found = find_user_by_email(session, email)
    assert found is not None
    return found.id


# --- editions


def test_a_manager_writes_the_next_edition_and_the_former_one_stays_readable(office: Office) -> None:
    quoting.write_rules(OVER_TEN)
    desk = office.desk(StaffRole.MANAGER)

    answer = desk.send("/quote-policy/new", **WORDS, keep="1")

    assert answer.status_code == 303
    with reading() as session:
        latest, former = policies(session)
    assert latest.rules == (
        Rule(code="discount", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal("12.5"), level=1),
        Rule(code="amount-2", measure=Measure.AMOUNT, threshold=Decimal(5_000_000), level=2, step=2, deadline_hours=48),
    )
    assert (latest.edition, latest.note, latest.author) == (2, "Less haste", "Max Petersen")
    assert former.rules == (OVER_TEN,)
    assert holding() == 2
    assert story() == ["quotes.policy_changed", "quotes.policy_changed"]
    board, old = desk.get("/quote-policy").text, desk.get("/quote-policy/1").text
    assert "Total discount above 12.5 %" in board
    assert "Amount above 50,000.00" in board.replace("€", "").replace("\N{NO-BREAK SPACE}", "")
    assert "Total discount above 10 %" in old


def test_an_edition_of_a_later_day_holds_from_that_day_on(office: Office) -> None:
    quoting.write_rules(OVER_TEN)
    desk = office.desk(StaffRole.MANAGER)
    in_a_week = clock.today() + timedelta(days=7)

    desk.send("/quote-policy/new", **WORDS, keep="1", valid_from=in_a_week.isoformat())

    assert editions() == [2, 1]
    assert holding() == 1
    assert "planned" in desk.get("/quote-policy").text
    office.at.advance(timedelta(days=7))
    assert holding() == 2


def test_what_cannot_be_meant_is_said_on_its_field_and_nothing_holds(office: Office) -> None:
    quoting.write_rules(OVER_TEN)
    desk = office.desk(StaffRole.MANAGER)
    before = everything()
    wrong = {
        "rule0-threshold": ("101", "Please enter a percentage up to 100."),
        "rule1-threshold": ("-5", "Please enter a number from 0 on."),
        "rule1-code": ("discount", "Another rule has this name."),
        "rule0-level": ("10", "Please enter a number from 1 to 9."),
        "rule0-from": ("-1", "This amount is out of its range."),
        "rule0-code": ("two words", "Please give a short name of one word."),
        "rule0-measure": ("", "Please choose what is measured."),
        "note": ("", "Please say it in a few words."),
        "valid_from": (
            (clock.today() - timedelta(days=1)).isoformat(),
            "A policy cannot hold from a day in the past. Leave the day empty for at once.",
        ),
    }

    for field, (typed, sentence) in wrong.items():
        answer = desk.send("/quote-policy/new", **{**WORDS, field: typed}, keep="1")

        assert answer.status_code == 422, field
        assert error_on(answer.text, field) == sentence
        assert 'value="12.5"' in answer.text or field == "rule0-threshold"
    assert changed(before) == []


def test_an_edition_that_nobody_wrote_is_not_there(office: Office) -> None:
    quoting.write_rules(OVER_TEN)
    desk = office.desk(StaffRole.MANAGER)

    assert [desk.get(f"/quote-policy/{edition}").status_code for edition in (1, 2, 0, 10**30)] == [200, 404, 404, 404]
    assert desk.get(f"/quote-policy/new?edition={10**30}").status_code == 404


def test_rows_that_are_left_empty_do_not_count_and_more_can_be_asked_for(office: Office) -> None:
    desk = office.desk(StaffRole.MANAGER)

    page = desk.client.post(
        "/quote-policy/new",
        data={
            "csrf_token": desk.form_token(), "seen_edition": "0", "more": "1",
            "since": "2026-01-01", "until": "2026-11-23",
            "rule1-measure": "margin", "rule1-threshold": "15", "rule0-measure": "",
        },
    )  # fmt: skip

    assert page.status_code == 200
    assert 'name="rule0-threshold"' in page.text
    assert 'value="15"' in page.text
    assert 'name="rule2-measure"' in page.text
    assert 'name="rule3-measure"' not in page.text
    assert editions() == []


def test_of_two_who_write_at_once_the_second_is_told(office: Office) -> None:
    quoting.write_rules(OVER_TEN)
    desk = office.desk(StaffRole.MANAGER)
    seen = desk.form("/quote-policy/new")
    quoting.write_rules(OVER_TWENTY)
    before = everything()

    answer = desk.client.post("/quote-policy/new", data={**seen, **WORDS, "keep": "1"})

    assert answer.status_code == 409
    assert "Somebody has put another edition into force" in answer.text
    assert changed(before) == []


def test_a_rep_reads_the_policy_and_changes_nothing_of_it(office: Office) -> None:
    a_team()
    quoting.write_rules(OVER_TEN)
    desk = office.desk(StaffRole.SALES)
    before = everything()

    assert "Total discount above 10 %" in desk.get("/quote-policy").text
    assert "Lars Lead" in desk.get("/quote-policy/people").text
    assert desk.get("/quote-policy/new").status_code == 403
    for path in ("new", "approvers", "desks"):
        answer = desk.client.post(f"/quote-policy/{path}", data={"csrf_token": desk.form_token(), **WORDS})
        assert answer.status_code == 403, path
    assert changed(before) == []


# --- who approves, who answers


def who() -> list[ApproverView]:
    with reading() as session:
        return approvers(session)


def test_a_manager_says_who_approves_and_takes_it_back(office: Office) -> None:
    desk = office.desk(StaffRole.MANAGER)
    billing = id_of("billing@example.org")
    token = desk.form_token()

    first = desk.client.post(
        "/quote-policy/approvers", data={"csrf_token": token, "user_id": str(billing), "level": "1", "unit_id": ""}
    )
    again = desk.client.post(
        "/quote-policy/approvers", data={"csrf_token": token, "user_id": str(billing), "level": "2", "unit_id": ""}
    )

    assert (first.status_code, again.status_code) == (303, 303)
    (row,) = who()
    assert (row.name, row.level, row.unit_id) == ("Bea Krüger", 2, None)
    assert "Bea Krüger approves up to level 2 (business unit: all)" in desk.get("/quote-policy").text
    assert desk.client.post(f"/quote-policy/approvers/{row.id}/remove", data={"csrf_token": token}).status_code == 303
    assert who() == []
    assert story() == ["quotes.approver_set", "quotes.approver_set", "quotes.approver_removed"]


def test_nobody_approves_whose_role_does_not_let_them(office: Office) -> None:
    desk = office.desk(StaffRole.MANAGER)
    before = everything()

    answer = desk.client.post(
        "/quote-policy/approvers",
        data={"csrf_token": desk.form_token(), "user_id": str(id_of("sales@example.org")), "level": "1"},
    )
    with pytest.raises(NoApprover), unit_of_work() as session:
        quotes.let_approve(session, id_of("sales@example.org"), level=1, acting_user=STAFF)

    assert answer.status_code == 422
    assert changed(before) == []


def test_while_an_approver_is_away_a_colleague_decides_until_the_last_day(office: Office) -> None:
    team = a_team()
    quoting.write_rules(OVER_TEN)
    quote_id = quoting.a_quote(team, [line(office.market, "MACHINE", discount_percent=Decimal(15))])
    quoting.submit(quote_id, team)
    billing = id_of("billing@example.org")
    with unit_of_work() as session:
        quotes.let_approve(session, id_of("manager@example.org"), level=1, acting_user=STAFF)
    desk, other = office.desk(StaffRole.MANAGER), office.desk(StaffRole.BILLING)
    friday = clock.today() + timedelta(days=4)
    approval = f"/approvals/{quoting.approvals(quote_id)[0].id}"
    assert "Grant" not in other.get(approval).text

    answer = desk.client.post(
        "/approvals/away",
        data={"csrf_token": desk.form_token(), "delegate_id": str(billing), "until": friday.isoformat()},
    )

    assert answer.status_code == 303
    assert "Bea Krüger decides for you until the end of" in desk.get("/approvals").text
    assert "Grant" not in desk.get(approval).text
    office.at.move_to(clock.day_begins(friday + timedelta(days=1)) - timedelta(seconds=1))
    assert "Grant" in office.desk(StaffRole.BILLING).get(approval).text
    office.at.advance(timedelta(seconds=1))
    assert "Grant" not in office.desk(StaffRole.BILLING).get(approval).text
    assert "Grant" in office.desk(StaffRole.MANAGER).get(approval).text
    assert story()[-1] == "quotes.approval_delegated"


def test_a_delegation_has_an_end_and_whoever_approves_nothing_has_no_delegate(office: Office) -> None:
    team = a_team()
    desk = office.desk(StaffRole.MANAGER)
    before = everything()

    for until in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=366)):
        with pytest.raises(DelegationEnd), unit_of_work() as session:
            quotes.delegate(session, team.lead.id, to=team.head.id, until=until, acting_user=STAFF)
    answer = desk.client.post(
        "/approvals/away",
        data={
            "csrf_token": desk.form_token(),
            "delegate_id": str(team.lead.id),
            "until": clock.today().isoformat(),
        },
    )

    assert answer.status_code == 409
    assert "Whoever approves nothing needs no delegate." in answer.text
    assert changed(before) == []


def test_a_manager_gives_a_colleague_requests_and_takes_the_desk_back(office: Office) -> None:
    desk = office.desk(StaffRole.MANAGER)
    rep = id_of("sales@example.org")
    token = desk.form_token()

    opened = desk.client.post(
        "/quote-policy/desks", data={"csrf_token": token, "rep_id": str(rep), "territory": "de-2, at", "capacity": "5"}
    )
    wrong = desk.client.post(
        "/quote-policy/desks",
        data={"csrf_token": token, "rep_id": str(rep), "territory": "Hamburg", "capacity": "5"},
    )

    assert opened.status_code == 303
    assert wrong.status_code == 422
    assert error_on(wrong.text, "territory") == "Please enter places such as DE-2, DE-30 or AT."
    with reading() as session:
        assert [(one.user_id, one.territory, one.capacity) for one in quotes.desks(session)] == [(rep, "DE-2 AT", 5)]
    assert desk.client.post(f"/quote-policy/desks/{rep}/close", data={"csrf_token": token}).status_code == 303
    with reading() as session:
        assert quotes.desks(session) == []
    assert story() == ["quotes.desk_set", "quotes.desk_removed"]
