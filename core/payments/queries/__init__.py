"""What pages and operations may know of payments."""

from core.payments.queries.payments import (
    AttemptView,
    AwaitedFigures,
    AwaitedPayment,
    BankInstructions,
    MethodOption,
    PaymentView,
    RefundView,
    awaited_figures,
    awaited_payments,
    get_payment,
    is_paid_online,
    label_of,
    method_options,
    open_refunds,
)
from core.payments.queries.stuck import (
    StuckMoney,
    find_stuck_charge,
    find_stuck_refund,
    get_stuck_charge,
    get_stuck_refund,
)

__all__ = [
    "AttemptView",
    "AwaitedFigures",
    "AwaitedPayment",
    "BankInstructions",
    "MethodOption",
    "PaymentView",
    "RefundView",
    "StuckMoney",
    "awaited_figures",
    "awaited_payments",
    "find_stuck_charge",
    "find_stuck_refund",
    "get_payment",
    "get_stuck_charge",
    "get_stuck_refund",
    "is_paid_online",
    "label_of",
    "method_options",
    "open_refunds",
]
