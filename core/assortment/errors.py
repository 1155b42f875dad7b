"""Why a file, a mapping or a row is not taken. The sentences about a row say what to do."""

from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class MappingRefused(InvalidInput):
    """The mapping says something that cannot be meant."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(
            "import.mapping", N_("The mapping cannot be used: %(reason)s."), field="mapping", reason=reason
        )


class UnknownImport(NotFound):
    """There is no such import."""

    def __init__(self) -> None:
        super().__init__("import.unknown", N_("There is no such import."))


class NothingToResume(Refused):
    """No import of this file was interrupted."""

    def __init__(self) -> None:
        super().__init__("import.nothing_to_resume", N_("No interrupted import of this file was found. Start it anew."))


class CellRefused(InvalidInput):
    """A value that a row cannot have; the field names the column."""

    def __init__(self, column: str, template: str, **values: object) -> None:
        super().__init__("import.cell", template, field=column, **values)


class NothingChosen(InvalidInput):
    """Nothing is chosen, or more than can be changed at once."""

    def __init__(self, *, most: int) -> None:
        super().__init__(
            "bulk.nothing_chosen",
            N_("Please choose at least one product and at most %(most)s."),
            field="what",
            most=most,
        )


class UnknownBulkChange(NotFound):
    """There is no such change."""

    def __init__(self) -> None:
        super().__init__("bulk.unknown", N_("There is no such change of many products."))


class PercentOutOfRange(InvalidInput):
    """Prices cannot be moved by so much."""

    def __init__(self) -> None:
        super().__init__("bulk.percent", N_("Please enter a whole percent from -99 to 500, but not 0."), field="value")


class PriceTooHigh(InvalidInput):
    """A price would be more than anybody types by intent."""

    def __init__(self) -> None:
        super().__init__("bulk.price", N_("A price would be 10,000,000 or more."), field="value")


class ValueDoesNotFit(InvalidInput):
    """The value is not what this change needs."""

    def __init__(self) -> None:
        super().__init__("bulk.value", N_("This value does not fit what is to be changed."), field="value")
