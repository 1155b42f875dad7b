"""Why ordering from an offer in several calls is refused."""

from core.kernel.errors import InvalidInput, Refused
from core.kernel.i18n import N_


class NotForCalls(InvalidInput):
    """An offer of which something is chosen, or that changes a contract."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.not_for_calls",
            N_(
                "An offer that is ordered in several calls has only fixed lines: no optional ones, no alternatives,"
                " no quantities to choose, and no contract."
            ),
            field="in_calls",
        )


class CallTooMuch(InvalidInput):
    """More than is left."""

    def __init__(self, *, name: str, left: int, field: str) -> None:
        super().__init__(
            "quotes.call_too_much",
            N_("Of %(name)s only %(left)s are left in this offer."),
            field=field,
            name=name,
            left=left,
        )


class CallEmpty(InvalidInput):
    """A call that takes nothing."""

    def __init__(self) -> None:
        super().__init__("quotes.call_empty", N_("Please say how much of which article you want."), field="choice")


class CallMoved(Refused):
    """Somebody has ordered from the offer since the page was seen."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.call_moved",
            N_("Somebody has ordered from this offer meanwhile. Please look at what is left, and order again."),
        )


class NothingLeft(Refused):
    """The offer has no rest that could be ended."""

    def __init__(self) -> None:
        super().__init__("quotes.nothing_left", N_("Nothing of this offer can be ordered any more."))
