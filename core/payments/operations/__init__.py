"""What payments does: sell a cart, get the money by provider or bank, give it back."""

from core.payments.operations.attempts import (
    Question,
    begin_asking,
    is_unknown,
    record_answer,
    record_silence,
    start_attempt,
)
from core.payments.operations.cancelling import cancel_by_office, cancel_expired, cancel_paid_order, cancel_unpaid
from core.payments.operations.changing import change_order
from core.payments.operations.purchase import buy_agreed, buy_cart, switch_method
from core.payments.operations.questions import answer_question
from core.payments.operations.receipts import record_bank_receipt, settle_payment
from core.payments.operations.refunds import (
    begin_refund,
    record_refund_answer,
    record_refund_paid,
    record_refund_silence,
    refund_owed,
)
from core.payments.operations.reminding import remind_of_transfers
from core.payments.operations.settling import settle_attempt, settle_refund

__all__ = [
    "Question",
    "answer_question",
    "begin_asking",
    "begin_refund",
    "buy_agreed",
    "buy_cart",
    "cancel_by_office",
    "cancel_expired",
    "cancel_paid_order",
    "cancel_unpaid",
    "change_order",
    "is_unknown",
    "record_answer",
    "record_bank_receipt",
    "record_refund_answer",
    "record_refund_paid",
    "record_refund_silence",
    "record_silence",
    "refund_owed",
    "remind_of_transfers",
    "settle_attempt",
    "settle_payment",
    "settle_refund",
    "start_attempt",
    "switch_method",
]
