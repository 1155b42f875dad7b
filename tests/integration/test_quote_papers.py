"""Versions of quotes on paper: what the page says, for whom may see the page, the same bytes every time."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.billing.operations import bill_subscriptions
from core.catalog.models import Variant
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.quotes import operations as quotes
from core.quotes.models import Quote
from core.quotes.queries.links import quote_token
from core.quotes.rules.charges import charges_from
from core.quotes.states import LineRole
from storefront import create_storefront
from tests.support import quoting
from tests.support.billing import text_of
from tests.support.companies import buyer_of
from tests.support.deals import Buyer, activate, an_order, hand_over, release, the_contract
from tests.support.office import Desk, Office, open_office
from tests.support.pages import client_of
from tests.support.quoting import Team, a_team, line
from tests.support.rows import changed, everything
from tests.support.visits import a_customer, sign_in

QUOTE = "/quotes/AN-2026-000001"
FIRST, SECOND = f"{QUOTE}/versions/1.pdf", f"{QUOTE}/versions/2.pdf"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def team(office: Office) -> Team:
    return a_team()


@pytest.fixture
def buyer(office: Office) -> Buyer:
    a_customer("buyer@hafen.example", company_name="Hafen GmbH")
    with reading() as session:
        user = find_user_by_email(session, "buyer@hafen.example")
    assert user is not None
    return buyer_of(user)


@pytest.fixture
def shop(database: Settings, buyer: Buyer) -> FlaskClient:
    client = client_of(create_storefront(database))
    sign_in(client, "buyer@hafen.example")
    return client


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk(StaffRole.SALES)


def test_the_paper_of_an_offer_says_what_its_page_says(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient
) -> None:
    quote_id = quoting.a_quote(
        team,
        [
            line(office.market, "MACHINE", 2, discount_percent=Decimal(5), section="Kitchen"),
            line(office.market, "CUP", 10, is_free=True, section="Kitchen"),
            line(office.market, "CLUB", 3, section="Coffee"),
            line(office.market, "CUP", 4, role=LineRole.OPTIONAL, is_chosen=False, section="Coffee"),
        ],
        buyer=buyer,
    )
    quoting.set_terms(
        quote_id,
        team,
        terms_days=14,
        deposit_percent=Decimal(10),
        opening="Dear Ada,\n\nhere it is.",
        closing="As ever.",
    )
    version = quoting.send(quote_id, team)
    charges = charges_from(version.charges)

    answer = shop.get(FIRST)
    text = text_of(answer.data)

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="AN-2026-000001-v1.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    for part in (
        "Offer AN-2026-000001", "Version 1", "Anna Beck", "Dear Ada, here it is.", "Kitchen Article", "Coffee Article",
        "5%", "free of charge €0.00", "/ month", "Optional (not in the sum)", "Payable within 14 days of the invoice",
        "Deposit 10% before delivery", "As ever.", f"Articles {euros(version.goods_minor)}",
        f"Total net {euros(version.net_minor)}", f"Total {euros(version.gross_minor)}",
        f"Delivery: {charges.delivery}",
        f"VAT {euros(charges.again[0].tax_minor)} {euros(charges.again[0].gross_minor)}",
    ):  # fmt: skip
        assert part in text
    assert sum(tax.tax_minor for tax in charges.taxes) == version.tax_minor
    assert charges.fee_minor + charges.setup_minor + version.goods_minor == version.net_minor
    assert [one.interval_months for one in charges.again] == [1]


def test_the_same_version_is_the_same_file_whenever_and_by_whomever_it_is_asked_for(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient, desk: Desk
) -> None:
    an_offer(office, team, buyer)
    before = everything()

    files = [shop.get(FIRST).data, shop.get(FIRST).data, desk.get(FIRST).data]
    office.at.advance(timedelta(days=3))
    files.append(shop.get(FIRST).data)

    assert files[0].startswith(b"%PDF-")
    assert len(set(files)) == 1
    assert [row for row in changed(before) if "quote" in str(row)] == []


def test_prices_that_changed_since_do_not_change_the_paper(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient
) -> None:
    an_offer(office, team, buyer)
    first = shop.get(FIRST).data

    with unit_of_work() as session:
        session.execute(update(Variant).values(is_active=False))

    assert shop.get(FIRST).data == first


def test_every_version_has_a_paper_that_says_what_became_of_it(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient, desk: Desk
) -> None:
    quote_id = an_offer(office, team, buyer)
    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    drafted = text_of(desk.get(SECOND).data)
    hidden = shop.get(SECOND)
    quoting.send(quote_id, team)

    texts = [text_of(shop.get(path).data) for path in (FIRST, SECOND)]

    assert "Draft, not an offer" in drafted
    assert "This offer holds" not in drafted
    assert (hidden.status_code, shop.get(f"{QUOTE}/versions/3.pdf").status_code) == (404, 404)
    assert "Superseded, not valid any more" in texts[0]
    assert "This offer holds until the end of" in texts[1]
    for page in (shop.get(QUOTE), desk.get(QUOTE)):
        assert [path in page.text for path in (FIRST, SECOND)] == [True, True]


def test_the_paper_says_that_the_last_day_is_over_before_any_job_does(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient
) -> None:
    an_offer(office, team, buyer)
    assert "Expired on" not in text_of(shop.get(FIRST).data)

    office.at.advance(timedelta(days=31))
    sign_in(shop, "buyer@hafen.example")

    assert "Expired on" in text_of(shop.get(FIRST).data)


def test_a_paper_is_opened_by_whoever_may_see_the_page(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient, database: Settings
) -> None:
    quote_id = an_offer(office, team, buyer)
    a_customer("eve@example.org")
    stranger, nobody = client_of(create_storefront(database)), client_of(create_storefront(database))
    sign_in(stranger, "eve@example.org")
    with reading() as session:
        token = quote_token(session.scalars(select(Quote)).one())

    seen = [client.get(FIRST).status_code for client in (shop, stranger, nobody)]
    by_link, room = nobody.get(f"{FIRST}?t={token}"), nobody.get(f"{QUOTE}?t={token}")
    other = nobody.get(f"/quotes/AN-2026-000002/versions/1.pdf?t={token}").status_code
    with unit_of_work() as session:
        quotes.renew_links(session, quote_id)
    by_old_link, by_forged = (nobody.get(f"{FIRST}?t={one}").status_code for one in (token, f"{token}x"))

    assert seen == [200, 404, 404]
    assert by_link.data == shop.get(FIRST).data
    assert f"{FIRST}?t={token}" in room.text
    assert (other, by_old_link) == (404, 404)
    assert by_forged != 200


def test_a_customer_who_speaks_german_gets_a_german_paper(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient
) -> None:
    quote_id = an_offer(office, team, buyer)
    with unit_of_work() as session:
        session.execute(update(Quote).where(Quote.id == quote_id).values(locale="de"))

    text = text_of(shop.get(FIRST).data)

    assert "Angebot AN-2026-000001" in text
    assert "Dieses Angebot gilt bis zum Ende des" in text
    assert "Gesamtbetrag" in text


def test_nothing_of_our_costs_is_on_any_paper(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient, desk: Desk
) -> None:
    an_offer(office, team, buyer)

    for answer in (shop.get(FIRST), desk.get(FIRST)):
        text = text_of(answer.data).lower()
        assert [word for word in ("cost", "margin", "floor", "rieke@", "approv") if word in text] == []


def test_the_paper_of_a_changed_contract_shows_old_beside_new(
    office: Office, team: Team, buyer: Buyer, shop: FlaskClient
) -> None:
    order_id = an_order(office.market, {"CLUB": 1}, buyer=buyer)
    release(order_id)
    hand_over(order_id)
    contract_id = the_contract(order_id)
    activate(contract_id, clock.today())
    with unit_of_work() as session:
        bill_subscriptions(session, up_to=clock.today())
        quote_id = quotes.begin_extension(session, contract_id, acting_user=team.rep.actor).id
    draft = quoting.working(quote_id)
    with unit_of_work() as session:
        wanted = line(office.market, "CLUB", 3)
        quotes.change_line(
            session, quote_id, draft.lines[0].id, wanted, edition=draft.edition, acting_user=team.rep.actor
        )
    quoting.send(quote_id, team)

    text = text_of(shop.get(FIRST).data)

    for part in ("Invoices of the next two years, with VAT", "Changed from", "€37.56 €112.67 €75.11", "Together"):
        assert part in text
    assert shop.get(FIRST).data == shop.get(FIRST).data


def an_offer(office: Office, team: Team, buyer: Buyer) -> UUID:
    quote_id = quoting.a_quote(team, [line(office.market, "MACHINE", 2)], buyer=buyer)
    quoting.send(quote_id, team)
    return quote_id


def euros(minor: int) -> str:
    return f"€{minor / 100:,.2f}"
