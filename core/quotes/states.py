"""The lives of requests, quotes, versions and approvals, and the words that quotes are made of."""

from enum import StrEnum

from core.kernel.states import StateMachine


class RequestSource(StrEnum):
    """From where in the shop somebody asked."""

    PRODUCT = "product"
    CART = "cart"
    LIST = "list"
    PASTE = "paste"


class RequestState(StrEnum):
    """Where a request stands. A guest's is unconfirmed until the letter to their address is answered."""

    UNCONFIRMED = "unconfirmed"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFORMATION = "needs_information"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REQUEST_LIFE = StateMachine("quote_request", RequestState.UNCONFIRMED, {
    RequestState.UNCONFIRMED:       frozenset({RequestState.SUBMITTED, RequestState.WITHDRAWN}),
    RequestState.SUBMITTED:         frozenset({
        RequestState.IN_REVIEW, RequestState.ANSWERED, RequestState.DECLINED, RequestState.WITHDRAWN,
    }),
    RequestState.IN_REVIEW:         frozenset({
        RequestState.NEEDS_INFORMATION, RequestState.ANSWERED, RequestState.DECLINED, RequestState.WITHDRAWN,
    }),
    RequestState.NEEDS_INFORMATION: frozenset({
        RequestState.IN_REVIEW, RequestState.ANSWERED, RequestState.DECLINED, RequestState.WITHDRAWN,
    }),
    RequestState.ANSWERED:          frozenset(),
    RequestState.DECLINED:          frozenset(),
    RequestState.WITHDRAWN:         frozenset(),
})  # fmt: skip


OPEN_REQUESTS = (RequestState.SUBMITTED, RequestState.IN_REVIEW, RequestState.NEEDS_INFORMATION)
"""Requests that wait for an answer of ours, or for one that we need first."""


class QuoteState(StrEnum):
    """Where a quote stands, whatever its versions do. Of one that is ordered in calls something may be left."""

    OPEN = "open"
    PARTLY_ORDERED = "partly_ordered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


QUOTE_LIFE = StateMachine("quote", QuoteState.OPEN, {
    QuoteState.OPEN:           frozenset({
        QuoteState.PARTLY_ORDERED, QuoteState.ACCEPTED, QuoteState.DECLINED, QuoteState.EXPIRED, QuoteState.WITHDRAWN,
    }),
    QuoteState.PARTLY_ORDERED: frozenset({QuoteState.ACCEPTED, QuoteState.OPEN}),
    QuoteState.ACCEPTED:       frozenset({QuoteState.OPEN, QuoteState.PARTLY_ORDERED}),  # a mistake is undone
    QuoteState.DECLINED:       frozenset({QuoteState.OPEN}),  # taken up again as a new version
    QuoteState.EXPIRED:        frozenset({QuoteState.OPEN}),
    QuoteState.WITHDRAWN:      frozenset(),
})  # fmt: skip


class VersionState(StrEnum):
    """Where a version stands; what it says is settled once it has left the draft."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    COUNTERED = "countered"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    REJECTED = "rejected"


VERSION_LIFE = StateMachine("quote_version", VersionState.DRAFT, {
    VersionState.DRAFT:       frozenset({
        VersionState.IN_APPROVAL, VersionState.APPROVED, VersionState.SUPERSEDED,
    }),
    VersionState.IN_APPROVAL: frozenset({
        VersionState.APPROVED, VersionState.REJECTED, VersionState.SUPERSEDED,
    }),
    VersionState.APPROVED:    frozenset({VersionState.OFFERED, VersionState.SUPERSEDED}),
    VersionState.OFFERED:     frozenset({
        VersionState.ACCEPTED, VersionState.COUNTERED, VersionState.SUPERSEDED, VersionState.EXPIRED,
        VersionState.REJECTED,
    }),
    VersionState.ACCEPTED:    frozenset({VersionState.SUPERSEDED, VersionState.OFFERED}),  # what was ordered is undone
    VersionState.COUNTERED:   frozenset({VersionState.SUPERSEDED}),
    VersionState.SUPERSEDED:  frozenset(),
    VersionState.EXPIRED:     frozenset({VersionState.SUPERSEDED}),
    VersionState.REJECTED:    frozenset({VersionState.SUPERSEDED}),
})  # fmt: skip
WORKING = (VersionState.DRAFT, VersionState.IN_APPROVAL, VersionState.APPROVED)
"""A version that we work at; the customer sees nothing of it."""


class LineRole(StrEnum):
    """Whether a line belongs to the offer, may be added to it, or is one of several to choose from."""

    INCLUDED = "included"
    OPTIONAL = "optional"
    ALTERNATIVE = "alternative"


class Measure(StrEnum):
    """What a rule of the approval policy measures."""

    TOTAL_DISCOUNT = "total_discount"
    LINE_DISCOUNT = "line_discount"
    MARGIN = "margin"
    AMOUNT = "amount"
    TERMS_DAYS = "terms_days"
    DEPOSIT = "deposit"
    FREE_GOODS = "free_goods"
    TERM_MONTHS = "term_months"
    VALID_DAYS = "valid_days"
    CREDIT_EXCEEDED = "credit_exceeded"
    OWN_TEXT = "own_text"
    EXTENSION = "extension"


PERCENTS = frozenset({Measure.TOTAL_DISCOUNT, Measure.LINE_DISCOUNT, Measure.MARGIN, Measure.DEPOSIT})
AMOUNTS = frozenset({Measure.AMOUNT, Measure.FREE_GOODS, Measure.CREDIT_EXCEEDED})
YES_NO = frozenset({Measure.OWN_TEXT, Measure.EXTENSION})
"""How a measure counts: percent, minor units, yes as 1; all others whole days or months."""
LOW_IS_BAD = frozenset({Measure.MARGIN, Measure.DEPOSIT})
"""Of these less is worse; of all others more."""


class ApprovalState(StrEnum):
    """What became of a question to an approver."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    VOID = "void"


QUOTE_APPROVAL_LIFE = StateMachine("quote_approval", ApprovalState.PENDING, {
    ApprovalState.PENDING: frozenset({ApprovalState.GRANTED, ApprovalState.REFUSED, ApprovalState.VOID}),
    ApprovalState.GRANTED: frozenset({ApprovalState.VOID}),
    ApprovalState.REFUSED: frozenset(),
    ApprovalState.VOID:    frozenset(),
})  # fmt: skip


class TrialState(StrEnum):
    """Whether all past versions were looked at."""

    RUNNING = "running"
    DONE = "done"


TRIAL_LIFE = StateMachine("policy_trial", TrialState.RUNNING, {
    TrialState.RUNNING: frozenset({TrialState.DONE}),
    TrialState.DONE:    frozenset(),
})  # fmt: skip


class Effect(StrEnum):
    """What another policy would have changed for a version that was submitted."""

    ASKED = "asked"
    HIGHER = "higher"
    OTHER = "other"
    LOWER = "lower"
    FREED = "freed"


class MessageKind(StrEnum):
    """Why somebody wrote something to a request or a quote."""

    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"
    COUNTER = "counter"
    DECLINE = "decline"
    INTERNAL = "internal"
