"""Why carts say no."""

from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class CartNotFound(NotFound):
    """There is no such cart."""

    def __init__(self) -> None:
        super().__init__("cart.unknown", N_("We cannot find this cart any more. Please start a new one."))


class CartIsClosed(Refused):
    """The cart became an order, or was joined with another."""

    def __init__(self) -> None:
        super().__init__("cart.closed", N_("This cart was ordered already. What you add now goes into a new cart."))


class CartIsFull(InvalidInput):
    """More different articles than a cart can hold."""

    def __init__(self, *, most: int) -> None:
        super().__init__("cart.full", N_("A cart holds up to %(most)s different articles."), most=most)


class SheetRefused(InvalidInput):
    """A pasted or sent list that cannot be read at all."""

    def __init__(self, template: str) -> None:
        super().__init__("cart.sheet", template, field="text")
