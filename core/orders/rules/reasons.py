"""What a part needs next, and the one reason why an order is not complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.kernel.i18n import N_
from core.orders.states import LineKind, PartState, WaitingFor


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSituation:
    """What the next step of a part follows from."""

    kind: LineKind
    state: PartState
    is_released: bool
    waiting_on: date | None = None
    open_pieces: int = 0
    all_pieces: int = 0
    missing_pieces: int = 0
    expected_on: date | None = None

    @property
    def has_goods(self) -> bool:
        """Whether something of what is open is there."""
        return self.missing_pieces < self.open_pieces or not self.open_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a part is not complete: a code for programs, a marked sentence with named values for people."""

    code: WaitingFor
    kind: LineKind
    template: str
    values: tuple[tuple[str, object], ...] = ()


WAITING_BY_STATE = {
    PartState.HANDED_OVER: WaitingFor.ACKNOWLEDGEMENT,
    PartState.UNKNOWN: WaitingFor.BACKEND_ANSWER,
    PartState.FAILED: WaitingFor.REPAIR,
    PartState.COMPLETED: WaitingFor.NOTHING,
    PartState.CANCELLED: WaitingFor.NOTHING,
}

URGENCY = (
    WaitingFor.REPAIR,
    WaitingFor.PAYMENT,
    WaitingFor.BACKEND_ANSWER,
    WaitingFor.HAND_OVER,
    WaitingFor.ACKNOWLEDGEMENT,
    WaitingFor.SHIPMENT,
    WaitingFor.GOODS,
    WaitingFor.VISIT_PLAN,
    WaitingFor.ACTIVATION,
    WaitingFor.VISIT,
)
"""Which reason is told first: what nobody works on before what is merely under way."""

SENTENCES = {
    WaitingFor.REPAIR: N_("The back-end refused this part; somebody has to look at it."),
    WaitingFor.PAYMENT: N_("We are waiting for the payment."),
    WaitingFor.BACKEND_ANSWER: N_("The back-end has not answered; we are asking again."),
    WaitingFor.HAND_OVER: N_("This part is about to be handed over."),
    WaitingFor.ACKNOWLEDGEMENT: N_("This part is handed over; the receipt is on its way."),
    WaitingFor.SHIPMENT: N_("Goods are still to be shipped: %(open)s of %(all)s."),
    WaitingFor.GOODS: N_("Goods are not there yet: %(missing)s of %(all)s."),
    WaitingFor.VISIT_PLAN: N_("The visit has no date yet."),
    WaitingFor.VISIT: N_("The visit is planned for %(date)s."),
    WaitingFor.ACTIVATION: N_("The subscription is still to be activated."),
}


EXPECTED = N_("Goods are not there yet: %(missing)s of %(all)s; we expect them on %(date)s.")


def waiting_for(part: PartSituation) -> WaitingFor:
    """The one thing that a part needs next."""
    if part.state is PartState.PLANNED:
        return WaitingFor.HAND_OVER if part.is_released else WaitingFor.PAYMENT
    if part.state in WAITING_BY_STATE:
        return WAITING_BY_STATE[part.state]
    if part.kind is LineKind.SERVICE:
        return WaitingFor.VISIT if part.waiting_on else WaitingFor.VISIT_PLAN
    if part.kind is LineKind.SUBSCRIPTION:
        return WaitingFor.ACTIVATION
    return WaitingFor.SHIPMENT if part.has_goods else WaitingFor.GOODS


def why_part_is_open(part: PartSituation) -> Reason | None:
    """Why a part is not complete; None when nothing is missing."""
    code = waiting_for(part)
    if code is WaitingFor.NOTHING:
        return None
    values: tuple[tuple[str, object], ...] = ()
    if code is WaitingFor.SHIPMENT:
        values = (("open", part.open_pieces), ("all", part.all_pieces))
    elif code is WaitingFor.VISIT:
        values = (("date", part.waiting_on),)
    elif code is WaitingFor.GOODS:
        values = (("missing", part.missing_pieces), ("all", part.all_pieces))
        if part.expected_on is not None:
            return Reason(code=code, kind=part.kind, template=EXPECTED, values=(*values, ("date", part.expected_on)))
    return Reason(code=code, kind=part.kind, template=SENTENCES[code], values=values)


def why_not_complete(parts: Sequence[PartSituation]) -> Reason | None:
    """The single most important reason why an order is not complete; None when nothing is missing."""
    reasons = [reason for part in parts if (reason := why_part_is_open(part))]
    return min(reasons, key=lambda reason: URGENCY.index(reason.code), default=None)
