"""Where somebody stands who pays an order online, and which page belongs to that."""

from dataclasses import dataclass
from enum import StrEnum

from core.orders.queries import OrderView, get_order_by_number
from core.payments.queries import PaymentView, get_payment, is_paid_online
from core.payments.states import AttemptState
from core.web.db import db
from storefront.orders import owner, same_link


class Step(StrEnum):
    """A page of paying, named by its endpoint."""

    CARD = "payment.show"
    CHALLENGE = "payment.challenge"
    WAITING = "payment.waiting"
    DONE = "orders.show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """An order of the visitor and its payment."""

    order: OrderView
    payment: PaymentView

    @property
    def step(self) -> Step:
        """Which page is next."""
        if self.payment.needs_confirmation:
            return Step.CHALLENGE
        if self.payment.is_waiting:
            return Step.WAITING
        return Step.CARD if self.payment.can_pay_online else Step.DONE

    @property
    def url(self) -> str:
        """The address of that page."""
        return same_link(self.step, number=self.order.number)

    @property
    def was_declined(self) -> bool:
        """Whether the last attempt came to nothing."""
        latest = self.payment.latest
        return latest is not None and latest.state in (AttemptState.DECLINED, AttemptState.FAILED)


def find_paying(number: str) -> Paying:
    """The order of this number with its payment, if it is the visitor's. Raises OrderNotFound."""
    order = get_order_by_number(db(), number, owner=owner())
    return Paying(order=order, payment=get_payment(db(), order.id))


def first_step(method_code: str) -> Step:
    """Where somebody goes who has just ordered: to the card company, or to the order."""
    return Step.CARD if is_paid_online(method_code) else Step.DONE
