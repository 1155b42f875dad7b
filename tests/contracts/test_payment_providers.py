"""What every way to pay keeps, and every company that carries one out: the demo's and those of others."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from core.kernel.settings import Settings
from core.ledger.states import AccountCode
from core.payments.protocol import Answer, Charge, OnlineProvider, Outcome, PaymentMethod, ProviderTimeout, Return
from core.payments.providers import find_method, offering, online_provider, payment_methods
from core.payments.states import Timing
from tests.support.payment_stand_in import Card, StandIn

UNKNOWN = Answer(outcome=Outcome.NOT_FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """How to bring about what the protocol speaks of: the cards of one provider."""

    good: str
    broke: str
    asks: str
    answer_lost: str


KITS = {
    "demo_card": Kit(good="success", broke="decline", asks="three_d_secure", answer_lost="time_out"),
    "stand_in": Kit(good=Card.GOOD, broke=Card.BROKE, asks=Card.ASKS, answer_lost=Card.ANSWER_LOST),
}
"""A new provider adds its line here and then keeps the protocol, or does not pass."""

pytestmark = pytest.mark.usefixtures("database", "stand_in")


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[None]:
    with offering(StandIn(file=tmp_path / "stand_in.sqlite3")):
        yield


@pytest.fixture(params=sorted(KITS))
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(code: str, stand_in: None) -> OnlineProvider:
    return online_provider(code)


@pytest.fixture
def kit(code: str) -> Kit:
    return KITS[code]


def a_charge(instrument: str) -> Charge:
    return Charge(
        reference=f"SO-1-{uuid4().hex}", amount_minor=12_345, currency="EUR", instrument=instrument, order_number="SO-1"
    )


def part_of(charge: Charge, amount_minor: int) -> Return:
    reference = f"SO-1-R-{uuid4().hex}"
    return Return(
        reference=reference, charge_reference=charge.reference, amount_minor=amount_minor, currency=charge.currency
    )


def said(answer: Answer) -> tuple[Outcome, int, str]:
    return answer.outcome, answer.amount_minor, answer.currency


# --- ways to pay


def test_every_online_provider_that_is_installed_is_tested_here() -> None:
    online = {method.code for method in payment_methods() if isinstance(method, OnlineProvider)}

    assert online == set(KITS)


def test_every_way_to_pay_has_a_name_a_sentence_a_time_and_an_account() -> None:
    methods = payment_methods()

    assert len({method.code for method in methods}) == len(methods) >= 4
    for method in methods:
        assert isinstance(method, PaymentMethod)
        assert (bool(method.code), bool(method.label), method.note[-1]) == (True, True, ".")
        assert method.timing in Timing
        assert method.account in {AccountCode.CARD_TRANSIT, AccountCode.BANK}
        assert isinstance(method, OnlineProvider) == (method.timing is Timing.AT_ONCE)


def test_the_demo_card_is_offered_only_where_the_settings_allow_it(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = database.model_copy(update={"demo_card": False})
    monkeypatch.setattr("core.payments.providers.get_settings", lambda: without)

    assert find_method("demo_card") is None
    with pytest.raises(LookupError, match="demo_card is not paid online"):
        online_provider("demo_card")


# --- charges


def test_what_was_never_asked_is_not_found(provider: OnlineProvider) -> None:
    assert provider.status("SO-1-nobody") == UNKNOWN
    assert provider.refund_status("SO-1-R-nobody") == UNKNOWN


def test_a_charge_echoes_its_amount_and_currency_and_has_a_name_of_its_own(provider: OnlineProvider, kit: Kit) -> None:
    charge = a_charge(kit.good)

    answer = provider.charge(charge)

    assert said(answer) == (Outcome.CAPTURED, 12_345, "EUR")
    assert answer.provider_reference
    assert provider.status(charge.reference) == answer


def test_one_reference_is_one_charge_however_often_it_comes(provider: OnlineProvider, kit: Kit) -> None:
    charge = a_charge(kit.good)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(provider.charge, [charge] * 4))

    assert answers == [answers[0]] * 4
    provider.refund(part_of(charge, 12_345))
    assert provider.refund(part_of(charge, 1)).outcome is Outcome.DECLINED  # a second charge would have room


def test_a_declined_charge_says_why_and_stays_declined(provider: OnlineProvider, kit: Kit) -> None:
    charge = a_charge(kit.broke)

    answer = provider.charge(charge)

    assert (answer.outcome, bool(answer.reason)) == (Outcome.DECLINED, True)
    assert provider.charge(charge) == provider.status(charge.reference) == answer


@pytest.mark.parametrize(("is_confirmed", "outcome"), [(True, Outcome.CAPTURED), (False, Outcome.DECLINED)])
def test_a_question_waits_for_its_answer_and_the_first_one_holds(
    provider: OnlineProvider, kit: Kit, is_confirmed: bool, outcome: Outcome
) -> None:
    charge = a_charge(kit.asks)

    assert provider.charge(charge).outcome is Outcome.REQUIRES_ACTION
    assert provider.status(charge.reference).outcome is Outcome.REQUIRES_ACTION
    answer = provider.confirm(charge.reference, is_confirmed=is_confirmed)

    assert said(answer) == (outcome, 12_345, "EUR")
    assert provider.confirm(charge.reference, is_confirmed=not is_confirmed) == answer
    assert provider.status(charge.reference) == answer


def test_an_answer_that_got_lost_is_given_again_by_reference(provider: OnlineProvider, kit: Kit) -> None:
    charge = a_charge(kit.answer_lost)

    with pytest.raises(ProviderTimeout):
        provider.charge(charge)

    assert said(provider.status(charge.reference)) == (Outcome.CAPTURED, 12_345, "EUR")
    assert provider.charge(charge) == provider.status(charge.reference)


# --- refunds


def test_one_reference_is_one_refund_however_often_it_comes(provider: OnlineProvider, kit: Kit) -> None:
    charge = a_charge(kit.good)
    provider.charge(charge)
    wanted = part_of(charge, 10_000)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(provider.refund, [wanted] * 4))

    assert [said(answer) for answer in answers] == [(Outcome.REFUNDED, 10_000, "EUR")] * 4
    assert provider.refund_status(wanted.reference) == answers[0]
    assert provider.refund(part_of(charge, 2_345)).outcome is Outcome.REFUNDED


def test_more_than_was_charged_is_not_given_back(provider: OnlineProvider, kit: Kit) -> None:
    charge = a_charge(kit.good)
    provider.charge(charge)
    provider.refund(part_of(charge, 12_000))
    too_much = part_of(charge, 346)

    assert provider.refund(too_much).outcome is Outcome.DECLINED
    assert provider.refund_status(too_much.reference) == UNKNOWN
    assert said(provider.refund(replace(too_much, amount_minor=345))) == (Outcome.REFUNDED, 345, "EUR")


def test_what_was_never_taken_is_not_given_back(provider: OnlineProvider, kit: Kit) -> None:
    declined, asked = a_charge(kit.broke), a_charge(kit.asks)
    provider.charge(declined)
    provider.charge(asked)

    for nothing in (declined, asked):
        assert provider.refund(part_of(nothing, 1)).outcome is Outcome.DECLINED
    assert provider.refund(part_of(a_charge(kit.good), 1)).outcome is Outcome.DECLINED
