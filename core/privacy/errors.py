"""Why data is not copied or erased now, in sentences for the person whom it is about."""

from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class CopyUnderWay(Refused):
    """One copy at a time."""

    def __init__(self) -> None:
        super().__init__(
            "privacy.copy_under_way", N_("A copy is being written already. You get a letter when it is there.")
        )


class CopyNotThere(NotFound):
    """The copy is not written yet, or removed again."""

    def __init__(self) -> None:
        super().__init__("privacy.copy_not_there", N_("This copy is not here any more. Please ask for a new one."))


class ErasureAskedAlready(Refused):
    """The erasure was asked for already."""

    def __init__(self) -> None:
        super().__init__("privacy.asked", N_("The erasure is asked for already."))


class NoErasure(NotFound):
    """There is no erasure that could be withdrawn."""

    def __init__(self) -> None:
        super().__init__("privacy.no_erasure", N_("No erasure is waiting."))


class NoReason(InvalidInput):
    """Whoever erases or reads somebody else's data says why."""

    def __init__(self) -> None:
        super().__init__("privacy.reason", N_("Please say why."), field="reason")


class StillNeeded(Refused):
    """Something is under way for which the data is needed; `what` is a document's number or an amount."""

    def __init__(self, code: str, template: str, *, what: str = "") -> None:
        super().__init__(f"privacy.{code}", template, what=what)


def open_order(number: str) -> StillNeeded:
    """An order that is neither completed nor cancelled."""
    return StillNeeded(
        "order_open", N_("Order %(what)s is not finished yet. Please wait for it, or cancel it first."), what=number
    )


def running_contract(number: str) -> StillNeeded:
    """A subscription that runs."""
    return StillNeeded("contract", N_("The subscription %(what)s is running. It has to end first."), what=number)


def unpaid_invoice(number: str) -> StillNeeded:
    """An invoice that is not paid, or a credit note that is not paid out."""
    return StillNeeded("invoice_open", N_("The document %(what)s is not settled yet."), what=number)


def money_of_yours() -> StillNeeded:
    """A credit balance."""
    return StillNeeded("balance", N_("We still have money of yours. It has to be paid back first."))


def last_admin() -> StillNeeded:
    """The only administrator of a company that has other people."""
    return StillNeeded(
        "last_admin", N_("You are your company's last administrator. Please make a colleague one first.")
    )
