"""Why carts say no."""

from core.kernel.errors import Forbidden, InvalidInput, NotFound, Refused
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


class ListNotFound(NotFound):
    """There is no such list, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("list.unknown", N_("We cannot find this list."))


class ListNotYours(Forbidden):
    """A colleague keeps this list."""

    def __init__(self) -> None:
        super().__init__("list.not_yours", N_("Only whoever keeps this list can rename, share or remove it."))


class ListNameMissing(InvalidInput):
    """A list needs a name."""

    def __init__(self) -> None:
        super().__init__("list.name_missing", N_("Please give the list a name."), field="name")


class ListNameTaken(InvalidInput):
    """Two lists of one person have different names."""

    def __init__(self, *, name: str) -> None:
        super().__init__("list.name_taken", N_("You have a list %(name)s already."), "name", name=name)


class TooManyLists(Refused):
    """More lists than anybody keeps in order."""

    def __init__(self, *, most: int) -> None:
        super().__init__("list.too_many", N_("You can keep up to %(most)s lists. Please remove one first."), most=most)


class ListIsFull(InvalidInput):
    """More different articles than a list can hold."""

    def __init__(self, *, most: int) -> None:
        super().__init__("list.full", N_("A list holds up to %(most)s different articles."), most=most)
