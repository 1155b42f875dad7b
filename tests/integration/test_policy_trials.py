"""What another approval policy would have changed for quotes of the past."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from core.accounts.states import StaffRole
from core.kernel import clock, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.pricing.models import Price
from core.quotes import operations as quotes
from core.quotes.operations import trials
from core.quotes.queries.policy import policy_at
from core.quotes.queries.trials import (
    RuleCount,
    effect_counts,
    findings,
    get_trial,
    rule_counts,
)
from core.quotes.rules import Rule
from core.quotes.states import Effect, Measure, TrialState
from tests.support import quoting
from tests.support.deals import STAFF, a_company
from tests.support.office import Office, open_office
from tests.support.quote_pages import error_on
from tests.support.quoting import OVER_TEN, OVER_TWENTY, Team, a_team, line
from tests.support.rows import changed, everything

OVER_FIVE = Rule(code="discount-5", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(5), level=1)


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def holding() -> int:
    with reading() as session:
        return policy_at(session, clock.now()).edition


def four_quotes(office: Office) -> Team:
    """539.10 net each, at 0, 8, 12 and 25 percent off; the last two ask somebody."""
    team, buyer = a_team(), a_company()
    quoting.write_rules(OVER_TEN, OVER_TWENTY)
    for percent in (0, 8, 12, 25):
        quote_id = quoting.a_quote(
            team, [line(office.market, "MACHINE", discount_percent=Decimal(percent))], buyer=buyer
        )
        quoting.submit(quote_id, team)
    return team


def tried(*rules: Rule) -> UUID:
    with unit_of_work() as session:
        trial = quotes.try_policy(
            session, rules, since=clock.today() - timedelta(days=30), until=clock.today(), acting_user=STAFF
        )
    jobs.run_due()
    return trial.id


def test_a_stricter_policy_shows_who_would_have_been_asked_and_what_its_limit_would_have_kept(office: Office) -> None:
    four_quotes(office)
    jobs.run_due()
    before = everything()

    trial_id = tried(OVER_FIVE)

    with reading() as session:
        trial = get_trial(session, trial_id)
        counts, effects = rule_counts(session, trial), effect_counts(session, trial_id)
        rows = findings(session, trial_id, most=10)
    assert (trial.state, trial.versions, trial.looked_at, trial.unmeasured) == (TrialState.DONE, 4, 4, 0)
    assert (trial.asked_then, trial.asked_now) == (2, 3)
    assert counts == [
        RuleCount(code="discount-5", measure=Measure.TOTAL_DISCOUNT, rule=OVER_FIVE, asked_then=0, asked_now=3),
        RuleCount(code="discount-10", measure=Measure.TOTAL_DISCOUNT, rule=None, asked_then=2, asked_now=0),
        RuleCount(code="discount-20", measure=Measure.TOTAL_DISCOUNT, rule=None, asked_then=1, asked_now=0),
    ]
    net = {8: 49_597, 12: 47_441, 25: 40_432}  # 539.10 by the list of companies, less the discount
    kept = {percent: round_to_cents(amount * 95, 100 - percent) - amount for percent, amount in net.items()}
    assert [(row.effect, row.net_minor, row.kept_minor, row.then, row.now) for row in rows] == [
        (Effect.ASKED, net[8], kept[8], (), ("discount-5",)),
        (Effect.OTHER, net[12], kept[12], ("discount-10",), ("discount-5",)),
        (Effect.LOWER, net[25], kept[25], ("discount-10", "discount-20"), ("discount-5",)),
    ]
    assert [(one.effect, one.versions, one.net_minor, one.margin) for one in effects] == [
        (Effect.ASKED, 1, net[8], None),
        (Effect.OTHER, 1, net[12], None),
        (Effect.LOWER, 1, net[25], None),
    ]
    assert set(changed(before)) <= {"policy_trial", "policy_trial_rule", "policy_trial_finding", "job", "state_change"}


def test_a_laxer_policy_frees_what_nobody_would_have_been_asked_about(office: Office) -> None:
    four_quotes(office)

    trial_id = tried(OVER_TWENTY)

    with reading() as session:
        effects = effect_counts(session, trial_id)
        freed = findings(session, trial_id, effect=Effect.FREED, most=10)
    assert [(one.effect, one.versions, one.kept_minor) for one in effects] == [
        (Effect.OTHER, 1, 0),
        (Effect.FREED, 1, 0),
    ]
    assert [(row.then, row.now, row.discount) for row in freed] == [(("discount-10",), (), Decimal("12.00"))]


def test_the_same_policy_changes_nothing(office: Office) -> None:
    four_quotes(office)

    trial_id = tried(OVER_TEN, OVER_TWENTY)

    with reading() as session:
        assert effect_counts(session, trial_id) == []
        assert get_trial(session, trial_id).asked_now == 2


def test_what_is_measured_at_submission_stays_when_prices_change(office: Office) -> None:
    four_quotes(office)
    with unit_of_work() as session:
        for price in session.scalars(select(Price).where(Price.variant_id == office.market["MACHINE"])):
            price.amount_minor *= 3

    trial_id = tried(OVER_FIVE)

    with reading() as session:
        assert [row.net_minor for row in findings(session, trial_id, most=10)] == [49_597, 47_441, 40_432]


def test_a_trial_that_was_interrupted_goes_on_behind_its_last_batch(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    four_quotes(office)
    monkeypatch.setattr(trials, "BATCH", 3)
    with unit_of_work() as session:
        trial_id = quotes.try_policy(
            session, [OVER_FIVE], since=clock.today(), until=clock.today(), acting_user=STAFF
        ).id

    with unit_of_work() as session:
        assert not quotes.try_next_batch(session, trial_id)
    with reading() as session:
        half = get_trial(session, trial_id)
    jobs.run_due()

    assert (half.state, half.looked_at, half.versions) == (TrialState.RUNNING, 3, 4)
    with reading() as session:
        whole = get_trial(session, trial_id)
        assert (whole.state, whole.looked_at, whole.asked_now) == (TrialState.DONE, 4, 3)
        assert len(findings(session, trial_id, most=10)) == 3
        assert rule_counts(session, whole)[0].asked_now == 3


def test_a_manager_tries_rules_and_goes_on_with_them(office: Office) -> None:
    four_quotes(office)
    desk = office.desk(StaffRole.MANAGER)
    stricter = {"rule0-threshold": "5", "rule0-code": "discount-5", "rule0-level": "1"}

    answer = desk.send("/quote-policy/new", **stricter, **{"try": "1"})
    jobs.run_due()

    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Would need approval" in page
    assert "Total discount above 5 %" in page
    assert holding() == 1
    form = desk.form(f"/quote-policy/new?trial={answer.location.rsplit('/', 1)[1]}")
    assert (form["rule0-code"], form["rule0-threshold"]) == ("discount-5", "5.00")
    assert desk.client.post("/quote-policy/new", data={**form, "note": "After a trial", "keep": "1"}).status_code == 303
    assert holding() == 2


def test_a_period_that_ends_before_it_begins_is_refused(office: Office) -> None:
    desk = office.desk(StaffRole.MANAGER)
    before = everything()

    answer = desk.send("/quote-policy/new", since="2026-11-02", until="2026-11-01", **{"try": "1"})

    assert answer.status_code == 422
    assert error_on(answer.text, "until") == "The last day must not lie before the first one."
    assert changed(before) == []


def round_to_cents(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
