"""What was offered, approved and agreed, case by case: it stays as it is, happens once, and whole or not at all."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import flows
from core.inventory.errors import NotEnoughStock
from core.inventory.operations import receive_stock, release_expired
from core.kernel import clock, jobs
from core.kernel.db import reading, unit_of_work
from core.pricing.errors import QuantityOutOfRange
from core.pricing.operations import PriceInput, set_prices
from core.pricing.operations.costs import set_costs
from core.quotes import operations as quotes
from core.quotes.errors import NotApproved, TextMissing, VersionSettled
from core.quotes.queries.needs import draft_figures
from core.quotes.queries.quotes import quote_page_for_office
from core.quotes.rules.actions import Action
from core.quotes.rules.comparing import compare
from core.quotes.states import VersionState
from tests.support import quoting
from tests.support.changes import change, wish_of
from tests.support.deals import STAFF, Buyer, Market, a_company, free, open_market
from tests.support.deals import order as order_of
from tests.support.quoting import OVER_TEN, Team, a_quote, a_team, line
from tests.support.racing import held, queued, require_as_many, told
from tests.support.rows import changed, everything


@pytest.fixture
def market(database: object) -> Market:
    flows.install()
    return open_market()


@pytest.fixture
def team(market: Market) -> Team:
    return a_team()


@pytest.fixture
def buyer(market: Market) -> Buyer:
    return a_company()


# --- what is settled


def test_a_settled_version_stays_and_the_next_one_has_another_quantity_note_and_line(
    market: Market, team: Team, buyer: Buyer
) -> None:
    """10 at 300.00 and 5 at 400.00 are 5,000.00; 11, 5 and 7 more at 100.00 are 6,000.00."""
    first = [line(market, "CUP", 10, unit_minor=30_000), line(market, "MACHINE", 5, unit_minor=40_000)]
    quote_id = a_quote(team, first, buyer=buyer)
    quoting.set_terms(quote_id, team)
    offered = quoting.send(quote_id, team)
    before = everything()
    with pytest.raises(VersionSettled), unit_of_work() as session:
        dearer = line(market, "CUP", 10, unit_minor=31_000)
        edition = offered.edition
        quotes.change_line(session, quote_id, offered.lines[0].id, dearer, edition=edition, acting_user=team.rep.actor)
    assert changed(before) == []

    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    draft = quoting.working(quote_id)
    more = line(market, "CUP", 11, unit_minor=30_000, note="in petrol")
    with unit_of_work() as session:
        quotes.change_line(
            session, quote_id, draft.lines[0].id, more, edition=draft.edition, acting_user=team.rep.actor
        )
        added = line(market, "BEANS", 7, unit_minor=10_000)
        quotes.add_line(session, quote_id, added, edition=draft.edition + 1, acting_user=team.rep.actor)

    old, new = quoting.versions(quote_id)
    assert (old.goods_minor, new.goods_minor) == (500_000, 600_000)
    assert [(one.name, one.moved.value) for one in compare(old, new).lines] == [
        ("Cup", "changed"),
        ("House beans", "added"),
    ]
    assert quoting.states(quote_id) == {1: "offered", 2: "draft"}


@pytest.mark.parametrize("pieces", [0, -1, 100_000])
def test_a_line_has_a_quantity(market: Market, team: Team, pieces: int) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 10)])
    before = everything()

    with pytest.raises(QuantityOutOfRange), unit_of_work() as session:
        edition = quoting.working(quote_id).edition
        quotes.add_line(session, quote_id, line(market, "CUP", pieces), edition=edition, acting_user=team.rep.actor)

    assert changed(before) == []


def test_the_editor_shows_what_is_left_of_a_price(market: Market, team: Team) -> None:
    """It costs 100.00 and is sold for 300.00: 200.00 are left, 66.67 % of it."""
    with unit_of_work() as session:
        set_costs(session, {market["CUP"]: 10_000})
    quote_id = a_quote(team, [line(market, "CUP", 1, unit_minor=30_000)])

    with reading() as session:
        found = draft_figures(session, quote_id, 1).figures

    assert found is not None
    assert (found.net_minor, found.cost_minor, found.margin_percent) == (30_000, 10_000, Decimal("66.67"))


# --- what is approved


def test_an_approval_is_told_once_and_only_when_it_has_happened(market: Market, team: Team) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 10)])
    before = everything()
    with pytest.raises(ZeroDivisionError), unit_of_work() as session:
        quotes.submit_version(session, quote_id, acting_user=team.rep.actor)
        raise ZeroDivisionError
    assert changed(before) == []

    assert quoting.submit(quote_id, team) is VersionState.APPROVED
    with pytest.raises(VersionSettled):
        quoting.submit(quote_id, team)

    assert told()["quotes.approved"] == 1


def test_beyond_the_policy_one_can_only_ask_and_a_refusal_has_a_reason(market: Market, team: Team) -> None:
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(14))])
    number = quoting.quote(quote_id).number

    def actions() -> frozenset[Action]:
        with reading() as session:
            return quote_page_for_office(session, number, by=team.rep).actions

    drafted = actions()
    quoting.submit(quote_id, team)
    asked = actions()
    before = everything()
    with pytest.raises(NotApproved):
        quoting.offer(quote_id, team)
    with pytest.raises(TextMissing), unit_of_work() as session:
        approval = quoting.approvals(quote_id)[0].id
        quotes.decide(session, approval, is_granted=False, note=" ", by=team.lead)

    assert changed(before) == []
    assert Action.SUBMIT in drafted
    assert Action.OFFER not in drafted | asked
    assert Action.EDIT not in asked


# --- what is agreed


def test_an_agreed_price_holds_whatever_the_list_says_later_and_when_pieces_are_dropped(
    market: Market, team: Team, buyer: Buyer
) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 10, unit_minor=1_000)], buyer=buyer)
    quoting.set_terms(quote_id, team, fee_minor=0)
    quoting.send(quote_id, team)
    order_id = quoting.accept(quote_id, buyer, payment_method="on_account")
    with unit_of_work() as session:
        set_prices(session, [PriceInput(variant_id=market["CUP"], amount_minor=99_900)], list_code="business")

    change(order_id, wish_of(order_id, {"CUP": 6}))

    cups = next(one for part in order_of(order_id).parts for one in part.lines if one.sku == "CUP")
    assert (cups.unit_minor, order_of(order_id).net_minor) == (1_000, 10_000)
    assert order_of(order_id).gross_minor - order_of(order_id).dropped_minor == 7_140  # six for 60.00, and 19 %


def test_accepting_again_changes_nothing_and_tells_nothing(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 10)], buyer=buyer)
    quoting.set_terms(quote_id, team)
    quoting.send(quote_id, team)
    order_id = quoting.accept(quote_id, buyer)
    before, heard, waiting = everything(), told(""), queued()

    assert quoting.accept(quote_id, buyer) == order_id

    assert (changed(before), told(""), queued()) == ([], heard, waiting)


def test_an_order_that_fails_midway_leaves_the_offer_as_it_was_and_goes_through_later(
    market: Market, team: Team, buyer: Buyer
) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 2), line(market, "MACHINE", 12)], buyer=buyer)
    quoting.set_terms(quote_id, team)
    quoting.send(quote_id, team)
    before, cups = everything(), free(market, "CUP")

    with pytest.raises(NotEnoughStock):
        quoting.accept(quote_id, buyer)
    assert changed(before) == []
    with unit_of_work() as session:
        receive_stock(session, market["MACHINE"], 2, acting_user=STAFF)
    quoting.accept(quote_id, buyer)

    assert quoting.states(quote_id) == {1: "accepted"}
    assert free(market, "CUP") == cups - 2
    require_as_many(1)


def test_goods_that_were_kept_for_an_offer_are_free_when_it_ends_and_no_job_fails(
    market: Market, team: Team, buyer: Buyer
) -> None:
    before = free(market, "CUP")
    quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
    quoting.set_terms(quote_id, team, holds_stock=True)
    offered = quoting.send(quote_id, team)
    jobs.run_due()
    assert (held(offered.id), free(market, "CUP")) == (3, before - 3)

    with clock.frozen(clock.now() + timedelta(days=32)):
        with unit_of_work() as session:
            assert release_expired(session) == [offered.id]
        jobs.run_due()

    with reading() as session:
        ended = {job.name: job.state.value for job in session.scalars(select(jobs.Job))}
    assert ended["payments.cancel_unpaid"] == "done"
    assert set(ended.values()) == {"done"}
    assert (held(offered.id), free(market, "CUP")) == (0, before)
