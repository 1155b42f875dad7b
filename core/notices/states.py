"""Which letters we write, and the life of each."""

from enum import StrEnum

from core.kernel.states import StateMachine


class NoticeKind(StrEnum):
    """What a letter is about. Each kind has two templates of its name, text and HTML, and a subject in `rules`."""

    ORDER_CONFIRMED = "order_confirmed"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_CHANGED = "order_changed"
    GOODS_SHIPPED = "goods_shipped"
    VISIT_PLANNED = "visit_planned"
    SUBSCRIPTION_ACTIVE = "subscription_active"
    INVOICE_ISSUED = "invoice_issued"
    CREDIT_NOTE_ISSUED = "credit_note_issued"
    PAYMENT_DECLINED = "payment_declined"
    TRANSFER_REMINDER = "transfer_reminder"
    REFUND_MADE = "refund_made"
    ACCOUNT_CONFIRM = "account_confirm"
    ACCOUNT_KNOWN = "account_known"
    PASSWORD_RESET = "password_reset"  # noqa: S105  a kind of letter
    PASSWORD_UNKNOWN = "password_unknown"  # noqa: S105  a kind of letter
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a kind of letter
    FACTOR_RESET = "factor_reset"
    EMAIL_CONFIRM = "email_confirm"
    EMAIL_TAKEN = "email_taken"
    EMAIL_CHANGED = "email_changed"
    INVITATION = "invitation"
    INVITATION_TAKEN = "invitation_taken"
    WISH_CONFIRM = "wish_confirm"
    WISH_FULFILLED = "wish_fulfilled"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_DECIDED = "approval_decided"
    QUOTE_CONFIRM = "quote_confirm"
    QUOTE_REQUEST_RECEIVED = "quote_request_received"
    QUOTE_INFORMATION_ASKED = "quote_information_asked"
    QUOTE_REQUEST_DECLINED = "quote_request_declined"
    QUOTE_OFFERED = "quote_offered"
    QUOTE_ENDS_SOON = "quote_ends_soon"
    QUOTE_MESSAGE = "quote_message"
    QUOTE_ACCEPTANCE_UNDONE = "quote_acceptance_undone"
    QUOTE_EXPIRED = "quote_expired"
    QUOTE_WITHDRAWN = "quote_withdrawn"
    DESK_REQUEST_NEW = "desk_request_new"
    DESK_REQUEST_OVERDUE = "desk_request_overdue"
    DESK_APPROVAL_ASKED = "desk_approval_asked"
    DESK_APPROVAL_OVERDUE = "desk_approval_overdue"
    DESK_APPROVAL_GRANTED = "desk_approval_granted"
    DESK_APPROVAL_REFUSED = "desk_approval_refused"
    DESK_QUOTE_MESSAGE = "desk_quote_message"
    DESK_QUOTE_COUNTERED = "desk_quote_countered"
    DESK_QUOTE_DECLINED = "desk_quote_declined"
    DESK_QUOTE_ACCEPTED = "desk_quote_accepted"
    DATA_COPY_WRITTEN = "data_copy_written"
    ERASURE_ASKED = "erasure_asked"
    DATA_ERASED = "data_erased"


KEY_LETTERS = frozenset(
    {NoticeKind.ACCOUNT_CONFIRM, NoticeKind.PASSWORD_RESET, NoticeKind.EMAIL_CONFIRM, NoticeKind.INVITATION}
)
"""Letters whose link is their reader's alone: the office sees that they left, not what they say."""


class NoticeState(StrEnum):
    """Where a letter is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


NOTICE_LIFE = StateMachine("notice", NoticeState.QUEUED, {
    NoticeState.QUEUED: frozenset({NoticeState.SENT, NoticeState.FAILED}),
    NoticeState.FAILED: frozenset({NoticeState.SENT}),  # somebody let it try again
    NoticeState.SENT:   frozenset(),
})  # fmt: skip
