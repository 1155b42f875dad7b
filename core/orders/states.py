"""The lives of orders and their parts, and what a part can be waiting for."""

from enum import StrEnum

from core.kernel.states import StateMachine


class OrderState(StrEnum):
    """Where an order stands; everything after `placed` is derived from its parts."""

    DRAFT = "draft"
    PLACED = "placed"
    IN_FULFILMENT = "in_fulfilment"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ApprovalState(StrEnum):
    """What became of a purchase that somebody may not make alone."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    USED = "used"
    WITHDRAWN = "withdrawn"


class PartState(StrEnum):
    """Where a part stands between our plan and the back-end that fulfils it."""

    PLANNED = "planned"
    HANDED_OVER = "handed_over"
    UNKNOWN = "unknown"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class LineKind(StrEnum):
    """What a line of an order is. Bundles are never lines: they are exploded into their components."""

    PHYSICAL = "physical"
    SERVICE = "service"
    SUBSCRIPTION = "subscription"
    FEE = "fee"


class WaitingFor(StrEnum):
    """The one thing that a part needs next."""

    PAYMENT = "payment"
    HAND_OVER = "hand_over"
    ACKNOWLEDGEMENT = "acknowledgement"
    SHIPMENT = "shipment"
    GOODS = "goods"
    VISIT_PLAN = "visit_plan"
    VISIT = "visit"
    ACTIVATION = "activation"
    BACKEND_ANSWER = "backend_answer"
    REPAIR = "repair"
    NOTHING = "nothing"


class MovementKind(StrEnum):
    """What happened to a quantity of a line."""

    FULFILLED = "fulfilled"
    RETURNED = "returned"
    CANCELLED = "cancelled"


ORDER_LIFE = StateMachine("order", OrderState.DRAFT, {
    OrderState.DRAFT:         frozenset({OrderState.PLACED}),
    OrderState.PLACED:        frozenset({OrderState.IN_FULFILMENT, OrderState.CANCELLED}),
    # back to placed: the only part that had started was cancelled, the others wait
    OrderState.IN_FULFILMENT: frozenset({OrderState.PLACED, OrderState.COMPLETED, OrderState.CANCELLED}),
    OrderState.COMPLETED:     frozenset(),
    OrderState.CANCELLED:     frozenset(),
})  # fmt: skip

PART_LIFE = StateMachine("order_part", PartState.PLANNED, {
    PartState.PLANNED:      frozenset({PartState.HANDED_OVER, PartState.CANCELLED}),
    PartState.HANDED_OVER:  frozenset({PartState.ACKNOWLEDGED, PartState.UNKNOWN, PartState.FAILED}),
    PartState.UNKNOWN:      frozenset({PartState.ACKNOWLEDGED, PartState.HANDED_OVER, PartState.FAILED}),
    PartState.ACKNOWLEDGED: frozenset({
        PartState.IN_PROGRESS, PartState.COMPLETED, PartState.CANCELLED, PartState.FAILED,
    }),
    PartState.IN_PROGRESS:  frozenset({PartState.COMPLETED, PartState.CANCELLED, PartState.FAILED}),
    # acknowledged: the receipt of an earlier attempt may come late
    PartState.FAILED:       frozenset({PartState.HANDED_OVER, PartState.ACKNOWLEDGED, PartState.CANCELLED}),
    PartState.COMPLETED:    frozenset(),
    PartState.CANCELLED:    frozenset(),
})  # fmt: skip

FULFILLABLE = frozenset({PartState.ACKNOWLEDGED, PartState.IN_PROGRESS})
"""States in which goods may leave, visits take place and subscriptions start."""

APPROVAL_LIFE = StateMachine("purchase_approval", ApprovalState.ASKED, {
    ApprovalState.ASKED:     frozenset({ApprovalState.GRANTED, ApprovalState.REFUSED, ApprovalState.WITHDRAWN}),
    ApprovalState.GRANTED:   frozenset({ApprovalState.USED, ApprovalState.WITHDRAWN}),
    ApprovalState.REFUSED:   frozenset(),
    ApprovalState.USED:      frozenset(),
    ApprovalState.WITHDRAWN: frozenset(),
})  # fmt: skip
