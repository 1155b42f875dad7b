"""What is refused of offers that change a running contract."""

from datetime import date

from core.kernel.errors import InvalidInput, Refused
from core.kernel.i18n import N_


class NotExtendable(Refused):
    """The contract cannot be changed by an offer."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            "quotes.not_extendable",
            N_("Contract %(number)s does not run, or counts otherwise than its customer's price list does now."),
            number=number,
        )


class OneContract(InvalidInput):
    """The line of the contract that an offer changes is not taken out."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.one_contract",
            N_("This line is the contract itself. Its article can be exchanged, but not taken out."),
            field="skus",
        )


class NoSubscription(InvalidInput):
    """A contract becomes a subscription, and only subscriptions run beside it."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "quotes.no_subscription",
            N_("%(name)s is no subscription. A contract can become another subscription, or get some beside it."),
            field="skus",
            name=name,
        )


class OtherInterval(InvalidInput):
    """What is added is billed with the contract, so as often."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "quotes.other_interval",
            N_("%(name)s is not billed as often as the contract. Please choose a plan of the same interval."),
            field="skus",
            name=name,
        )


class BeginsWithTrial(InvalidInput):
    """What begins with days of trial is not billed on the days of a contract that runs."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "quotes.begins_with_trial",
            N_("%(name)s begins with days of trial. That is not possible in an offer about a running contract."),
            field="skus",
            name=name,
        )


class AddedOtherwise(InvalidInput):
    """The contract would be billed in another interval than what is added beside it."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.added_otherwise",
            N_("The added articles are billed in another interval. Please take them out before you exchange this one."),
            field="skus",
        )


class LineIsFixed(InvalidInput):
    """An offer about a contract is accepted as it is."""

    def __init__(self, *, field: str) -> None:
        super().__init__(
            "quotes.line_is_fixed",
            N_("An offer about a contract is accepted as it is: nothing in it is optional or left to choose."),
            field=field,
        )


class NoSuchContract(InvalidInput):
    """Not a contract of the same customer, or this one."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.no_such_contract", N_("This customer has no other contract with this number."), field="coterm"
        )


class AddedTooLate(Refused):
    """The day on which the added articles were to begin is over."""

    def __init__(self, *, starts_on: date) -> None:
        super().__init__(
            "quotes.added_too_late",
            N_("What this offer adds was to begin on %(starts_on)s. Please ask us for a new version."),
            starts_on=starts_on,
        )
