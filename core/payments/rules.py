"""Rules of payment: who may pay later, which answer leads where, how long to wait before asking again."""

from datetime import timedelta

from core.accounts.queries import CustomerView
from core.kernel.errors import AppError
from core.kernel.money import Money
from core.payments.errors import CreditLimitExceeded, NotOnAccount
from core.payments.protocol import Outcome
from core.payments.states import AttemptState

MOST_ASKS = 12
STATE_AFTER = {
    Outcome.CAPTURED: AttemptState.CAPTURED,
    Outcome.DECLINED: AttemptState.DECLINED,
    Outcome.REQUIRES_ACTION: AttemptState.REQUIRES_ACTION,
    Outcome.PENDING: AttemptState.UNKNOWN,
}


def refusal_on_account(
    customer: CustomerView, *, exposure_minor: int, amount_minor: int, guest_limit_minor: int
) -> AppError | None:
    """Why a customer may not pay this amount later, if so.

    `exposure_minor` is what they owe or will owe from earlier orders. Companies have their own limit, everybody
    else the one for guests.
    """
    currency = customer.currency
    wanted = exposure_minor + amount_minor
    if customer.on_account_allowed:
        if wanted <= customer.credit_limit_minor:
            return None
        free = max(0, customer.credit_limit_minor - exposure_minor)
        return CreditLimitExceeded(limit=Money(customer.credit_limit_minor, currency), free=Money(free, currency))
    return None if wanted <= guest_limit_minor else NotOnAccount(limit=Money(guest_limit_minor, currency))


def pause_before_asking(asks: int) -> timedelta:
    """Growing pauses: 2 s, 4 s, 8 s, ... up to an hour."""
    return min(timedelta(seconds=2 ** min(asks + 1, 12)), timedelta(hours=1))
