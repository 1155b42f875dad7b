"""Why stock is refused, in sentences for the shopper and for the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """An article of which less is free than was wanted."""

    variant_id: UUID
    name: str
    wanted: int
    free: int


class NotEnoughStock(Refused):
    """Less is free than was wanted; nothing was reserved. `shortages` names every article concerned."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        first = shortages[0]
        if first.free:
            template = N_("Only %(free)s of %(name)s are left. Please lower the quantity.")
        else:
            template = N_("%(name)s is sold out. Please remove it to continue.")
        super().__init__("stock.short", template, field="quantity", name=first.name, free=first.free)
        self.shortages = tuple(shortages)


class NotReserved(Refused):
    """More shall leave the warehouse than is kept for the order; nothing was moved."""

    def __init__(self, *, held: int, wanted: int) -> None:
        super().__init__(
            "stock.not_reserved",
            N_("Only %(held)s of the %(wanted)s pieces are reserved for this order."),
            field="quantity",
            held=held,
            wanted=wanted,
        )


class StillReserved(Refused):
    """Fewer pieces were counted than are kept for orders."""

    def __init__(self, *, reserved: int) -> None:
        super().__init__(
            "stock.still_reserved",
            N_("%(reserved)s pieces are reserved for orders; release some before you book fewer."),
            field="quantity",
            reserved=reserved,
        )


class NoQuantity(InvalidInput):
    """A movement or reservation of nothing, or of less than nothing."""

    def __init__(self) -> None:
        super().__init__("stock.quantity", N_("Please enter a quantity of at least one."), field="quantity")


class UnknownWarehouse(NotFound):
    """There is no such warehouse."""

    def __init__(self, *, code: str) -> None:
        super().__init__("warehouse.unknown", N_("There is no warehouse %(warehouse)s."), warehouse=code)
