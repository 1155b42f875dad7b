"""The words and tones in which pages show states, and the functions that the component macros call."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from flask import Flask

from core.kernel.i18n import N_
from core.web.charts import ChartPoint, ChartSeries, draw_bars, draw_stacks
from core.web.event_words import event_line
from core.web.filters import country_name
from core.web.locale import gettext, ngettext
from core.web.stories import tax_label
from core.web.tones import Tone


class StateTag(NamedTuple):
    """How a state is shown: its tone and its marked label."""

    tone: Tone
    label: str


class StateKey(NamedTuple):
    """A state of a document: the name of its StateMachine and the value of its state."""

    machine: str
    state: str


_LIVES: Final[Mapping[str, Mapping[str, StateTag]]] = {
    "cart": {
        "open": StateTag(Tone.INFO, N_("Open")),
        "ordered": StateTag(Tone.OK, N_("Ordered")),
        "merged": StateTag(Tone.CALM, N_("Merged")),
    },
    "scheduled_change": {
        "planned": StateTag(Tone.INFO, N_("Planned")),
        "applied": StateTag(Tone.OK, N_("Done")),
        "cancelled": StateTag(Tone.CALM, N_("Given up")),
        "refused": StateTag(Tone.BAD, N_("Not possible")),
    },
    "catalogue_import": {
        "waiting": StateTag(Tone.INFO, N_("Waiting")),
        "running": StateTag(Tone.WARN, N_("Running")),
        "done": StateTag(Tone.OK, N_("Done")),
        "failed": StateTag(Tone.BAD, N_("Failed")),
    },
    "bulk_change": {
        "proposed": StateTag(Tone.INFO, N_("Not confirmed")),
        "running": StateTag(Tone.WARN, N_("Running")),
        "done": StateTag(Tone.OK, N_("Done")),
    },
    "policy_trial": {
        "running": StateTag(Tone.WARN, N_("Running")),
        "done": StateTag(Tone.OK, N_("Done")),
    },
    "reservation": {
        "held": StateTag(Tone.INFO, N_("Reserved")),
        "consumed": StateTag(Tone.OK, N_("Used")),
        "released": StateTag(Tone.CALM, N_("Released")),
        "expired": StateTag(Tone.WARN, N_("Expired")),
    },
    "data_copy": {
        "asked": StateTag(Tone.INFO, N_("Being written")),
        "written": StateTag(Tone.OK, N_("Ready")),
        "removed": StateTag(Tone.CALM, N_("Removed")),
    },
    "erasure": {
        "waiting": StateTag(Tone.WARN, N_("Waiting")),
        "withdrawn": StateTag(Tone.CALM, N_("Withdrawn")),
        "done": StateTag(Tone.OK, N_("Erased")),
    },
    "stocktake": {
        "counting": StateTag(Tone.INFO, N_("Being counted")),
        "posting": StateTag(Tone.WARN, N_("Being booked")),
        "posted": StateTag(Tone.OK, N_("Booked")),
        "cancelled": StateTag(Tone.CALM, N_("Called off")),
    },
    "stock_wish": {
        "asked": StateTag(Tone.CALM, N_("To be confirmed")),
        "confirmed": StateTag(Tone.INFO, N_("Waits")),
        "told": StateTag(Tone.OK, N_("Told")),
        "withdrawn": StateTag(Tone.CALM, N_("Withdrawn")),
    },
    "backorder": {
        "waiting": StateTag(Tone.WARN, N_("Waiting")),
        "paused": StateTag(Tone.CALM, N_("Put off")),
        "allocated": StateTag(Tone.OK, N_("Allocated")),
        "cancelled": StateTag(Tone.CALM, N_("Cancelled")),
        "expired": StateTag(Tone.WARN, N_("Expired")),
    },
    "purchase_approval": {
        "asked": StateTag(Tone.WARN, N_("Waits for approval")),
        "granted": StateTag(Tone.OK, N_("Approved")),
        "refused": StateTag(Tone.BAD, N_("Refused")),
        "used": StateTag(Tone.OK, N_("Ordered")),
        "withdrawn": StateTag(Tone.CALM, N_("Withdrawn")),
    },
    "quote_request": {
        "unconfirmed": StateTag(Tone.CALM, N_("To be confirmed")),
        "submitted": StateTag(Tone.INFO, N_("Received")),
        "in_review": StateTag(Tone.INFO, N_("Being looked at")),
        "needs_information": StateTag(Tone.WARN, N_("Needs information")),
        "answered": StateTag(Tone.OK, N_("Answered")),
        "declined": StateTag(Tone.CALM, N_("No offer")),
        "withdrawn": StateTag(Tone.CALM, N_("Withdrawn")),
    },
    "quote": {
        "open": StateTag(Tone.INFO, N_("Open")),
        "partly_ordered": StateTag(Tone.INFO, N_("Partly ordered")),
        "accepted": StateTag(Tone.OK, N_("Accepted")),
        "declined": StateTag(Tone.BAD, N_("Declined")),
        "expired": StateTag(Tone.CALM, N_("Expired")),
        "withdrawn": StateTag(Tone.CALM, N_("Withdrawn")),
    },
    "quote_version": {
        "draft": StateTag(Tone.CALM, N_("Draft")),
        "in_approval": StateTag(Tone.WARN, N_("Waits for approval")),
        "approved": StateTag(Tone.OK, N_("Approved")),
        "offered": StateTag(Tone.INFO, N_("On offer")),
        "accepted": StateTag(Tone.OK, N_("Accepted")),
        "countered": StateTag(Tone.WARN, N_("Countered")),
        "superseded": StateTag(Tone.CALM, N_("Superseded")),
        "expired": StateTag(Tone.CALM, N_("Expired")),
        "rejected": StateTag(Tone.BAD, N_("Rejected")),
    },
    "quote_approval": {
        "pending": StateTag(Tone.WARN, N_("Asked")),
        "granted": StateTag(Tone.OK, N_("Granted")),
        "refused": StateTag(Tone.BAD, N_("Refused")),
        "void": StateTag(Tone.CALM, N_("Not asked any more")),
    },
    "order": {
        "draft": StateTag(Tone.CALM, N_("Draft")),
        "placed": StateTag(Tone.INFO, N_("Placed")),
        "in_fulfilment": StateTag(Tone.WARN, N_("In fulfilment")),
        "completed": StateTag(Tone.OK, N_("Completed")),
        "cancelled": StateTag(Tone.CALM, N_("Cancelled")),
    },
    "order_part": {
        "planned": StateTag(Tone.CALM, N_("Planned")),
        "handed_over": StateTag(Tone.INFO, N_("Handed over")),
        "unknown": StateTag(Tone.WARN, N_("Unknown, asking")),
        "acknowledged": StateTag(Tone.INFO, N_("Acknowledged")),
        "in_progress": StateTag(Tone.WARN, N_("In progress")),
        "completed": StateTag(Tone.OK, N_("Completed")),
        "cancelled": StateTag(Tone.CALM, N_("Cancelled")),
        "failed": StateTag(Tone.BAD, N_("Failed")),
    },
    "shipment": {
        "open": StateTag(Tone.INFO, N_("Being packed")),
        "shipped": StateTag(Tone.OK, N_("Shipped")),
    },
    "service_job": {
        "to_schedule": StateTag(Tone.WARN, N_("To be scheduled")),
        "scheduled": StateTag(Tone.INFO, N_("Scheduled")),
        "completed": StateTag(Tone.OK, N_("Completed")),
        "cancelled": StateTag(Tone.CALM, N_("Cancelled")),
    },
    "customer_return": {
        "announced": StateTag(Tone.INFO, N_("Announced")),
        "received": StateTag(Tone.OK, N_("Received")),
    },
    "contract": {
        "pending": StateTag(Tone.INFO, N_("Not started")),
        "active": StateTag(Tone.OK, N_("Active")),
        "ended": StateTag(Tone.CALM, N_("Ended")),
        "cancelled": StateTag(Tone.CALM, N_("Cancelled")),
    },
    "open_item": {
        "open": StateTag(Tone.WARN, N_("Open")),
        "settled": StateTag(Tone.OK, N_("Settled")),
    },
    "payment": {
        "open": StateTag(Tone.WARN, N_("Payment open")),
        "paid": StateTag(Tone.OK, N_("Paid")),
        "refunded": StateTag(Tone.CALM, N_("Refunded")),
        "cancelled": StateTag(Tone.CALM, N_("Cancelled")),
    },
    "payment_attempt": {
        "created": StateTag(Tone.CALM, N_("Created")),
        "asking": StateTag(Tone.INFO, N_("Asking the bank")),
        "requires_action": StateTag(Tone.WARN, N_("Needs your confirmation")),
        "captured": StateTag(Tone.OK, N_("Captured")),
        "declined": StateTag(Tone.BAD, N_("Declined")),
        "unknown": StateTag(Tone.WARN, N_("Unknown, asking")),
        "failed": StateTag(Tone.BAD, N_("Failed")),
    },
    "refund": {
        "requested": StateTag(Tone.INFO, N_("Requested")),
        "asking": StateTag(Tone.INFO, N_("Asking the bank")),
        "unknown": StateTag(Tone.WARN, N_("Unknown, asking")),
        "done": StateTag(Tone.OK, N_("Paid out")),
        "failed": StateTag(Tone.BAD, N_("Failed")),
    },
    "promotion": {
        "draft": StateTag(Tone.CALM, N_("Draft")),
        "active": StateTag(Tone.OK, N_("Active")),
        "paused": StateTag(Tone.WARN, N_("Paused")),
        "ended": StateTag(Tone.CALM, N_("Ended")),
    },
    "notice": {
        "queued": StateTag(Tone.INFO, N_("Queued")),
        "sent": StateTag(Tone.OK, N_("Sent")),
        "failed": StateTag(Tone.BAD, N_("Failed")),
    },
}
_JOBS: Final[Mapping[str, StateTag]] = {
    "ready": StateTag(Tone.INFO, N_("Ready")),
    "running": StateTag(Tone.INFO, N_("Running")),
    "done": StateTag(Tone.OK, N_("Done")),
    "failed": StateTag(Tone.BAD, N_("Failed")),
    "settled": StateTag(Tone.CALM, N_("Settled by hand")),
}
"""Jobs are no documents and have no table of moves."""
_VAT_IDS: Final[Mapping[str, StateTag]] = {
    "unchecked": StateTag(Tone.CALM, N_("Not checked yet")),
    "valid": StateTag(Tone.OK, N_("Valid")),
    "invalid": StateTag(Tone.BAD, N_("Not valid")),
    "unavailable": StateTag(Tone.WARN, N_("No answer yet")),
}
"""What we know of a VAT id."""
STATE_TAGS: Final[Mapping[StateKey, StateTag]] = {
    StateKey(machine, state): tag for machine, states in _LIVES.items() for state, tag in states.items()
}
"""Every state of every document that has a life."""
TAGS: Final[Mapping[StateKey, StateTag]] = {
    **STATE_TAGS,
    **{StateKey("job", state): tag for state, tag in _JOBS.items()},
    **{StateKey("vat_id", state): tag for state, tag in _VAT_IDS.items()},
}
"""Every state that a page can show."""


def state_tag_of(machine: str, state: str) -> StateTag:
    """How to show a state; a state without a line in the table is shown calmly by its own name."""
    return TAGS.get(StateKey(machine, str(state))) or StateTag(Tone.CALM, _humane(str(state)))


def state_label(machine: str, state: str) -> str:
    """The label of a state in the language of the page."""
    return gettext(state_tag_of(machine, state).label)


def state_tone(machine: str, state: str) -> str:
    """The tone of a state."""
    return state_tag_of(machine, state).tone.value


def per_interval(months: int) -> str:
    """What stands behind an amount that comes again: "/ month", "/ 3 months", "/ year"."""
    if months == 12:
        return gettext(N_("/ year"))
    return gettext(N_("/ month")) if months == 1 else ngettext("/ %(num)s month", "/ %(num)s months", months)


def media_url(path: str) -> str:
    """Where a picture of the catalogue is served."""
    return path if path.startswith("/") else f"/media/{path}"


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))).upper()


def _humane(name: str) -> str:
    return name.replace("_", " ").replace(".", ": ").capitalize()


GLOBALS: Final[Mapping[str, Callable[..., Any]]] = {
    "state_label": state_label,
    "state_tone": state_tone,
    "event_line": event_line,
    "per_interval": per_interval,
    "country_name": country_name,
    "tax_label": tax_label,
    "media_url": media_url,
    "initials": initials,
    "chart_point": ChartPoint,
    "chart_series": ChartSeries,
    "draw_bars": draw_bars,
    "draw_stacks": draw_stacks,
}
"""What the component macros call."""


def install_presentation(app: Flask) -> None:
    """Let templates use the functions of GLOBALS by their names."""
    app.jinja_env.globals.update(GLOBALS)
