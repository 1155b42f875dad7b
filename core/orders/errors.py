"""Why orders say no."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from core.accounts.states import LimitWindow
from core.kernel.errors import Forbidden, InvalidInput, NotFound, Refused
from core.kernel.i18n import N_
from core.kernel.money import Money


def quantity_field(line_id: UUID) -> str:
    """The name of the field in which a person types the quantity of an order line."""
    return f"quantity-{line_id}"


class OrderNotFound(NotFound):
    """There is no such order, or it is somebody else's: from outside they are the same."""

    def __init__(self) -> None:
        super().__init__("order.unknown", N_("We cannot find this order."))


class NothingToOrder(Refused):
    """The cart is empty."""

    def __init__(self) -> None:
        super().__init__("order.empty_cart", N_("Your cart is empty. Please put something into it first."))


class CartChanged(Refused):
    """The cart is not the one that the form was made from."""

    def __init__(self) -> None:
        super().__init__(
            "order.cart_changed",
            N_("Your cart was changed in another window. Nothing is ordered yet: please check it and order again."),
        )


class PriceChanged(Refused):
    """The price is not the one that the customer saw."""

    def __init__(self, *, gross_minor: int, currency: str) -> None:
        super().__init__(
            "order.price_changed",
            N_("A price has changed since you opened this page. Nothing is ordered yet: please check and order again."),
            gross_minor=gross_minor,
            currency=currency,
        )


class DateInThePast(InvalidInput):
    """A wish for a day that is over."""

    def __init__(self, *, field: str) -> None:
        super().__init__("order.date_past", N_("Please choose a day that is not in the past."), field=field)


class SplitAbroad(InvalidInput):
    """An order goes to one country: its tax follows from that."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "order.split_abroad",
            N_("%(name)s is in another country than the delivery address. Please order for it apart."),
            field="split",
            name=name,
        )


class DateTooFar(InvalidInput):
    """A wish for a day so far ahead that nobody plans for it yet."""

    def __init__(self, *, field: str, last_day: date) -> None:
        super().__init__(
            "order.date_far", N_("Please choose a day until %(last_day)s."), field=field, last_day=last_day
        )


class UnknownAddress(InvalidInput):
    """The chosen address is not in the customer's address book."""

    def __init__(self, *, field: str) -> None:
        super().__init__("order.unknown_address", N_("Please choose one of your addresses."), field=field)


class OrderIsCancelled(Refused):
    """It is too late: the order is cancelled."""

    def __init__(self, *, number: str) -> None:
        super().__init__("order.cancelled", N_("Order %(number)s is cancelled."), number=number)


class TooLateToCancel(Refused):
    """Something of the order is done already, or just being handed over."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            "order.too_late_to_cancel",
            N_("Order %(number)s cannot be cancelled any more: it is already being fulfilled."),
            number=number,
        )


class NotReleased(Refused):
    """The condition of payment is not met yet."""

    def __init__(self, *, number: str) -> None:
        super().__init__("order.not_released", N_("Order %(number)s is still waiting for its payment."), number=number)


class StillUnpaid(Refused):
    """Goods of an order that is not paid are freed by cancelling it, or by time."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            "order.unpaid",
            N_("Order %(number)s is not paid yet. Its goods become free when it is cancelled, or by themselves."),
            number=number,
        )


class OtherReference(Refused):
    """A back-end gave a second reference for the same part."""

    def __init__(self, *, known: str, given: str) -> None:
        super().__init__(
            "order_part.other_reference",
            N_("The back-end has this part as %(known)s and cannot have it as %(given)s too."),
            known=known,
            given=given,
        )


_NOT_READY = {
    "planned": N_("This part has not been handed over yet."),
    "handed_over": N_("This part is just being handed over. Please try again in a moment."),
    "unknown": N_("The back-end has not answered yet whether it has this part."),
    "failed": N_("The back-end refused this part. Please hand it over again first."),
    "completed": N_("Everything of this part is done already."),
    "cancelled": N_("This part is cancelled."),
}


class PartNotReady(Refused):
    """Nothing can be done for this part in its present state, named by its value."""

    def __init__(self, state: str) -> None:
        super().__init__(f"order_part.{state}", _NOT_READY[state])


class NothingChosen(InvalidInput):
    """No quantity at all."""

    def __init__(self) -> None:
        super().__init__("quantity.none", N_("Please enter a quantity for at least one line."), field="quantities")


class QuantityTooSmall(InvalidInput):
    """Zero or less."""

    def __init__(self, *, line_id: UUID, name: str) -> None:
        super().__init__(
            "quantity.too_small",
            N_("%(name)s: please enter a whole quantity of 1 or more."),
            field=quantity_field(line_id),
            name=name,
        )


class QuantityTooLarge(InvalidInput):
    """More than there is to do."""

    def __init__(self, *, line_id: UUID, name: str, most: int) -> None:
        super().__init__(
            "quantity.too_large",
            N_("%(name)s: only %(most)s are possible."),
            field=quantity_field(line_id),
            name=name,
            most=most,
        )


class ForeignLine(InvalidInput):
    """A line that does not belong here."""

    def __init__(self, *, line_id: UUID) -> None:
        super().__init__("quantity.foreign_line", N_("This line does not belong here."), field=quantity_field(line_id))


class OverOrderLimit(Refused):
    """Somebody may not place an order of this size alone."""

    def __init__(self, *, limit: Money) -> None:
        super().__init__(
            "order.over_order_limit",
            N_("You may order up to %(limit)s at a time. Please ask a colleague to approve this purchase."),
            limit=limit,
        )


class OverWindowLimit(Refused):
    """With what was ordered before, this is more than somebody may spend in a day, week or month."""

    SENTENCES: ClassVar = {
        LimitWindow.DAY: N_(
            "You may order up to %(limit)s a day, of which %(free)s are left."
            " Please ask a colleague to approve this purchase."
        ),
        LimitWindow.WEEK: N_(
            "You may order up to %(limit)s a week, of which %(free)s are left."
            " Please ask a colleague to approve this purchase."
        ),
        LimitWindow.MONTH: N_(
            "You may order up to %(limit)s a month, of which %(free)s are left."
            " Please ask a colleague to approve this purchase."
        ),
    }

    def __init__(self, *, limit: Money, free: Money, window: LimitWindow) -> None:
        super().__init__("order.over_window_limit", self.SENTENCES[window], limit=limit, free=free)


class ApprovalNotFound(NotFound):
    """There is no such purchase to approve, or it is another company's."""

    def __init__(self) -> None:
        super().__init__("approval.unknown", N_("We cannot find this purchase."))


class ApprovalNotYours(Forbidden):
    """Nobody approves their own purchase, nor without the role for it."""

    def __init__(self) -> None:
        super().__init__(
            "approval.not_yours", N_("Another colleague who may approve purchases has to decide on this one.")
        )


class ApprovalDecided(Refused):
    """Somebody was faster, or the purchase was changed meanwhile."""

    def __init__(self) -> None:
        super().__init__("approval.decided", N_("This was decided on or withdrawn already. Nothing was changed."))


_FIXED = {
    "begun": N_("Something of this part is done already; what is left of it cannot be changed here any more."),
    "visit_agreed": N_("The visit on %(date)s is agreed. Please call us if it does not suit you."),
    "handed_over": N_("This part is just being handed over. Please try again in a few minutes."),
    "unknown": N_("This part is just being handed over. Please try again in a few minutes."),
    "failed": N_("We are clarifying something with this part and will write to you."),
    "completed": N_("Everything of this part is done already."),
    "cancelled": N_("This part is cancelled."),
}


class PartFixed(Refused):
    """A part cannot be changed by its customer any more, for the one reason that is named."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(f"order_part.fixed_{reason}", _FIXED[reason], None, **values)


class NothingToChange(Refused):
    """All is as it was."""

    def __init__(self) -> None:
        super().__init__("order.nothing_to_change", N_("Nothing of it would be different. Please choose a change."))


class BelowTier(InvalidInput):
    """So few pieces would have cost more each."""

    def __init__(self, *, line_id: UUID, name: str, least: int) -> None:
        super().__init__(
            "quantity.below_tier",
            N_("%(name)s: your price holds from %(least)s pieces on. Keep as many, or take all of them out."),
            field=quantity_field(line_id),
            name=name,
            least=least,
        )


class OrderMoved(Refused):
    """The order is not as it was when the change was shown."""

    def __init__(self) -> None:
        super().__init__(
            "order.moved",
            N_("Something about this order has moved on since you looked. Nothing is changed yet: please look again."),
        )


class AddressFixed(Refused):
    """Where it goes cannot be changed any more."""

    def __init__(self) -> None:
        super().__init__(
            "order.address_fixed", N_("Something of this order is done already, so its address stays as it is.")
        )


class GoesToSeveral(Refused):
    """An order that goes to several addresses is changed by us: each of its deliveries is paid for."""

    def __init__(self) -> None:
        super().__init__(
            "order.several_addresses", N_("This order goes to several addresses. Please write to us to change it.")
        )


class OtherCountry(InvalidInput):
    """Another country means other taxes: that is another order."""

    def __init__(self) -> None:
        super().__init__(
            "order.other_country",
            N_("Into another country other taxes hold. Please cancel this order and order anew."),
            field="country",
        )


class DeliveryDearer(InvalidInput):
    """The way there costs more, and the order is paid."""

    def __init__(self, *, more: Money) -> None:
        super().__init__(
            "order.delivery_dearer",
            N_("The delivery there costs %(more)s more, and this order is paid. Please cancel it and order anew."),
            field="postal_code",
            more=more,
        )
