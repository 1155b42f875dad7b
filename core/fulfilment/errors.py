"""Why fulfilment says no."""

from core.kernel.errors import InvalidInput, NotFound
from core.kernel.i18n import N_


class UnknownBackend(NotFound):
    """No back-end of this name is installed."""

    def __init__(self, *, name: str) -> None:
        super().__init__("backend.unknown", N_("There is no back-end %(name)s."), name=name)


class NotGoods(InvalidInput):
    """Only goods can be shipped."""

    def __init__(self) -> None:
        super().__init__("shipment.not_goods", N_("Only goods can be shipped; this part is something else."))


class ServiceJobNotFound(NotFound):
    """There is no such visit."""

    def __init__(self) -> None:
        super().__init__("service_job.unknown", N_("We cannot find this visit."))


class ShipmentNotFound(NotFound):
    """There is no such shipment."""

    def __init__(self) -> None:
        super().__init__("shipment.unknown", N_("We cannot find this shipment."))


class ReturnNotFound(NotFound):
    """There is no such return."""

    def __init__(self) -> None:
        super().__init__("customer_return.unknown", N_("We cannot find this return."))


class VisitInThePast(InvalidInput):
    """A visit cannot be planned for a moment that is over."""

    def __init__(self) -> None:
        super().__init__("service_job.past", N_("Please choose a moment in the future."), field="at")


class TextMissing(InvalidInput):
    """A text that we cannot do without."""

    def __init__(self, *, field: str) -> None:
        super().__init__("fulfilment.missing", N_("Please fill in this field."), field=field)
