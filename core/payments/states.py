"""When a method is paid, and the lives of a payment, of an attempt to get it, and of a refund."""

from enum import StrEnum

from core.kernel.states import StateMachine


class Timing(StrEnum):
    """When the money comes, seen from the order."""

    LATER = "later"
    BEFORE = "before"
    AT_ONCE = "at_once"


class PaymentState(StrEnum):
    """Whether the obligation of an order is met."""

    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class AttemptState(StrEnum):
    """What we know of one request to a provider. `unknown` is an answer too: we ask again by reference."""

    CREATED = "created"
    ASKING = "asking"
    REQUIRES_ACTION = "requires_action"
    UNKNOWN = "unknown"
    CAPTURED = "captured"
    DECLINED = "declined"
    FAILED = "failed"


class RefundState(StrEnum):
    """How far a refund is. One by bank stays `requested` until somebody has transferred it."""

    REQUESTED = "requested"
    ASKING = "asking"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"


PAYMENT_LIFE = StateMachine("payment", PaymentState.OPEN, {
    PaymentState.OPEN:      frozenset({PaymentState.PAID, PaymentState.CANCELLED}),
    PaymentState.PAID:      frozenset({PaymentState.REFUNDED}),
    PaymentState.CANCELLED: frozenset({PaymentState.REFUNDED}),  # money that came too late went back
    PaymentState.REFUNDED:  frozenset(),
})  # fmt: skip

OPEN_ATTEMPTS = frozenset(
    {AttemptState.CREATED, AttemptState.ASKING, AttemptState.REQUIRES_ACTION, AttemptState.UNKNOWN}
)
ATTEMPT_LIFE = StateMachine("payment_attempt", AttemptState.CREATED, {
    AttemptState.CREATED:         frozenset({AttemptState.ASKING}),
    AttemptState.ASKING:          frozenset({AttemptState.CAPTURED, AttemptState.DECLINED, AttemptState.FAILED,
                                             AttemptState.REQUIRES_ACTION, AttemptState.UNKNOWN}),
    AttemptState.REQUIRES_ACTION: frozenset({AttemptState.ASKING, AttemptState.CAPTURED, AttemptState.DECLINED}),
    AttemptState.UNKNOWN:         frozenset({AttemptState.ASKING, AttemptState.CAPTURED, AttemptState.DECLINED,
                                             AttemptState.REQUIRES_ACTION, AttemptState.FAILED}),
    AttemptState.CAPTURED:        frozenset(),
    AttemptState.DECLINED:        frozenset({AttemptState.CAPTURED}),  # money that came nevertheless is not lost
    AttemptState.FAILED:          frozenset({AttemptState.CAPTURED}),  # what a person gave up may still turn out well
})  # fmt: skip

REFUNDS_ON_THEIR_WAY = frozenset({RefundState.REQUESTED, RefundState.ASKING, RefundState.UNKNOWN})
"""The provider may still give the money back. After FAILED a person has to transfer it."""

REFUND_LIFE = StateMachine("refund", RefundState.REQUESTED, {
    RefundState.REQUESTED: frozenset({RefundState.ASKING, RefundState.DONE}),
    RefundState.ASKING:    frozenset({RefundState.DONE, RefundState.FAILED, RefundState.UNKNOWN}),
    RefundState.UNKNOWN:   frozenset({RefundState.ASKING, RefundState.DONE, RefundState.FAILED}),
    RefundState.DONE:      frozenset(),
    RefundState.FAILED:    frozenset({RefundState.DONE}),
})  # fmt: skip
