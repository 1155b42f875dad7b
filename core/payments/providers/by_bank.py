"""Ways to pay by bank transfer: before delivery, or later on account."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.ledger.states import AccountCode
from core.payments.states import Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTransfer:
    """A way to pay that only a bank statement can confirm."""

    code: str
    label: str
    note: str
    timing: Timing
    account: AccountCode = AccountCode.BANK


ON_ACCOUNT = BankTransfer(
    code="on_account",
    label=N_("On account"),
    note=N_("You get an invoice with each delivery and pay it by bank transfer."),
    timing=Timing.LATER,
)
PREPAYMENT = BankTransfer(
    code="prepayment",
    label=N_("Prepayment by bank transfer"),
    note=N_("We deliver as soon as your transfer has arrived."),
    timing=Timing.BEFORE,
)
