"""Why billing refuses."""

from decimal import Decimal

from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class InvoiceNotFound(NotFound):
    """There is no such invoice, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("billing.no_invoice", N_("There is no invoice with this number."))


class NothingToInvoice(Refused):
    """The cause moved no quantity."""

    def __init__(self) -> None:
        super().__init__("billing.nothing_to_invoice", N_("There is nothing to invoice here."))


class CreditExceedsInvoice(Refused):
    """More would be credited than was invoiced."""

    def __init__(self, *, name: str, most: int) -> None:
        super().__init__(
            "billing.credit_exceeds_invoice",
            N_("Of %(name)s only %(most)s are invoiced and not yet credited."),
            field="quantity",
            name=name,
            most=most,
        )


class NoAccountForTax(Refused):
    """The chart of accounts has nothing for this rate."""

    def __init__(self, *, country: str, rate: Decimal) -> None:
        super().__init__(
            "billing.no_account_for_tax",
            N_("The chart of accounts has no account for %(rate)s VAT in %(country)s."),
            country=country,
            rate=rate,
        )


class AmountNotPositive(InvalidInput):
    """Money moves in positive amounts."""

    def __init__(self) -> None:
        super().__init__("billing.amount_not_positive", N_("Enter an amount above zero."), field="amount")


class WrongCurrency(Refused):
    """The money is in another currency than the order."""

    def __init__(self, *, given: str, expected: str) -> None:
        super().__init__(
            "billing.wrong_currency",
            N_("This money is in %(given)s, but the order is in %(expected)s."),
            field="amount",
            given=given,
            expected=expected,
        )


class ReceiptDiffers(Refused):
    """The key was used before, for another amount or order."""

    def __init__(self) -> None:
        super().__init__(
            "billing.receipt_differs", N_("This receipt was recorded before with another amount or order.")
        )


class NotThatMuchToPayOut(Refused):
    """More would be paid back than there is."""

    def __init__(self) -> None:
        super().__init__(
            "billing.not_that_much_to_pay_out",
            N_("That is more than this customer is owed for this order; nothing was paid back."),
            field="amount",
        )
