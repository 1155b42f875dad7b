"""Why contracts say no."""

from datetime import date

from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class ContractNotFound(NotFound):
    """There is no such contract, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("contract.unknown", N_("We cannot find this contract."))


class StartsTooEarly(InvalidInput):
    """A start before there was anything to start."""

    def __init__(self, *, earliest: date) -> None:
        super().__init__(
            "contract.starts_too_early",
            N_("This subscription cannot start before %(earliest)s, the day on which it was agreed."),
            field="starts_on",
            earliest=earliest,
        )


class StartsElsewhere(Refused):
    """The contract runs already, from another day on."""

    def __init__(self, *, number: str, starts_on: date) -> None:
        super().__init__(
            "contract.runs_already",
            N_("Contract %(number)s runs since %(starts_on)s already."),
            field="starts_on",
            number=number,
            starts_on=starts_on,
        )


class EndsInsidePeriod(InvalidInput):
    """An end that would cut a billing period in two."""

    def __init__(self) -> None:
        super().__init__(
            "contract.ends_inside_period",
            N_("A contract ends at the end of a billing period. Please choose such a day."),
            field="ends_on",
        )


class EndsTooEarly(InvalidInput):
    """An end before what is agreed or billed already."""

    def __init__(self, *, earliest: date) -> None:
        super().__init__(
            "contract.ends_too_early",
            N_("This contract cannot end before %(earliest)s."),
            field="ends_on",
            earliest=earliest,
        )


class ContractMoved(Refused):
    """The contract is not what a change was agreed for: changed, ended or billed further meanwhile."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            "contract.moved",
            N_("Contract %(number)s has changed since this was offered. Please ask for a new version."),
            number=number,
        )


class ChangeInsidePeriod(InvalidInput):
    """A change that would begin in the middle of a period, or in one that is billed already."""

    def __init__(self, *, earliest: date) -> None:
        super().__init__(
            "contract.change_inside_period",
            N_("A change begins with a billing period, on %(earliest)s at the earliest."),
            field="effective_on",
            earliest=earliest,
        )


class BilledOutOfOrder(Refused):
    """The period is not the next one to bill."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            "contract.billed_out_of_order",
            N_("The periods of contract %(number)s are billed one after the other, each once."),
            number=number,
        )
