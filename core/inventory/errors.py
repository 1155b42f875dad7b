"""Why stock is refused, in sentences for the shopper and for the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
    """Fewer pieces are there, or were counted, than are kept for orders."""

    def __init__(self, *, reserved: int, counted: int) -> None:
        super().__init__(
            "stock.still_reserved",
            N_("%(reserved)s are reserved for orders, and only %(counted)s would be left. Release some before."),
            field="quantity",
            reserved=reserved,
            counted=counted,
        )


class NotThere(Refused):
    """More pieces shall leave a warehouse than lie in it."""

    def __init__(self, *, there: int) -> None:
        super().__init__(
            "stock.not_there", N_("Only %(there)s pieces lie in this warehouse."), field="quantity", there=there
        )


class SameWarehouse(InvalidInput):
    """A transfer needs two warehouses."""

    def __init__(self) -> None:
        super().__init__(
            "stock.same_warehouse", N_("Please choose another warehouse to carry them to."), field="to_code"
        )


class ReasonMissing(InvalidInput):
    """Whoever changes the books says why."""

    def __init__(self) -> None:
        super().__init__("stock.reason_missing", N_("Please say why."), field="reason")


class NoQuantity(InvalidInput):
    """A movement or reservation of nothing, or of less than nothing."""

    def __init__(self) -> None:
        super().__init__("stock.quantity", N_("Please enter a quantity of at least one."), field="quantity")


class UnknownWarehouse(NotFound):
    """There is no such warehouse."""

    def __init__(self, *, code: str) -> None:
        super().__init__("warehouse.unknown", N_("There is no warehouse %(warehouse)s."), warehouse=code)


class WarehouseClosed(Refused):
    """Nothing is booked in a warehouse that was closed."""

    def __init__(self, *, code: str) -> None:
        super().__init__(
            "warehouse.closed",
            N_("The warehouse %(warehouse)s is closed; choose another one."),
            field="warehouse",
            warehouse=code,
        )


class WarehouseCodeTaken(Refused):
    """Another warehouse has this code."""

    def __init__(self, *, code: str) -> None:
        super().__init__(
            "warehouse.taken", N_("There is a warehouse %(warehouse)s already."), field="code", warehouse=code
        )


class WarehouseNotEmpty(Refused):
    """A warehouse in which something lies cannot be closed."""

    def __init__(self, *, name: str, pieces: int) -> None:
        super().__init__(
            "warehouse.not_empty",
            N_("%(pieces)s pieces lie in %(warehouse)s. Transfer them before you close it."),
            field="is_active",
            warehouse=name,
            pieces=pieces,
        )


class LastWarehouse(Refused):
    """A company needs one warehouse that is open."""

    def __init__(self) -> None:
        super().__init__("warehouse.last", N_("This is the last open warehouse; it stays open."), field="is_active")


class StocktakeRunning(Refused):
    """This warehouse is being counted already."""

    def __init__(self) -> None:
        super().__init__(
            "stocktake.running", N_("This warehouse is being counted already. End that first."), field="warehouse"
        )


class UnknownStocktake(NotFound):
    """There is no such stocktake."""

    def __init__(self) -> None:
        super().__init__("stocktake.unknown", N_("There is no such stocktake."))


class NotCounting(Refused):
    """The stocktake is being booked, or over."""

    def __init__(self) -> None:
        super().__init__("stocktake.over", N_("This stocktake is being booked or over; nothing is counted in it."))


class NotCountable(InvalidInput):
    """Article numbers that name nothing which lies in a warehouse, or numbers of pieces that cannot be meant."""

    def __init__(self, *, rows: str, field: str = "file") -> None:
        super().__init__(
            "stocktake.rows",
            N_("Nothing was taken. Please correct these: %(rows)s"),
            field=field,
            rows=rows,
        )


class CountBooked(Refused):
    """What was booked is not counted again in the same stocktake."""

    def __init__(self, *, sku: str) -> None:
        super().__init__(
            "stocktake.booked",
            N_("%(sku)s is booked already. Correct its stock, or count it in the next stocktake."),
            field="sku",
            sku=sku,
        )


class NothingCounted(Refused):
    """A stocktake without a count cannot be booked."""

    def __init__(self) -> None:
        super().__init__("stocktake.empty", N_("Nothing has been counted yet."))


class PartlyBooked(Refused):
    """A stocktake of which something is booked cannot be called off."""

    def __init__(self) -> None:
        super().__init__(
            "stocktake.partly_booked",
            N_("A part of it is booked. Empty the counts that are left, and book it to its end."),
        )


class DayFull(Refused):
    """Nobody has so much time left on a day; `next_day` has."""

    def __init__(self, *, day: date, next_day: date | None, field: str) -> None:
        template = N_("On %(day)s there is no time left for a visit. The next free day is %(next_day)s.")
        if next_day is None:
            template = N_("On %(day)s there is no time left for a visit, nor in the weeks after it.")
        super().__init__("visit.day_full", template, field=field, day=day, next_day=next_day)


class DayMissing(InvalidInput):
    """A pre-order needs the day from which it is sent."""

    def __init__(self) -> None:
        super().__init__("stock.day_missing", N_("Please say from which day it is sent."), field="expected_on")


class FewerThanPromised(Refused):
    """The limit would be below what orders wait for already."""

    def __init__(self, *, promised: int) -> None:
        super().__init__(
            "stock.promised",
            N_("Orders wait for %(promised)s pieces already; the limit cannot be lower."),
            field="most_waiting",
            promised=promised,
        )


class CanBeBought(Refused):
    """What somebody wants to hear of is there."""

    def __init__(self, *, name: str) -> None:
        super().__init__("stock_wish.there", N_("%(name)s can be bought now."), name=name)


class WishNotFound(NotFound):
    """There is no such wish any more."""

    def __init__(self) -> None:
        super().__init__("stock_wish.unknown", N_("We do not know this wish any more."))
