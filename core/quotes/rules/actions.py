"""What may be done now, and by whom: the only source for buttons, and for the checks behind them."""

from datetime import datetime
from enum import StrEnum

from core.quotes.rules.shapes import Offer, Version
from core.quotes.rules.validity import holds
from core.quotes.states import QuoteState, VersionState


class Action(StrEnum):
    """A step that somebody can take with a quote."""

    ACCEPT = "accept"
    COUNTER = "counter"
    ASK = "ask"
    DECLINE = "decline"
    EDIT = "edit"
    SUBMIT = "submit"
    OFFER = "offer"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    WRITE = "write"
    LOOK_AFTER = "look_after"
    END_REST = "end_rest"


def customer_actions(quote: Offer, offered: Version | None, at: datetime) -> frozenset[Action]:
    """What the customer can do: with an offer that holds everything, otherwise only write.

    What is left of one that is ordered in calls can only be ordered.
    """
    may_write = frozenset() if quote.state is QuoteState.WITHDRAWN else frozenset({Action.ASK})
    is_live = offered is not None and offered.state is VersionState.OFFERED and holds(offered, at)
    if quote.state is QuoteState.OPEN and is_live:
        return may_write | {Action.ACCEPT, Action.COUNTER, Action.DECLINE}
    if quote.state is QuoteState.PARTLY_ORDERED and is_live:
        return may_write | {Action.ACCEPT}
    return may_write


def office_actions(quote: Offer, working: Version | None) -> frozenset[Action]:
    """What whoever works at it can do."""
    if quote.state is QuoteState.WITHDRAWN:
        return frozenset({Action.LOOK_AFTER})
    actions = {Action.LOOK_AFTER, Action.WRITE}
    state = working.state if working else None
    if quote.state is QuoteState.OPEN:
        actions.add(Action.WITHDRAW)
        actions |= {Action.EDIT, Action.SUBMIT} if state is VersionState.DRAFT else set()
        actions |= {Action.OFFER} if state is VersionState.APPROVED else set()
    if quote.state is QuoteState.PARTLY_ORDERED:
        actions.add(Action.END_REST)
    elif quote.state is not QuoteState.ACCEPTED and state is not VersionState.DRAFT:
        actions.add(Action.REVISE)
    return frozenset(actions)
