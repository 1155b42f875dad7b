"""What can be done with orders and their parts."""

from core.accounts.rules import AddressInput
from core.orders.operations.again import OrderedAgain, order_again
from core.orders.operations.aggregate import lock_order, lock_order_of_part, part_of
from core.orders.operations.approvals import (
    PurchaseWish,
    WishedArticle,
    ask_about_purchase,
    ask_for_approval,
    decide_on_purchase,
    refusal_of,
    require_allowance,
)
from core.orders.operations.backorders import give_up_reservation, note_allocation, take_up_again
from core.orders.operations.changing import Change, ChangedRow, apply_change
from core.orders.operations.checkout import Agreement, Checkout, Contact, Purchase, SplitWish
from core.orders.operations.ending import cancel_order, cancel_part, release_order
from core.orders.operations.parts import acknowledge_part, fail_part, mark_part_unknown, plan_part, start_part
from core.orders.operations.placing import place_agreed, place_order
from core.orders.operations.quantities import (
    Cause,
    complete_part,
    progress_part,
    record_invoiced,
    record_return,
    require_open,
)

__all__ = [
    "AddressInput",
    "Agreement",
    "Cause",
    "Change",
    "ChangedRow",
    "Checkout",
    "Contact",
    "OrderedAgain",
    "Purchase",
    "PurchaseWish",
    "SplitWish",
    "WishedArticle",
    "acknowledge_part",
    "apply_change",
    "ask_about_purchase",
    "ask_for_approval",
    "cancel_order",
    "cancel_part",
    "complete_part",
    "decide_on_purchase",
    "fail_part",
    "give_up_reservation",
    "lock_order",
    "lock_order_of_part",
    "mark_part_unknown",
    "note_allocation",
    "order_again",
    "part_of",
    "place_agreed",
    "place_order",
    "plan_part",
    "progress_part",
    "record_invoiced",
    "record_return",
    "refusal_of",
    "release_order",
    "require_allowance",
    "require_open",
    "start_part",
    "take_up_again",
]
