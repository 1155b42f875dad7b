"""The lives of a payment, of an attempt to collect it, and of a refund; and how far something is paid."""

from enum import StrEnum

from core.kernel.states import StateMachine


class PaymentState(StrEnum):
    """Whether the obligation to pay an order is met."""

    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class AttemptState(StrEnum):
    """Where an attempt to collect money stands. `unknown`: we asked and have no answer, and ask by reference."""

    CREATED = "created"
    ASKING = "asking"
    REQUIRES_ACTION = "requires_action"
    UNKNOWN = "unknown"
    CAPTURED = "captured"
    DECLINED = "declined"
    FAILED = "failed"


class RefundState(StrEnum):
    """Where money on its way back stands. A transfer by hand stays `created` until it is recorded."""

    CREATED = "created"
    ASKING = "asking"
    UNKNOWN = "unknown"
    PAID = "paid"
    FAILED = "failed"


class ChargeStatus(StrEnum):
    """How what was charged stands to what is due."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"
    OVERCHARGED = "overcharged"


class DemoChargeState(StrEnum):
    """How the company behind the demo card sees a charge."""

    PENDING = "pending"
    CHALLENGE = "challenge"
    CAPTURED = "captured"
    DECLINED = "declined"


PAYMENT_LIFE = StateMachine("payment", PaymentState.OPEN, {
    PaymentState.OPEN:      frozenset({PaymentState.PAID, PaymentState.CANCELLED}),
    PaymentState.PAID:      frozenset({PaymentState.REFUNDED}),
    # money that came after the order was cancelled went back
    PaymentState.CANCELLED: frozenset({PaymentState.REFUNDED}),
    PaymentState.REFUNDED:  frozenset(),
})  # fmt: skip

ATTEMPT_LIFE = StateMachine("payment_attempt", AttemptState.CREATED, {
    AttemptState.CREATED:         frozenset({AttemptState.ASKING, AttemptState.FAILED}),
    AttemptState.ASKING:          frozenset({
        AttemptState.CAPTURED, AttemptState.DECLINED, AttemptState.REQUIRES_ACTION, AttemptState.UNKNOWN,
        AttemptState.FAILED,
    }),
    AttemptState.REQUIRES_ACTION: frozenset({
        AttemptState.ASKING, AttemptState.CAPTURED, AttemptState.DECLINED, AttemptState.FAILED,
    }),
    AttemptState.UNKNOWN:         frozenset({
        AttemptState.CAPTURED, AttemptState.DECLINED, AttemptState.REQUIRES_ACTION, AttemptState.FAILED,
    }),
    # we had given up, and then the money came all the same
    AttemptState.FAILED:          frozenset({AttemptState.CAPTURED}),
    AttemptState.CAPTURED:        frozenset(),
    AttemptState.DECLINED:        frozenset(),
})  # fmt: skip
LIVE_ATTEMPT = frozenset({
    AttemptState.CREATED, AttemptState.ASKING, AttemptState.REQUIRES_ACTION, AttemptState.UNKNOWN,
})  # fmt: skip
"""States in which an attempt may still bring money by itself; a payment has at most one such attempt."""

REFUND_LIFE = StateMachine("refund", RefundState.CREATED, {
    RefundState.CREATED: frozenset({RefundState.ASKING, RefundState.PAID}),
    RefundState.ASKING:  frozenset({RefundState.PAID, RefundState.UNKNOWN, RefundState.FAILED}),
    RefundState.UNKNOWN: frozenset({RefundState.PAID, RefundState.FAILED}),
    # somebody made the transfer by hand, or the answer came after we gave up
    RefundState.FAILED:  frozenset({RefundState.PAID}),
    RefundState.PAID:    frozenset(),
})  # fmt: skip
PENDING_REFUND = frozenset({RefundState.CREATED, RefundState.ASKING, RefundState.UNKNOWN, RefundState.FAILED})
"""States in which a refund is still owed and must not be asked for a second time."""
