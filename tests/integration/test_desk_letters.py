"""Letters to the quote desk and to approvers: to whom, in which words, and once."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, update

from core import flows
from core.accounts.models import User
from core.accounts.states import StaffRole
from core.kernel import clock, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import get_settings
from core.notices.models import Notice
from core.notices.states import NoticeKind
from core.quotes import operations as quotes
from core.quotes.operations import Counter
from tests.support import quoting
from tests.support.deals import Buyer, Market, a_company, open_market
from tests.support.letters import letters_to
from tests.support.quoting import OVER_TEN, OVER_TWENTY, Team, a_quote, a_team, line

BOTH = pytest.mark.parametrize("locale", ["en", "de"])
REP, LEAD, HEAD = "rep@kontor.example", "lead@kontor.example", "head@kontor.example"


def a_team_that_reads(locale: str) -> Team:
    flows.install()
    team = a_team()
    with unit_of_work() as session:
        session.execute(update(User).values(locale=locale))
    return team


def told(email: str, kind: NoticeKind) -> Notice:
    """The one letter of a kind to somebody; all jobs run again before, and write nothing more."""
    letters_to(email)
    with reading() as session:
        written = [(row.name, json.loads(row.payload)) for row in session.scalars(select(jobs.Job))]
    for name, payload in written:
        if name.startswith("notices."):
            with unit_of_work() as session:
                jobs.HANDLERS[name].function(session, **payload)
    (found,) = [one for one in letters_to(email) if one.kind is kind]
    return found


def count_of(email: str, kind: NoticeKind) -> int:
    return len([one for one in letters_to(email) if one.kind is kind])


def says(letter: Notice, locale: str, *, en: tuple[str, str], de: tuple[str, str]) -> None:
    subject, sentence = de if locale == "de" else en
    assert letter.subject == subject
    assert sentence in letter.text
    assert sentence in letter.html


@BOTH
def test_a_request_and_its_delay_are_told_to_all_who_write_quotes(database: str, locale: str) -> None:
    market, _team = open_market(), a_team_that_reads(locale)
    request_id = quoting.ask(market, a_company(), {"CUP": 50}, note="Please call me.")

    says(
        told(LEAD, NoticeKind.DESK_REQUEST_NEW), locale,
        en=("New request AF-2026-000001", "Hafen GmbH asks for an offer (request AF-2026-000001)."),
        de=("Neue Anfrage AF-2026-000001", "Hafen GmbH bittet um ein Angebot (Anfrage AF-2026-000001)."),
    )  # fmt: skip
    due = quoting.request(request_id).answer_due_at
    assert due is not None
    with clock.frozen(due + timedelta(minutes=1)):
        with unit_of_work() as session:
            quotes.escalate_requests(session)
        letter = told(LEAD, NoticeKind.DESK_REQUEST_OVERDUE)
    says(
        letter, locale,
        en=("Request AF-2026-000001 is overdue", "of Hafen GmbH should have been answered by"),
        de=("Anfrage AF-2026-000001 ist überfällig", "von Hafen GmbH hätte bis"),
    )  # fmt: skip


def test_a_request_that_has_an_owner_or_is_answered_already_does_not_disturb_others(database: str) -> None:
    market, team = open_market(), a_team_that_reads("en")
    quoting.ask(market, a_company(), {"CUP": 50})
    assert [count_of(one, NoticeKind.DESK_REQUEST_NEW) for one in (REP, LEAD, HEAD)] == [0, 0, 0]

    request_id = quoting.ask(market, a_company("other@hafen.example"), {"CUP": 50}, note="Please call me.")
    with unit_of_work() as session:
        quotes.take_request(session, request_id, owner_id=team.rep.id, acting_user=team.rep.actor)

    assert [count_of(one, NoticeKind.DESK_REQUEST_NEW) for one in (REP, LEAD, HEAD)] == [1, 0, 0]


@BOTH
def test_those_who_may_decide_are_asked_step_by_step_and_the_author_is_told(database: str, locale: str) -> None:
    market, team = open_market(), a_team_that_reads(locale)
    quoting.write_rules(OVER_TEN, OVER_TWENTY)
    quote_id = discounted(market, team, Decimal(25))
    ask, late = NoticeKind.DESK_APPROVAL_ASKED, NoticeKind.DESK_APPROVAL_OVERDUE

    says(
        told(LEAD, ask), locale,
        en=("Offer AN-2026-000001 waits for your approval", "version 1 of offer AN-2026-000001 for Hafen GmbH"),
        de=("Angebot AN-2026-000001 wartet auf Ihre Freigabe", "Fassung 1 von Angebot AN-2026-000001 für Hafen GmbH"),
    )  # fmt: skip
    assert [count_of(one, ask) for one in (REP, LEAD, HEAD)] == [0, 1, 1]
    due = min(one.due_at for one in quoting.approvals(quote_id))
    with clock.frozen(due + timedelta(minutes=1)):
        with unit_of_work() as session:
            quotes.escalate_approvals(session)
        letter = told(LEAD, late)
    says(
        letter, locale,
        en=("The approval of offer AN-2026-000001 is overdue", "You may decide."),
        de=("Die Freigabe von Angebot AN-2026-000001 ist überfällig", "Sie dürfen entscheiden."),
    )  # fmt: skip
    quoting.grant(quote_id, team.lead, code="discount-10")
    says(
        told(REP, NoticeKind.DESK_APPROVAL_GRANTED), locale,
        en=("Offer AN-2026-000001 has an approval", "Lars Lead has approved version 1 of your offer"),
        de=("Angebot AN-2026-000001 hat eine Freigabe", "Lars Lead hat Fassung 1 Ihres Angebots"),
    )  # fmt: skip
    assert [count_of(one, ask) for one in (REP, LEAD, HEAD)] == [0, 1, 2]
    last = next(one.id for one in quoting.approvals(quote_id) if one.state.value == "pending")
    with unit_of_work() as session:
        quotes.decide(session, last, is_granted=False, note="Too cheap.", by=team.head)
    says(
        told(REP, NoticeKind.DESK_APPROVAL_REFUSED), locale,
        en=("Offer AN-2026-000001 is not approved", "Hanna Head has refused version 1"),
        de=("Angebot AN-2026-000001 ist nicht freigegeben", "AN-2026-000001 abgelehnt: Too cheap."),
    )  # fmt: skip


@BOTH
def test_the_owner_hears_a_message_a_counter_offer_and_a_decline(database: str, locale: str) -> None:
    market, team, buyer = open_market(), a_team_that_reads(locale), a_company()
    quote_id = an_offer(market, team, buyer)
    with unit_of_work() as session:
        quotes.write_message(
            session, quote_id, text="Is it blue?", is_ours=False, author="Bert Kranz", acting_user=buyer.actor
        )
    with unit_of_work() as session:
        counter = Counter(version=1, lines={}, total_minor=1000)
        quotes.counter_offer(session, quote_id, counter, author="Bert Kranz", acting_user=buyer.actor)
    message, countered = told(REP, NoticeKind.DESK_QUOTE_MESSAGE), told(REP, NoticeKind.DESK_QUOTE_COUNTERED)
    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    quoting.send(quote_id, team)
    with unit_of_work() as session:
        quotes.decline_offer(
            session, quote_id, version=2, reason="Too dear.", author="Bert Kranz", acting_user=buyer.actor
        )

    says(
        message, locale,
        en=("A message about offer AN-2026-000001", "Is it blue?"),
        de=("Eine Nachricht zu Angebot AN-2026-000001", "Is it blue?"),
    )  # fmt: skip
    says(
        countered, locale,
        en=("A counter-offer to AN-2026-000001", "Hafen GmbH would take offer AN-2026-000001 otherwise."),
        de=("Ein Gegenangebot zu AN-2026-000001", "Hafen GmbH würde Angebot AN-2026-000001 anders annehmen."),
    )  # fmt: skip
    says(
        told(REP, NoticeKind.DESK_QUOTE_DECLINED), locale,
        en=("Offer AN-2026-000001 is declined", "Hafen GmbH does not take offer AN-2026-000001: Too dear."),
        de=("Angebot AN-2026-000001 ist abgelehnt", "Hafen GmbH nimmt Angebot AN-2026-000001 nicht an: Too dear."),
    )  # fmt: skip


@BOTH
def test_the_owner_hears_of_an_acceptance(database: str, locale: str) -> None:
    market, team, buyer = open_market(), a_team_that_reads(locale), a_company()
    quoting.accept(an_offer(market, team, buyer), buyer)

    says(
        told(REP, NoticeKind.DESK_QUOTE_ACCEPTED), locale,
        en=("Offer AN-2026-000001 is accepted", "Hafen GmbH has accepted version 1 of offer AN-2026-000001."),
        de=("Angebot AN-2026-000001 ist angenommen", "Hafen GmbH hat Fassung 1 von Angebot AN-2026-000001 angenommen."),
    )  # fmt: skip
    assert count_of(LEAD, NoticeKind.DESK_QUOTE_ACCEPTED) == 0


def an_offer(market: Market, team: Team, buyer: Buyer) -> UUID:
    made = a_quote(team, [line(market, "CUP", 2)], buyer=buyer)
    quoting.send(made, team)
    return made


def discounted(market: Market, team: Team, percent: Decimal, *, buyer: Buyer | None = None) -> UUID:
    made = a_quote(team, [line(market, "CUP", 50)], buyer=buyer)
    quoting.set_terms(made, team, discount_percent=percent)
    quoting.submit(made, team)
    return made


def test_letters_to_colleagues_open_the_page_in_the_office(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    market, team = open_market(), a_team_that_reads("en")
    quoting.write_rules(OVER_TEN)
    quoting.ask(market, a_company(), {"CUP": 50}, note="Please call me.")
    quote_id = discounted(market, team, Decimal(15), buyer=a_company("other@hafen.example"))
    approval = quoting.approvals(quote_id)[0]
    asked, requested = told(LEAD, NoticeKind.DESK_APPROVAL_ASKED), told(REP, NoticeKind.DESK_REQUEST_NEW)
    quoting.grant(quote_id, team.lead, code="discount-10")
    monkeypatch.setenv("KONTOR_OFFICE_URL", "https://desk.example/")
    get_settings.cache_clear()
    granted = told(REP, NoticeKind.DESK_APPROVAL_GRANTED)

    assert f"http://127.0.0.1:8000/office/approvals/{approval.id}" in asked.text
    assert "http://127.0.0.1:8000/office/quote-requests/AF-2026-000001" in requested.text
    assert "https://desk.example/quotes/AN-2026-000001" in granted.text
    assert '<a href="https://desk.example/quotes/AN-2026-000001">' in granted.html


def test_a_delegate_is_asked_for_what_waits_already_and_nobody_twice(database: str) -> None:
    market, team = open_market(), a_team_that_reads("en")
    aide = quoting.a_colleague("aide@kontor.example", "Ada Aide", StaffRole.MANAGER)
    quoting.write_rules(OVER_TEN, OVER_TWENTY)
    discounted(market, team, Decimal(15))
    ask = NoticeKind.DESK_APPROVAL_ASKED
    before = [count_of(one, ask) for one in (LEAD, HEAD, aide.email)]

    with unit_of_work() as session:
        until = clock.today() + timedelta(days=3)
        quotes.delegate(session, team.lead.id, to=aide.id, until=until, acting_user=team.lead.actor)

    assert before == [1, 1, 0]
    assert [count_of(one, ask) for one in (LEAD, HEAD, aide.email)] == [1, 1, 1]
