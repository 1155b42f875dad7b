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
    customer: CustomerView, *, exposure_minor: int, amount_minor: int, guest_limit_minor: int, granted_minor: int = 0
) -> AppError | None:
    """Why a customer may not pay this amount later, if so.

    `exposure_minor` is what they owe or will owe from earlier orders. Accounts have limits of their own, guests all
    the same one; nobody is told what a guest owes, because anybody can type that guest's address. `granted_minor` is
    by how much more than their limit somebody has allowed them to owe.
    """
    currency = customer.currency
    if not customer.on_account_allowed:
        return NotOnAccount(limit=Money.zero(currency))
    limit = guest_limit_minor if customer.is_guest else customer.credit_limit_minor
    if exposure_minor + amount_minor <= limit + granted_minor:
        return None
    if customer.is_guest:
        return NotOnAccount(limit=Money(limit, currency))
    free = max(0, limit - exposure_minor)
    return CreditLimitExceeded(limit=Money(limit, currency), free=Money(free, currency))


def pause_before_asking(asks: int) -> timedelta:
    """Growing pauses after so many questions: 4 s, 8 s, 16 s, ... up to an hour."""
    return min(timedelta(seconds=2 ** min(asks + 1, 12)), timedelta(hours=1))
