"""Why payments refuses."""

from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_
from core.kernel.money import Money


class UnknownMethod(InvalidInput):
    """There is no such way to pay, or not for this customer."""

    def __init__(self) -> None:
        super().__init__("payments.unknown_method", N_("Please choose one of the ways to pay."), field="payment_method")


class NotOnAccount(Refused):
    """This customer may not pay later at all (a limit of zero), or this guest not that much."""

    def __init__(self, *, limit: Money) -> None:
        sentence = N_(
            "We can offer payment on account up to %(limit)s in open orders. Please choose another way to pay."
        )
        if limit.is_zero:
            sentence = N_("We cannot offer you payment on account. Please choose another way to pay.")
        super().__init__("payments.not_on_account", sentence, field="payment_method", limit=limit)


class CreditLimitExceeded(Refused):
    """The order and what is open already exceed the credit limit."""

    def __init__(self, *, limit: Money, free: Money) -> None:
        super().__init__(
            "payments.credit_limit",
            N_("Your credit limit is %(limit)s, of which %(free)s are free. Please choose another way to pay."),
            field="payment_method",
            limit=limit,
            free=free,
        )


class AlreadyPaid(Refused):
    """Nothing is to be paid any more."""

    def __init__(self) -> None:
        super().__init__("payments.already_paid", N_("This order is paid; there is nothing left to pay."))


class OrderNotPayable(Refused):
    """The order is cancelled, or is paid in another way."""

    def __init__(self) -> None:
        super().__init__("payments.not_payable", N_("This order cannot be paid in this way any more."))


class AttemptRunning(Refused):
    """We are still waiting for an answer; a second charge could take the money twice."""

    def __init__(self) -> None:
        super().__init__(
            "payments.attempt_running",
            N_("We are still waiting for the answer to your last payment. Please give it a moment."),
        )


class RefundRunning(Refused):
    """The provider may still give the money back; a transfer now could give it back twice."""

    def __init__(self) -> None:
        super().__init__(
            "payments.refund_running",
            N_("The card company is still paying this back. Please wait for its answer."),
        )


class PaymentNotFound(NotFound):
    """There is no such payment, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("payments.not_found", N_("There is no such payment."))


class AmountTyped(InvalidInput):
    """Money moves in positive amounts."""

    def __init__(self) -> None:
        super().__init__("payments.amount", N_("Enter an amount above zero."), field="amount")


class AmountNegative(InvalidInput):
    """A provider takes money or does not."""

    def __init__(self) -> None:
        super().__init__("payments.amount_negative", N_("Enter zero or more."), field="amount")


class GivenTooMuch(InvalidInput):
    """Nobody can have got back more than is owed; the rest is a matter between us and the provider."""

    def __init__(self, *, most_minor: int, currency: str) -> None:
        super().__init__(
            "payments.given_too_much",
            N_("At most %(amount)s are owed back for this order. Claim the rest from the provider."),
            field="amount",
            amount=Money(most_minor, currency),
        )


class AttemptAnswered(Refused):
    """What became of the charge or refund is known by now; nobody needs to say it."""

    def __init__(self) -> None:
        super().__init__(
            "payments.attempt_answered", N_("The provider has answered meanwhile; there is nothing left to settle.")
        )


class LineRecorded(Refused):
    """The same text and amount were recorded today for this order."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            "payments.line_recorded",
            N_("This is recorded already as %(number)s. If it is a second transfer, add its line of the statement."),
            field="reference",
            number=number,
        )
