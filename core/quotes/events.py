"""What happens with requests and quotes."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent(Event):
    """Something happened to a request."""

    request_id: UUID
    number: str

    def subjects(self) -> tuple[Subject, ...]:
        """The request."""
        return (Subject(type="quote_request", id=self.request_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteAsked(RequestEvent):
    """A guest asked for an offer; the address is not confirmed yet."""

    KIND = "quotes.asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequested(RequestEvent):
    """A request is ours to answer."""

    KIND = "quotes.requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLeft(RequestEvent):
    """The shop does not answer a request by itself: a person does."""

    KIND = "quotes.request_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationAsked(RequestEvent):
    """We need to know more."""

    KIND = "quotes.information_asked"
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationGiven(RequestEvent):
    """The customer has answered."""

    KIND = "quotes.information_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclined(RequestEvent):
    """We do not make an offer."""

    KIND = "quotes.request_declined"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(RequestEvent):
    """The customer does not want an offer any more."""

    KIND = "quotes.request_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOverdue(RequestEvent):
    """The time in which we said we would answer is over."""

    KIND = "quotes.request_overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteEvent(Event):
    """Something happened to a quote."""

    quote_id: UUID
    number: str
    version: int

    def subjects(self) -> tuple[Subject, ...]:
        """The quote."""
        return (Subject(type="quote", id=self.quote_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteBegun(QuoteEvent):
    """Somebody writes a quote, or a further version of one."""

    KIND = "quotes.begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteApprovalAsked(QuoteEvent):
    """A version needs the word of somebody who may approve it."""

    KIND = "quotes.approval_asked"
    version_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteApprovalGranted(QuoteEvent):
    """One rule is met."""

    KIND = "quotes.approval_granted"
    approval_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteApprovalRefused(QuoteEvent):
    """The version will not be offered so."""

    KIND = "quotes.approval_refused"
    approval_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteApprovalOverdue(QuoteEvent):
    """Nobody has answered in time; those of the next level may."""

    KIND = "quotes.approval_overdue"
    approval_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteApproved(QuoteEvent):
    """Nothing stands in the way of offering the version."""

    KIND = "quotes.approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOffered(QuoteEvent):
    """The customer has the version before them."""

    KIND = "quotes.offered"
    version_id: UUID
    gross_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteReminded(QuoteEvent):
    """An offer ends soon."""

    KIND = "quotes.reminded"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteMessageWritten(QuoteEvent):
    """Somebody wrote something."""

    KIND = "quotes.message_written"
    message_id: UUID
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCountered(QuoteEvent):
    """The customer would take it otherwise."""

    KIND = "quotes.countered"
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteAccepted(QuoteEvent):
    """The customer has accepted, and there is an order."""

    KIND = "quotes.accepted"
    order_id: UUID
    order_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRestEnded(QuoteEvent):
    """What was not ordered of an offer cannot be ordered any more."""

    KIND = "quotes.rest_ended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceUndone(QuoteEvent):
    """A mistaken acceptance was taken back."""

    KIND = "quotes.acceptance_undone"
    order_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDeclined(QuoteEvent):
    """The customer does not want it."""

    KIND = "quotes.declined"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteWithdrawn(QuoteEvent):
    """We have taken the quote back."""

    KIND = "quotes.withdrawn"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteExpired(QuoteEvent):
    """The last day of an offer is over."""

    KIND = "quotes.expired"


QUOTE_POLICY: Final = UUID(int=1)
"""All editions of the approval policy, who approves, and who answers: one story."""
EVERYTHING: Final = "*"
"""No particular business unit, or no particular territory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEvent(Event):
    """Something about the rules of the quote desk has changed."""

    def subjects(self) -> tuple[Subject, ...]:
        """The policy as a whole."""
        return (Subject(type="quote_policy", id=QUOTE_POLICY),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(PolicyEvent):
    """There is a new edition of the approval policy."""

    KIND = "quotes.policy_changed"
    policy_id: UUID
    edition: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverSet(PolicyEvent):
    """A colleague may approve up to a level: for one business unit, or for all ("*")."""

    KIND = "quotes.approver_set"
    user_id: UUID
    name: str
    level: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverRemoved(PolicyEvent):
    """A colleague does not approve any more."""

    KIND = "quotes.approver_removed"
    user_id: UUID
    name: str
    level: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDelegated(PolicyEvent):
    """Somebody else decides in a colleague's place."""

    KIND = "quotes.approval_delegated"
    user_id: UUID
    name: str
    delegate_id: UUID
    delegate: str
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded(PolicyEvent):
    """A colleague decides again."""

    KIND = "quotes.delegation_ended"
    user_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSet(PolicyEvent):
    """A colleague gets requests from a territory (from everywhere: "*"), at most so many at a time."""

    KIND = "quotes.desk_set"
    user_id: UUID
    name: str
    territory: str
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRemoved(PolicyEvent):
    """A colleague gets no requests any more."""

    KIND = "quotes.desk_removed"
    user_id: UUID
    name: str
