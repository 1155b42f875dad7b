"""Two colleagues at one quote at the same moment: each step is taken once, and nothing of the other's is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.accounts.queries import UserView
from core.billing.operations import bill_subscriptions
from core.fulfilment.operations.hand_over import begin_hand_over
from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.ledger.models import JournalEntry
from core.orders.models import Order
from core.orders.states import LineKind
from core.payments.models import Payment
from core.payments.operations import record_bank_receipt
from core.quotes import operations as quotes
from core.quotes.models import QuoteAcceptance
from core.quotes.operations import Consent
from core.subscriptions.models import Contract, ContractAddition, ContractChange
from core.subscriptions.queries import ContractView, get_contract
from tests.support import extending, paying, quoting
from tests.support.deals import (
    STAFF,
    Buyer,
    Market,
    a_company,
    activate,
    an_order,
    hand_over,
    part_of_kind,
    release,
    the_contract,
)
from tests.support.extending import with_more
from tests.support.paying import World, a_world, order_of, require_every_cent_in_its_place
from tests.support.quoting import OVER_TEN, OVER_TWENTY, Team, a_colleague, a_quote, a_team, line
from tests.support.racing import DONE, queued, race, told

ROUNDS = 5


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as open_world:
        yield open_world


def test_of_two_who_grant_the_same_at_once_one_grants_it(world: World) -> None:
    """Fails without the lock."""
    team, buyer = a_team(), a_company()
    quoting.write_rules(OVER_TEN)
    before, jobs_before = told(), queued()

    for _round in range(ROUNDS):
        quote_id = in_approval(world.market, team, buyer, 15)
        question = the_question(quote_id, "discount-10")
        ended = race(partial(answer, question, team.lead), partial(answer, question, team.head))

        assert sorted(ended) == [DONE, "quotes.approval_over"]
        (one,) = quoting.approvals(quote_id)
        assert (one.state.value, one.decided_by_id) == ("granted", (team.lead, team.head)[ended.index(DONE)].id)
        assert quoting.states(quote_id) == {1: "approved"}

    since = told() - before
    assert (since["quotes.approval_granted"], since["quotes.approved"]) == (ROUNDS, ROUNDS)
    assert (queued() - jobs_before)["notices.tell_quote_granted"] == ROUNDS


def test_of_two_who_grant_and_refuse_at_once_one_decides(world: World) -> None:
    """Fails without the lock."""
    team, buyer, grants = a_team(), a_company(), 0
    quoting.write_rules(OVER_TEN)
    before, jobs_before = told(), queued()

    for _round in range(ROUNDS):
        quote_id = in_approval(world.market, team, buyer, 15)
        question = the_question(quote_id, "discount-10")
        ended = race(partial(answer, question, team.lead), partial(answer, question, team.head, is_granted=False))

        assert sorted(ended) == [DONE, "quotes.approval_over"]
        is_granted = ended[0] == DONE
        grants += is_granted
        (one,) = quoting.approvals(quote_id)
        assert (one.state.value, quoting.states(quote_id)[1]) == (
            ("granted", "approved") if is_granted else ("refused", "rejected")
        )

    since, then = told() - before, queued() - jobs_before
    assert (since["quotes.approved"], since["quotes.approval_refused"]) == (grants, ROUNDS - grants)
    assert (then["notices.tell_quote_granted"], then["notices.tell_quote_refused"]) == (grants, ROUNDS - grants)


def test_two_who_grant_what_two_rules_ask_at_once_have_approved_the_version(world: World) -> None:
    """Each sees the answer of the other: whoever is the second approves the version. Fails without the lock."""
    team, buyer = a_team(), a_company()
    other = replace(OVER_TWENTY, step=1)
    quoting.write_rules(OVER_TEN, other)
    before = told()

    for _round in range(ROUNDS):
        quote_id = in_approval(world.market, team, buyer, 25)
        asked = [the_question(quote_id, code) for code in ("discount-10", "discount-20")]
        ended = race(partial(answer, asked[0], team.lead), partial(answer, asked[1], team.head))

        assert ended == [DONE, DONE]
        assert [one.state.value for one in quoting.approvals(quote_id)] == ["granted", "granted"]
        assert quoting.states(quote_id) == {1: "approved"}

    since = told() - before
    assert (since["quotes.approval_granted"], since["quotes.approved"]) == (2 * ROUNDS, ROUNDS)


def test_of_two_who_submit_the_same_draft_at_once_one_does(world: World) -> None:
    """Fails without the lock."""
    team, buyer = a_team(), a_company()
    other = a_colleague("second@kontor.example", "Sara Zwei")
    quoting.write_rules(OVER_TEN, OVER_TWENTY)
    before, jobs_before = told(), queued()

    for _round in range(ROUNDS):
        quote_id = a_quote(team, [line(world.market, "CUP", 2, discount_percent=Decimal(25))], buyer=buyer)
        ended = race(partial(submit, quote_id, team.rep), partial(submit, quote_id, other))

        assert sorted(ended) == [DONE, "quotes.version_settled"]
        assert [one.rule_code for one in quoting.approvals(quote_id)] == ["discount-10", "discount-20"]

    assert (told() - before)["quotes.approval_asked"] == ROUNDS
    assert (queued() - jobs_before)["notices.ask_quote_approvers"] == ROUNDS


def test_two_who_agree_to_the_same_change_of_a_contract_at_once_change_it_once(world: World) -> None:
    """Fails without the lock."""
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(world.market, buyer)
    entries = paying.count(JournalEntry)

    for round_ in range(ROUNDS):
        quote_id = an_extension(world.market, contract_id, team, pieces=2 + round_)
        before = told("")
        ended = race(*[partial(agree, quote_id, buyer)] * 2)

        assert ended == [DONE, DONE]
        since = told("") - before
        assert (since["quotes.accepted"], since["contract.changed"]) == (1, 1)
        assert (contract_of(contract_id).version, contract_of(contract_id).quantity) == (2 + round_, 2 + round_)

    assert paying.count(Contract, ContractChange, QuoteAcceptance) == [1, 1 + ROUNDS, ROUNDS]
    assert (paying.count(Order), paying.count(JournalEntry)) == ([1], entries)


def test_two_offers_for_one_version_of_a_contract_at_once_change_it_once(world: World) -> None:
    """Fails without the lock of the contract."""
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(world.market, buyer)

    for round_ in range(ROUNDS):
        pair = [an_extension(world.market, contract_id, team, pieces=pieces) for pieces in (3, 4)]
        ended = race(*(partial(agree, quote_id, buyer) for quote_id in pair))

        assert sorted(ended) == ["contract.moved", DONE]
        now = contract_of(contract_id)
        assert (now.version, now.quantity) == (2 + round_, 3 + ended.index(DONE))
        assert quoting.quote(pair[ended.index("contract.moved")]).state.value == "open"

    assert paying.count(ContractChange, QuoteAcceptance) == [1 + ROUNDS, ROUNDS]


def test_two_who_agree_to_what_is_added_at_once_order_it_once(world: World) -> None:
    """Fails without the lock."""
    team, buyer, market = a_team(), a_company(), with_more(world.market)
    contract_id = a_running_contract(market, buyer)

    for round_ in range(ROUNDS):
        quote_id = extending.an_extension(contract_id, team)
        extending.add(quote_id, team, line(market, "CARE"), line(market, "FILTER", 2))
        quoting.send(quote_id, team)
        ordered = list[UUID | None]()
        ended = race(*[lambda one=quote_id, orders=ordered: orders.append(extending.agree_and_order(one, buyer))] * 2)

        assert ended == [DONE, DONE]
        assert ordered == [quoting.quote(quote_id).order_id] * 2
        assert contract_of(contract_id).version == 2 + round_

    done = paying.count(Order, Payment, QuoteAcceptance, ContractAddition, ContractChange)
    assert done == [1 + ROUNDS, ROUNDS, ROUNDS, ROUNDS, 1 + ROUNDS]


def test_of_an_acceptance_that_is_undone_and_its_hand_over_at_once_one_holds(world: World) -> None:
    """The order is paid: money comes back if and only if it is undone. Fails without the lock of the order."""
    team, buyer, undone = a_team(), a_company(), 0
    before = paying.free(world.market, "CUP")

    for _round in range(ROUNDS):
        quote_id = a_quote(team, [line(world.market, "CUP", 3)], buyer=buyer)
        quoting.send(quote_id, team)
        order_id = quoting.accept(quote_id, buyer)
        with unit_of_work() as session:
            part_id = part_of_kind(session, order_id, LineKind.PHYSICAL)
        pay_without_hand_over(order_id)
        sent = list[UUID]()
        ended = race(partial(undo, quote_id, team), partial(begin, part_id, sent))

        is_undone = ended[0] == DONE
        undone += is_undone
        assert ended in ([DONE, DONE], ["quotes.undo_too_late", DONE], ["order.too_late_to_cancel", DONE])
        assert sent == ([] if is_undone else [part_id])
        part = next(one for one in order_of(order_id).parts if one.id == part_id)
        assert part.state.value == ("cancelled" if is_undone else "handed_over")
        assert quoting.states(quote_id) == {1: "superseded" if is_undone else "accepted"}
        assert quoting.quote(quote_id).order_id == (None if is_undone else order_id)

    jobs.run_due()
    assert told()["quotes.acceptance_undone"] == undone == queued()["notices.tell_undone"]
    assert paying.count(Order, Payment, QuoteAcceptance) == [ROUNDS] * 3
    assert paying.free(world.market, "CUP") == before - 3 * (ROUNDS - undone)
    require_every_cent_in_its_place(world.company)


# --- what colleagues do


def in_approval(market: Market, team: Team, buyer: Buyer, percent: int) -> UUID:
    wanted = line(market, "CUP", 2, discount_percent=Decimal(percent))
    quote_id = a_quote(team, [wanted], buyer=buyer)
    quoting.submit(quote_id, team)
    return quote_id


def the_question(quote_id: UUID, code: str) -> UUID:
    return next(one.id for one in quoting.approvals(quote_id) if one.rule_code == code)


def answer(approval_id: UUID, by: UserView, *, is_granted: bool = True) -> None:
    with unit_of_work() as session:
        quotes.decide(session, approval_id, is_granted=is_granted, note="That is my word.", by=by)


def submit(quote_id: UUID, who: UserView) -> None:
    with unit_of_work() as session:
        quotes.submit_version(session, quote_id, acting_user=who.actor)


def a_running_contract(market: Market, buyer: Buyer) -> UUID:
    order_id = an_order(market, {"CLUB": 1}, buyer=buyer)
    release(order_id)
    hand_over(order_id)
    contract_id = the_contract(order_id)
    activate(contract_id, date(2027, 1, 31))
    with unit_of_work() as session:
        bill_subscriptions(session, up_to=date(2027, 1, 31))
    return contract_id


def an_extension(market: Market, contract_id: UUID, team: Team, *, pieces: int) -> UUID:
    with unit_of_work() as session:
        quote_id = quotes.begin_extension(session, contract_id, acting_user=team.rep.actor).id
    draft = quoting.working(quote_id)
    with unit_of_work() as session:
        quotes.change_line(
            session, quote_id, draft.lines[0].id, line(market, "CLUB", pieces),
            edition=draft.edition, acting_user=team.rep.actor,
        )  # fmt: skip
    quoting.send(quote_id, team)
    return quote_id


def agree(quote_id: UUID, buyer: Buyer) -> None:
    seen = quoting.version(quote_id)
    consent = Consent(version=seen.version, content_hash=seen.content_hash, name=buyer.contact.name, consent="I agree.")
    with unit_of_work() as session:
        quotes.accept_extension(session, quote_id, consent, acting_user=buyer.actor)


def contract_of(contract_id: UUID) -> ContractView:
    with reading() as session:
        return get_contract(session, contract_id)


def pay_without_hand_over(order_id: UUID) -> None:
    """The transfer is there and has released the order; nobody has begun to hand it over."""
    with unit_of_work() as session:
        record_bank_receipt(
            session, order_id, amount_minor=order_of(order_id).gross_minor,
            reference=str(order_id), key=str(order_id), acting_user=STAFF,
        )  # fmt: skip
    with reading() as session:
        found = select(jobs.Job.id, jobs.Job.name).where(jobs.Job.state == jobs.JobState.READY)
        due = [row.id for row in session.execute(found) if not row.name.startswith("fulfilment.")]
    for job_id in due:
        jobs.run(job_id)


def undo(quote_id: UUID, team: Team) -> None:
    with unit_of_work() as session:
        quotes.undo_acceptance(session, quote_id, reason="Pressed by mistake.", acting_user=team.rep.actor)


def begin(part_id: UUID, sent: list[UUID]) -> None:
    """Begin to hand a part over; `sent` gets it if the back-end would be asked now."""
    with unit_of_work() as session:
        task = begin_hand_over(session, part_id)
    if task is not None:
        sent.append(part_id)
