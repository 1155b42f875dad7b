"""Letters about requests and offers: what they say in both languages, that each is written once, where links lead."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import flows
from core.kernel import clock, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.notices.models import Notice
from core.notices.states import NoticeKind
from core.quotes import operations as quotes
from storefront import create_storefront
from tests.support import quoting
from tests.support.deals import GUEST, STAFF, Buyer, a_company, open_market
from tests.support.letters import kinds_to, letters_to, link_to
from tests.support.pages import client_of
from tests.support.quoting import a_quote, a_team, line
from tests.support.visits import sign_in

GUEST_EMAIL = "jutta@example.org"
BOTH = pytest.mark.parametrize("locale", ["en", "de"])


@pytest.fixture
def visitor(database: Settings) -> FlaskClient:
    flows.install()
    return client_of(create_storefront(database))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A subject and a sentence of a letter in two languages."""

    en: tuple[str, str]
    de: tuple[str, str]

    def stand_in(self, letter: Notice) -> None:
        """Both, as text and as a page."""
        subject, sentence = self.de if letter.locale == "de" else self.en
        assert letter.subject == subject
        assert sentence in letter.text
        assert sentence in letter.html


CONFIRM = Words(
    en=("Confirm your request AF-2026-000001", "somebody, probably you, asks us for an offer"),
    de=("Bestätigen Sie Ihre Anfrage AF-2026-000001", "jemand, vermutlich Sie, bittet uns um ein Angebot"),
)
RECEIVED = Words(
    en=("We have received your request AF-2026-000001", "We answer by "),
    de=("Ihre Anfrage AF-2026-000001 ist bei uns eingegangen", "Wir antworten bis "),
)
ASKED = Words(
    en=("A question about your request AF-2026-000001", "Which colour?"),
    de=("Eine Frage zu Ihrer Anfrage AF-2026-000001", "Which colour?"),
)
NO_OFFER = Words(
    en=("Your request AF-2026-000001", "Our reason: We are sold out."),
    de=("Ihre Anfrage AF-2026-000001", "Unser Grund: We are sold out."),
)
OFFERED = Words(
    en=("Our offer AN-2026-000001", "version 1. With VAT it comes to €{sum}."),
    de=("Unser Angebot AN-2026-000001", "Fassung 1. Mit Umsatzsteuer beträgt es {sum}\xa0€."),
)
ENDS = Words(
    en=("Our offer AN-2026-000001 ends soon", "please accept it until then."),
    de=("Unser Angebot AN-2026-000001 endet bald", "nehmen Sie es bitte bis dahin an."),
)
MESSAGE = Words(
    en=("A message about our offer AN-2026-000001", "Rieke Harms writes to you about our offer AN-2026-000001:"),
    de=("Eine Nachricht zu unserem Angebot AN-2026-000001", "Rieke Harms schreibt Ihnen zu unserem Angebot"),
)
EXPIRED = Words(
    en=("Our offer AN-2026-000001 has ended", "cannot be accepted any more."),
    de=("Unser Angebot AN-2026-000001 ist abgelaufen", "kann nicht mehr angenommen werden."),
)
UNDONE = Words(
    en=("Your acceptance of our offer AN-2026-000001 is undone", "was taken back, and its order is cancelled."),
    de=("Ihre Annahme unseres Angebots AN-2026-000001 ist zurückgenommen", "die Bestellung dazu ist storniert."),
)


CALLED = Words(
    en=("Offer AN-2026-000001 is accepted", "has ordered from version 1 of offer AN-2026-000001."),
    de=("Angebot AN-2026-000001 ist angenommen", "hat aus Fassung 1 des Angebots AN-2026-000001 bestellt."),
)
REST_OVER = Words(
    en=("Our offer AN-2026-000001 has ended", "What you had not ordered of it by then cannot be ordered any more."),
    de=(
        "Unser Angebot AN-2026-000001 ist abgelaufen",
        "Was Sie bis dahin nicht daraus bestellt hatten,",
    ),
)
REST_ENDED = Words(
    en=("We have taken our offer AN-2026-000001 back", "What you ordered stays as it is."),
    de=("Wir haben unser Angebot AN-2026-000001 zurückgezogen", "Was Sie bestellt haben, bleibt, wie es ist."),
)
TAKEN_BACK = Words(
    en=("We have taken our offer AN-2026-000001 back", "back; it cannot be accepted any more."),
    de=("Wir haben unser Angebot AN-2026-000001 zurückgezogen", "zurückgezogen; es kann nicht mehr angenommen werden."),
)


@BOTH
def test_a_guest_confirms_by_the_letter_and_gets_the_offer_by_a_secret_link(visitor: FlaskClient, locale: str) -> None:
    market = open_market()
    request_id = quoting.ask(market, Buyer(), {"CUP": 50}, locale=locale)
    confirm = link_to(GUEST_EMAIL)
    opened = visitor.get(confirm)
    with unit_of_work() as session:
        quotes.confirm_request(session, request_id, acting_user=GUEST)
    first, second = letters_to(GUEST_EMAIL)  # that it has arrived goes without saying

    assert confirm.startswith("/quote-request/confirm?t=")
    assert (opened.status_code, "AF-2026-000001" in opened.text) == (200, True)
    CONFIRM.stand_in(first)
    amount = quoting.version(quoting.quotes_of(request_id)[0]).gross_minor
    written = f"{amount / 100:.2f}".replace(".", "," if locale == "de" else ".")
    named = Words(
        en=(OFFERED.en[0], OFFERED.en[1].format(sum=written)), de=(OFFERED.de[0], OFFERED.de[1].format(sum=written))
    )
    named.stand_in(second)
    room = visitor.get(link_to(GUEST_EMAIL))
    assert (room.status_code, "AN-2026-000001" in room.text) == (200, True)
    assert client_of(visitor.application).get("/quotes/AN-2026-000001").status_code == 404
    assert_written_once(GUEST_EMAIL, 2)


@BOTH
def test_a_question_about_a_request_and_its_refusal_are_told(visitor: FlaskClient, locale: str) -> None:
    market = open_market()
    request_id = quoting.ask(market, Buyer(), {"CUP": 50}, locale=locale, note="Please call me.")
    with unit_of_work() as session:
        quotes.confirm_request(session, request_id, acting_user=GUEST)
    RECEIVED.stand_in(letters_to(GUEST_EMAIL)[-1])
    with unit_of_work() as session:
        quotes.ask_information(session, request_id, text="Which colour?", acting_user=STAFF)
    ASKED.stand_in(letters_to(GUEST_EMAIL)[-1])
    page = visitor.get(link_to(GUEST_EMAIL))
    with unit_of_work() as session:
        quotes.give_information(session, request_id, text="Red.", author="Jutta", acting_user=GUEST)
    with unit_of_work() as session:
        quotes.decline_request(session, request_id, reason="We are sold out.", acting_user=STAFF)

    NO_OFFER.stand_in(letters_to(GUEST_EMAIL)[-1])
    assert (page.status_code, "Which colour?" in page.text) == (200, True)
    assert_written_once(GUEST_EMAIL, 3)  # confirmed before the letter that asks for it was written


@BOTH
def test_a_message_the_end_that_nears_and_the_end_are_told(visitor: FlaskClient, locale: str) -> None:
    offered = an_offer(locale)
    email = offered.email
    with unit_of_work() as session:
        quotes.write_message(
            session, offered.id, text="Cups are blue.", is_ours=True, author="Rieke Harms", acting_user=STAFF
        )
    MESSAGE.stand_in(letters_to(email)[-1])
    assert "Cups are blue." in letters_to(email)[-1].text
    with clock.frozen(clock.now() + timedelta(days=29)):
        keep_time()
        ENDS.stand_in(letters_to(email)[-1])
    with clock.frozen(clock.now() + timedelta(days=31)):
        keep_time()
        EXPIRED.stand_in(letters_to(email)[-1])

    assert_written_once(email, 4)


@BOTH
def test_an_acceptance_that_is_undone_is_told(visitor: FlaskClient, locale: str) -> None:
    offered = an_offer(locale)
    quoting.accept(offered.id, offered.buyer)
    with unit_of_work() as session:
        quotes.undo_acceptance(session, offered.id, reason="A slip.", acting_user=STAFF)

    found = [one for one in letters_to(offered.email) if one.kind is NoticeKind.QUOTE_ACCEPTANCE_UNDONE]
    assert len(found) == 1
    UNDONE.stand_in(found[0])
    assert "A slip." not in found[0].text
    assert_written_once(offered.email, len(letters_to(offered.email)))


@BOTH
def test_an_offer_that_is_taken_back_is_told_with_the_reason(visitor: FlaskClient, locale: str) -> None:
    offered = an_offer(locale)
    with unit_of_work() as session:
        quotes.withdraw_quote(session, offered.id, reason="The maker has stopped.", acting_user=STAFF)

    found = [one for one in letters_to(offered.email) if one.kind is NoticeKind.QUOTE_WITHDRAWN]
    assert len(found) == 1
    TAKEN_BACK.stand_in(found[0])
    assert "The maker has stopped." in found[0].text
    assert_written_once(offered.email, len(letters_to(offered.email)))


def test_an_offer_that_nobody_has_seen_is_taken_back_without_a_letter(visitor: FlaskClient) -> None:
    market, team, buyer = open_market(), a_team(), a_company()
    quote_id = a_quote(team, [line(market, "CUP", 2)], buyer=buyer)

    with unit_of_work() as session:
        quotes.withdraw_quote(session, quote_id, reason="A slip.", acting_user=STAFF)

    assert NoticeKind.QUOTE_WITHDRAWN not in kinds_to(buyer.contact.email)


@BOTH
@pytest.mark.parametrize("is_ended_by_us", [True, False], ids=["ended by us", "over"])
def test_every_call_is_told_to_the_desk_and_the_end_of_the_rest_to_the_customer(
    visitor: FlaskClient, locale: str, is_ended_by_us: bool
) -> None:
    offered = an_offer(locale, in_calls=True)
    (row,) = quoting.version(offered.id).lines
    for call in (1, 2):
        quoting.accept(offered.id, offered.buyer, choice={row.id: 1}, call=call, key=f"call-{call}")
    to_rep = [one for one in letters_to("rep@kontor.example") if one.kind is NoticeKind.DESK_QUOTE_ACCEPTED]

    if is_ended_by_us:
        with unit_of_work() as session:
            quotes.end_rest(session, offered.id, reason="Sold out.", acting_user=STAFF)
    else:
        with clock.frozen(clock.now() + timedelta(days=31)):
            keep_time()
            letters_to(offered.email)  # written on that day

    kind = NoticeKind.QUOTE_WITHDRAWN if is_ended_by_us else NoticeKind.QUOTE_EXPIRED
    (told,) = [one for one in letters_to(offered.email) if one.kind is kind]
    (REST_ENDED if is_ended_by_us else REST_OVER).stand_in(told)
    assert len(to_rep) == 2
    for letter in to_rep:
        CALLED.stand_in(letter)
    assert_written_once(offered.email, len(letters_to(offered.email)))


def test_the_link_of_an_account_opens_the_offer_for_it_only(visitor: FlaskClient) -> None:
    offered = an_offer("en")
    link = link_to(offered.email)
    buyer, stranger = client_of(visitor.application), client_of(visitor.application)
    sign_in(buyer, email=offered.email, password=quoting.PASSWORD)

    assert link == "/quotes/AN-2026-000001"
    assert (buyer.get(link).status_code, stranger.get(link).status_code) == (200, 404)


def test_an_internal_note_and_a_word_before_the_first_offer_are_not_told(visitor: FlaskClient) -> None:
    market, team, buyer = open_market(), a_team(), a_company()
    quote_id = a_quote(team, [line(market, "CUP", 2)], buyer=buyer)
    for is_internal in (True, False):
        with unit_of_work() as session:
            quotes.write_message(
                session, quote_id, text="Careful.", is_ours=True, author="Rieke", is_internal=is_internal,
                acting_user=STAFF,
            )  # fmt: skip

    assert NoticeKind.QUOTE_MESSAGE not in kinds_to(buyer.contact.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An offer that went out, and to whom."""

    id: UUID
    buyer: Buyer
    email: str


def an_offer(locale: str, *, in_calls: bool = False) -> Offered:
    """An offer of cups to a company that reads this language; in calls of three, else of two."""
    market, team, buyer = open_market(), a_team(), a_company()
    to = replace(quoting.addressee(buyer), locale=locale)
    with unit_of_work() as session:
        made = quotes.begin_quote(
            session, to, [line(market, "CUP", 3 if in_calls else 2)], acting_user=team.rep.actor
        ).id
    quoting.set_terms(made, team, in_calls=in_calls)
    quoting.send(made, team)
    assert kinds_to(to.email)[-1] is NoticeKind.QUOTE_OFFERED
    return Offered(id=made, buyer=buyer, email=to.email)


def keep_time() -> None:
    with unit_of_work() as session:
        quotes.expire_offers(session)
        quotes.remind_of_offers(session)


def assert_written_once(email: str, count: int) -> None:
    """All jobs that wrote letters run again, and write nothing."""
    assert len(letters_to(email)) == count
    with reading() as session:
        written = [(row.name, json.loads(row.payload)) for row in session.scalars(select(jobs.Job))]
    again = [(name, payload) for name, payload in written if name.startswith("notices.")]
    assert again, "no job has written a letter"
    for name, payload in again:
        with unit_of_work() as session:
            jobs.HANDLERS[name].function(session, **payload)
    assert len(letters_to(email)) == count
