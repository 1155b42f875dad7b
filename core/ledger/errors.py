"""Why the books refuse an entry."""

from core.kernel.errors import Refused
from core.kernel.i18n import N_


class UnbalancedEntry(Refused):
    """Debit and credit differ within one business unit and currency."""

    def __init__(self, *, difference_minor: int, currency: str) -> None:
        super().__init__(
            "ledger.unbalanced",
            N_("Debit and credit of this entry differ by %(difference)s minor units of %(currency)s."),
            difference=difference_minor,
            currency=currency,
        )


class EmptyEntry(Refused):
    """Nothing would be posted."""

    def __init__(self) -> None:
        super().__init__("ledger.empty", N_("An entry needs at least two postings that are not zero."))


class EntryDiffers(Refused):
    """The key was used before, for an entry with other postings."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "ledger.entry_differs",
            N_("The entry %(key)s was posted before with other amounts; the books do not change."),
            key=key,
        )
