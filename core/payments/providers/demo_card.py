"""The demo's card company: it stands for a firm elsewhere, keeps records of its own, and never takes real money.

Its test cards are answers: success, decline, 3-D Secure, a time-out after the money was taken, and a late answer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.kernel import clock
from core.kernel.db import Base, enum_column, insert_if_absent, minor_column, reading, unit_of_work
from core.kernel.i18n import N_
from core.ledger.states import AccountCode
from core.payments.protocol import Answer, Charge, Outcome, ProviderTimeout, Return
from core.payments.states import Timing

LATE = timedelta(seconds=20)


class TestCard(StrEnum):
    """The cards that the demo accepts."""

    SUCCESS = "success"
    DECLINE = "decline"
    THREE_D_SECURE = "three_d_secure"
    TIME_OUT = "time_out"
    LATE_ANSWER = "late_answer"


OUTCOME_OF = {
    TestCard.SUCCESS: Outcome.CAPTURED,
    TestCard.DECLINE: Outcome.DECLINED,
    TestCard.THREE_D_SECURE: Outcome.REQUIRES_ACTION,
    TestCard.TIME_OUT: Outcome.CAPTURED,
    TestCard.LATE_ANSWER: Outcome.PENDING,
}
NOT_ENOUGH = N_("The card has not enough money.")
NOT_CONFIRMED = N_("The payment was not confirmed.")
NO_CARD = N_("There is no such card.")


class DemoCharge(Base):
    """The demo card company's own record of a charge; stands for a database of somebody else."""

    __tablename__ = "demo_charge"
    __table_args__ = (CheckConstraint("refunded_minor BETWEEN 0 AND amount_minor", name="refunded_within"),)

    reference: Mapped[str] = mapped_column(String(80), primary_key=True)
    instrument: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int] = minor_column()
    refunded_minor: Mapped[int] = minor_column(default=0)
    currency: Mapped[str] = mapped_column(String(3))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    answers_at: Mapped[datetime | None]
    charged_at: Mapped[datetime]


class DemoRefund(Base):
    """The demo card company's own record of a refund."""

    __tablename__ = "demo_refund"

    reference: Mapped[str] = mapped_column(String(80), primary_key=True)
    charge_reference: Mapped[str] = mapped_column(ForeignKey("demo_charge.reference"), index=True)
    amount_minor: Mapped[int] = minor_column()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCard:
    """Card payment in the demo."""

    code: str = "demo_card"
    label: str = N_("Card")
    note: str = N_("You pay on the next page. This is a demo: no money is taken.")
    timing: Timing = Timing.AT_ONCE
    account: AccountCode = AccountCode.CARD_TRANSIT

    def charge(self, charge: Charge) -> Answer:
        """See OnlineProvider."""
        card = _card(charge.instrument)
        with unit_of_work() as session:
            is_new = insert_if_absent(
                session,
                DemoCharge,
                reference=charge.reference,
                instrument=charge.instrument[:40],
                amount_minor=charge.amount_minor,
                refunded_minor=0,
                currency=charge.currency,
                outcome=OUTCOME_OF[card] if card else Outcome.DECLINED,
                answers_at=clock.now() + LATE if card is TestCard.LATE_ANSWER else None,
                charged_at=clock.now(),
            )
        if is_new and card is TestCard.TIME_OUT:
            raise ProviderTimeout
        return self.status(charge.reference)

    def confirm(self, reference: str, *, is_confirmed: bool) -> Answer:
        """See OnlineProvider."""
        with unit_of_work() as session:
            found = _charge(session, reference)
            if found is not None and found.outcome is Outcome.REQUIRES_ACTION:
                found.outcome = Outcome.CAPTURED if is_confirmed else Outcome.DECLINED
        return self.status(reference)

    def status(self, reference: str) -> Answer:
        """See OnlineProvider."""
        with reading() as session:
            found = session.get(DemoCharge, reference)
            return _answer(found) if found is not None else Answer(outcome=Outcome.NOT_FOUND)

    def refund(self, wanted: Return) -> Answer:
        """See OnlineProvider."""
        with unit_of_work() as session:
            charge = _charge(session, wanted.charge_reference)
            if session.get(DemoRefund, wanted.reference) is not None:
                return self.refund_status(wanted.reference)
            if charge is None or _answer(charge).outcome is not Outcome.CAPTURED:
                return Answer(outcome=Outcome.DECLINED, reason=N_("Nothing was charged."))
            if charge.refunded_minor + wanted.amount_minor > charge.amount_minor:
                return Answer(outcome=Outcome.DECLINED, reason=N_("More than was charged."))
            charge.refunded_minor += wanted.amount_minor
            session.add(
                DemoRefund(
                    reference=wanted.reference,
                    charge_reference=charge.reference,
                    amount_minor=wanted.amount_minor,
                )
            )
        return self.refund_status(wanted.reference)

    def refund_status(self, reference: str) -> Answer:
        """See OnlineProvider."""
        with reading() as session:
            found = session.get(DemoRefund, reference)
            if found is None:
                return Answer(outcome=Outcome.NOT_FOUND)
            return Answer(
                outcome=Outcome.REFUNDED,
                amount_minor=found.amount_minor,
                currency=session.get_one(DemoCharge, found.charge_reference).currency,
                provider_reference=_own(reference),
            )


DEMO_CARD = DemoCard()


def _charge(session: Session, reference: str) -> DemoCharge | None:
    """The record, locked; this table's key is the reference."""
    return session.get(DemoCharge, reference, with_for_update=True)


def _answer(found: DemoCharge) -> Answer:
    outcome = found.outcome
    if found.answers_at is not None and clock.now() >= found.answers_at:
        outcome = Outcome.CAPTURED
    reasons = {TestCard.DECLINE: NOT_ENOUGH, TestCard.THREE_D_SECURE: NOT_CONFIRMED, None: NO_CARD}
    return Answer(
        outcome=outcome,
        amount_minor=found.amount_minor,
        currency=found.currency,
        provider_reference=_own(found.reference),
        reason=reasons.get(_card(found.instrument), "") if outcome is Outcome.DECLINED else "",
    )


def _card(instrument: str) -> TestCard | None:
    return TestCard(instrument) if instrument in set(TestCard) else None


def _own(reference: str) -> str:
    """The demo company's own number for something."""
    return f"demo-{reference}"
