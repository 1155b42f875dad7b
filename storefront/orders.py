"""Orders as their customers see them: whose they are, what happens with each part, in the words of a shop."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from flask import request, url_for

from core.kernel.i18n import N_
from core.orders.queries import LineView, OrderProgress, Owner, PartProgressView
from core.orders.queries.links import order_token, owner_by_token
from core.orders.states import LineKind, PartState, WaitingFor
from core.web.access import current_user
from core.web.filters import date_text, money
from core.web.locale import gettext as _
from core.web.tones import Tone
from storefront.words import after_trial, terms

TOKEN = "t"  # noqa: S105  the name of the parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step of a part's clock."""

    label: str
    at: datetime | None
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A part of an order: what it is, how far it is, and what comes next."""

    kind: str
    title: str
    state: str
    tone: str
    steps: tuple[ShownStep, ...]
    next: str | None
    lines: tuple[str, ...]
    goes_to: str = ""
    """Where it goes, when not where the order goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrderLine:
    """A line of an order. `amount_minor` counts as the order's price list counts."""

    name: str
    quantity: int
    amount_minor: int
    interval_months: int | None
    picture: str
    notes: tuple[str, ...]


TITLES = {
    LineKind.PHYSICAL: N_("Delivery"),
    LineKind.SERVICE: N_("Visit"),
    LineKind.SUBSCRIPTION: N_("Subscription"),
    LineKind.FEE: N_("Delivery"),
}
STATES: Mapping[PartState, tuple[Tone, str]] = {
    PartState.PLANNED: (Tone.CALM, N_("Planned")),
    PartState.HANDED_OVER: (Tone.INFO, N_("In preparation")),
    PartState.UNKNOWN: (Tone.INFO, N_("In preparation")),
    PartState.ACKNOWLEDGED: (Tone.INFO, N_("In preparation")),
    PartState.IN_PROGRESS: (Tone.WARN, N_("Under way")),
    PartState.COMPLETED: (Tone.OK, N_("Done")),
    PartState.CANCELLED: (Tone.CALM, N_("Cancelled")),
    PartState.FAILED: (Tone.WARN, N_("Being clarified")),
}
COMES_NEXT = {
    WaitingFor.PAYMENT: N_("It begins as soon as your payment has arrived."),
    WaitingFor.HAND_OVER: N_("We are preparing it."),
    WaitingFor.ACKNOWLEDGEMENT: N_("We are preparing it."),
    WaitingFor.BACKEND_ANSWER: N_("We are preparing it."),
    WaitingFor.REPAIR: N_("We are clarifying something and will write to you."),
    WaitingFor.SHIPMENT: N_("We are packing it: %(open)s of %(all)s are still to be sent."),
    WaitingFor.GOODS: N_(
        "Goods are on their way to us: %(missing)s of %(all)s. We send them as soon as they are here."
    ),
    WaitingFor.VISIT_PLAN: N_("We will call you to agree on a day."),
    WaitingFor.VISIT: N_("We come on %(date)s."),
    WaitingFor.ACTIVATION: N_("We will activate it and write to you."),
}
GOODS_EXPECTED = N_("Goods are on their way to us: %(missing)s of %(all)s. We expect them on %(date)s.")


# --- whose order


def owner() -> Owner:
    """Whose orders this visitor may see: their own company's, and the one that a signed link names.

    Raises TokenRefused for a link that is forged or too old.
    """
    user, token = current_user(), request.args.get(TOKEN)
    customer_id = user.customer_id if user else None
    if not token:
        return Owner(customer_id=customer_id)
    return replace(owner_by_token(token), customer_id=customer_id)


def page_of_order(endpoint: str, number: str, order_id: UUID) -> str:
    """The address of a page of an order: who is signed in needs no token."""
    user = current_user()
    token = order_token(order_id) if user is None or user.customer_id is None else None
    return url_for(endpoint, number=number, t=token)


def same_link(endpoint: str, number: str) -> str:
    """The address of another page of the same order, or of a document of it, opened by the same link."""
    return url_for(endpoint, number=number, t=request.args.get(TOKEN))


# --- what happens with it


def shown_parts(page: OrderProgress) -> tuple[ShownPart, ...]:
    """The parts of an order with their clocks."""
    return tuple(_part(part) for part in page.parts)


def shown_lines(page: OrderProgress) -> tuple[ShownOrderLine, ...]:
    """The lines of an order in the order in which they were bought; what was a bundle stands together."""
    return tuple(_line(line) for line in page.order.lines if line.kind is not LineKind.FEE)


def _part(page: PartProgressView) -> ShownPart:
    tone, label = STATES[page.part.state]
    return ShownPart(
        kind=page.part.kind.value,
        title=_(TITLES[page.part.kind]),
        state=_(label),
        tone=tone.value,
        steps=tuple(
            ShownStep(
                label=_(step.label), at=step.at, status="done" if step.is_done else "now" if step.is_now else "next"
            )
            for step in page.steps
        ),
        next=_next(page),
        lines=tuple(_counted(line) for line in page.part.lines if line.kind is not LineKind.FEE and _stays(page, line)),
        goes_to=_goes_to(page),
    )


def _goes_to(page: PartProgressView) -> str:
    to = page.part.delivery
    return f"{to.company or to.name}, {to.street}, {to.postal_code} {to.city}" if to is not None else ""


def _next(page: PartProgressView) -> str | None:
    if page.why_open is None:
        return None
    values = {name: date_text(value) if isinstance(value, date) else value for name, value in page.why_open.values}
    sentence = GOODS_EXPECTED if "date" in values and page.why_open.code is WaitingFor.GOODS else None
    return _(sentence or COMES_NEXT[page.why_open.code], **values)


def _stays(page: PartProgressView, line: LineView) -> bool:
    """A line that was taken out of a part is not told with it; of a cancelled part every line is."""
    return page.part.state is PartState.CANCELLED or line.cancelled_quantity < line.quantity


def _counted(line: LineView) -> str:
    kept = line.quantity - line.cancelled_quantity or line.quantity
    if kept == 1:
        return line.name
    return _("%(quantity)s of %(name)s", quantity=kept, name=line.name)


def _line(line: LineView) -> ShownOrderLine:
    notes = [_("Part of %(bundle)s.", bundle=line.bundle_name)] if line.bundle_name else []
    if line.cancelled_quantity == line.quantity:
        notes.append(_("Cancelled."))
    elif line.cancelled_quantity:
        notes.append(_("%(count)s of them taken out again.", count=line.cancelled_quantity))
    if line.note:
        notes.append(_("Your note: %(note)s", note=line.note))
    if line.discount_minor:
        notes.append(_("%(amount)s saved.", amount=money(line.discount_minor)))
    if line.interval_months is not None:
        if line.trial_days:
            notes.append(after_trial(line.trial_days, line.recurring_minor, line.interval_months))
        notes.append(terms(line.interval_months, line.term_months or 0, line.notice_months or 0))
    return ShownOrderLine(
        name=line.name,
        quantity=line.quantity,
        amount_minor=line.amount_minor,
        interval_months=None if line.trial_days else line.interval_months,
        picture=line.picture,
        notes=tuple(notes),
    )
