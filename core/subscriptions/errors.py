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


class StartsBeside(InvalidInput):
    """What was added to a contract starts on a day on which that is not billed, or too early."""

    def __init__(self, *, number: str, earliest: date) -> None:
        super().__init__(
            "contract.starts_beside",
            N_(
                "This subscription was added to contract %(number)s and is billed on its days. "
                "It can start on %(earliest)s, or on that day of a later month."
            ),
            field="starts_on",
            number=number,
            earliest=earliest,
        )


class OtherEnd(InvalidInput):
    """The other contract does not bind until the day that was agreed, or for no longer than the change begins."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            "contract.other_end",
            N_(
                "Contract %(number)s does not bind until the day that is written here, or not beyond the day of the "
                "change. Please choose again."
            ),
            field="coterm",
            number=number,
        )


class EndIsFixed(InvalidInput):
    """A contract that ends on a day would end in the middle of a period."""

    def __init__(self, *, number: str, ends_on: date) -> None:
        super().__init__(
            "contract.end_is_fixed",
            N_(
                "Contract %(number)s ends on %(ends_on)s, and would end in the middle of a period. "
                "Please bind it beyond that day, or leave its billing days as they are."
            ),
            field="term_months",
            number=number,
            ends_on=ends_on,
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
