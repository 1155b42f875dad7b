"""What can be done with an order now, and for everything else why not."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from core.accounts.states import Permission
from core.fulfilment.queries import OrderFulfilment
from core.fulfilment.states import ServiceJobState
from core.kernel.errors import AppError
from core.kernel.i18n import N_
from core.orders.errors import PartNotReady, TooLateToCancel
from core.orders.queries import OrderPage, PartPage
from core.orders.states import FULFILLABLE, LineKind, PartState
from core.subscriptions.states import ContractState
from core.web.access import can
from core.web.errors import sentence_of
from core.web.locale import gettext as _
from core.web.locale import translated

NOT_YOURS = N_("Your roles do not include it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button, or with `why_not` the reason why there is none. `about` tells two of the same label apart.

    It leads to a form, or `acts` at once.
    """

    label: str
    url: str
    icon: str
    about: str = ""
    style: str = ""
    why_not: str = ""
    acts: bool = False

    @property
    def is_possible(self) -> bool:
        """Whether it is a button."""
        return not self.why_not


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What actions follow from: the order, what was done for it, and what is still to be paid."""

    page: OrderPage
    fulfilment: OrderFulfilment
    to_pay_minor: int
    has_payment: bool = True


def actions_of(work: Work) -> tuple[Action, ...]:
    """Everything that somebody could do, possible or not, in the order of an order's life."""
    found = [
        *_shipping(work),
        *_visits(work),
        *_activation(work),
        _receipt(work),
        _returning(work),
        _changing(work),
        _cancelling(work),
    ]
    return tuple(sorted(found, key=lambda action: not action.is_possible))


def _shipping(work: Work) -> Iterator[Action]:
    for part in work.page.parts:
        if part.part.kind is LineKind.PHYSICAL and part.part.state not in (PartState.COMPLETED, PartState.CANCELLED):
            url = url_for("fulfilment.ship", part_id=part.part.id)
            yield _offer(Permission.SHIP_GOODS, _("Ship goods"), url, "delivered", part, style="solid")
        if part.part.state is PartState.FAILED:
            url = url_for("orders.hand_over_again", part_id=part.part.id)
            again = Action(label=_("Hand over again"), url=url, icon="integration", acts=True)
            yield _allowed(Permission.SHIP_GOODS, again)


def _visits(work: Work) -> Iterator[Action]:
    parts = {part.part.id: part for part in work.page.parts}
    for visit in work.fulfilment.visits:
        part = parts[visit.part_id]
        plan_url, done_url = (
            url_for("fulfilment.plan", visit_id=visit.id),
            url_for("fulfilment.complete", visit_id=visit.id),
        )
        if visit.state is ServiceJobState.TO_SCHEDULE:
            yield _offer(
                Permission.PLAN_VISITS, _("Plan visit"), plan_url, "booked", part, style="solid", about=visit.name
            )
        elif visit.state is ServiceJobState.SCHEDULED:
            yield _offer(
                Permission.PLAN_VISITS, _("Complete visit"), done_url, "check", part, style="solid", about=visit.name
            )
            yield _offer(Permission.PLAN_VISITS, _("Move visit"), plan_url, "booked", part, about=visit.name)


def _activation(work: Work) -> Iterator[Action]:
    parts = {part.part.id: part for part in work.page.parts}
    for contract in work.fulfilment.contracts:
        if contract.state is ContractState.PENDING:
            url, part = url_for("fulfilment.activate", contract_id=contract.id), parts[contract.part_id]
            permission = Permission.ACTIVATE_SUBSCRIPTIONS
            yield _offer(permission, _("Activate"), url, "subscribed", part, style="solid", about=contract.name)


def _receipt(work: Work) -> Action:
    url = url_for("payments.receipt", number=work.page.order.number)
    why_not = "" if work.to_pay_minor > 0 else _("Nothing is open to be paid.")
    action = Action(label=_("Record bank receipt"), url=url, icon="payment", why_not=why_not)
    return _allowed(Permission.RECORD_PAYMENTS, action)


def _returning(work: Work) -> Action:
    url = url_for("fulfilment.receive_return", number=work.page.order.number)
    is_possible = any(line.returnable_quantity for line in work.page.order.lines)
    why_not = "" if is_possible else _("No goods are with the customer.")
    return _allowed(
        Permission.RECEIVE_RETURNS, Action(label=_("Receive return"), url=url, icon="return", why_not=why_not)
    )


def _changing(work: Work) -> Action:
    is_open = any(line.open_quantity for line in work.page.order.lines)
    why_not = "" if is_open and work.has_payment else _("Nothing is left to change.")
    url = url_for("order_changes.show", number=work.page.order.number)
    return _allowed(Permission.CANCEL_ORDER, Action(label=_("Change order"), url=url, icon="edit", why_not=why_not))


def _cancelling(work: Work) -> Action:
    number = work.page.order.number
    why_not = "" if work.page.can_be_cancelled else sentence_of(TooLateToCancel(number=number))
    url = url_for("orders.cancel", number=number)
    action = Action(label=_("Cancel order"), url=url, icon="refused", style="danger", why_not=why_not)
    return _allowed(Permission.CANCEL_ORDER, action)


def _offer(
    permission: Permission, label: str, url: str, icon: str, part: PartPage, *, style: str = "", about: str = ""
) -> Action:
    """Something that a part must be ready for."""
    refusal: AppError | None = None if part.part.state in FULFILLABLE else PartNotReady(part.part.state)
    why_not = sentence_of(refusal) if refusal else ""
    about = about or translated(part.business_unit.name)
    return _allowed(permission, Action(label=label, url=url, icon=icon, style=style, about=about, why_not=why_not))


def _allowed(permission: Permission, action: Action) -> Action:
    if can(permission) or action.why_not:
        return action
    return Action(label=action.label, url=action.url, icon=action.icon, about=action.about, why_not=_(NOT_YOURS))
