"""Today: what waits for the person who is signed in, the longest waiting first, and the figures of the month."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from backoffice.pages.ledger import RevenuePage, months_until, revenue_page
from backoffice.words import month_name
from core.accounts.states import Permission
from core.billing.queries.office import BillingFigures, billing_figures, open_figures
from core.feedback.queries import poor_answers
from core.fulfilment.queries import visits_planned
from core.kernel import clock
from core.kernel.jobs import failed_jobs
from core.orders.queries import OrderFigures, WaitingParts, order_figures, waiting_parts
from core.orders.states import WaitingFor
from core.payments.queries import awaited_figures, open_refunds
from core.quotes.queries.approvals import inbox
from core.quotes.queries.waiting import waiting_counters, waiting_requests
from core.web.access import can, signed_in_user
from core.web.filters import money
from core.web.locale import gettext as _
from core.web.locale import ngettext

POOR_FEEDBACK_LASTS = timedelta(days=14)
CHART_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """Work of one kind that waits: how much, since when, and where it is done."""

    label: str
    detail: str
    url: str
    icon: str
    count: int
    since: date | None
    tone: str = ""

    @property
    def days(self) -> int:
        """For how many days the oldest of it waits."""
        return max(0, (clock.today() - self.since).days) if self.since else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The figures of one month; parts that somebody may not see are None."""

    name: str
    orders: OrderFigures
    billing: BillingFigures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """Everything on the first page."""

    todos: tuple[Todo, ...]
    this_month: Month
    last_month: Month
    revenue: RevenuePage | None


def today_page(session: Session) -> TodayPage:
    """What waits for the roles of whoever is signed in, in a constant number of statements."""
    waiting = waiting_parts(session)
    found = [todo for source in _SOURCES for todo in source(session, waiting) if todo.count]
    last_month, this_month = months_until(clock.today(), 2)
    return TodayPage(
        todos=tuple(sorted(found, key=lambda todo: (todo.tone != "bad", -todo.days))),
        this_month=_month(session, this_month),
        last_month=_month(session, last_month),
        revenue=revenue_page(session, months=CHART_MONTHS) if can(Permission.VIEW_LEDGER) else None,
    )


# --- what waits

Waiting = dict[WaitingFor, WaitingParts]
Source = Callable[[Session, Waiting], Iterator[Todo]]


def _fulfilment(session: Session, waiting: Waiting) -> Iterator[Todo]:
    if can(Permission.SHIP_GOODS):
        yield _parts(waiting, WaitingFor.SHIPMENT, _("Goods to ship"), url_for("fulfilment.goods"), "delivered")
    if can(Permission.PLAN_VISITS):
        yield _parts(waiting, WaitingFor.VISIT_PLAN, _("Visits to plan"), url_for("fulfilment.visits"), "booked")
        yield _visits_due(session)
    if can(Permission.ACTIVATE_SUBSCRIPTIONS):
        url = url_for("fulfilment.subscriptions")
        yield _parts(waiting, WaitingFor.ACTIVATION, _("Subscriptions to activate"), url, "subscribed")


def _visits_due(session: Session) -> Todo:
    today = clock.today()
    days = [clock.local_date(visit.scheduled_at) for visit in visits_planned(session) if visit.scheduled_at]
    due = [day for day in days if day <= today]
    return Todo(
        label=_("Visits due"),
        detail=_("Today or earlier, and no report yet."),
        url=url_for("fulfilment.visits"),
        icon="wrench",
        count=len(due),
        since=min(due, default=None),
        tone="bad" if due and min(due) < today else "",
    )


def _repairs(session: Session, waiting: Waiting) -> Iterator[Todo]:
    if can(Permission.VIEW_INTEGRATION):
        failed = failed_jobs(session)
        yield Todo(
            label=_("Failed jobs"),
            detail=_("They stand on the integration desk and need somebody."),
            url=url_for("integration.index"),
            icon="integration",
            count=failed.count,
            since=clock.local_date(failed.oldest_at) if failed.oldest_at else None,
            tone="bad",
        )
        url = url_for("orders.index", waiting=WaitingFor.REPAIR.value)
        yield _parts(waiting, WaitingFor.REPAIR, _("Parts that a back-end refused"), url, "warning", tone="bad")


def _money(session: Session, _waiting: Waiting) -> Iterator[Todo]:
    if not can(Permission.VIEW_PAYMENTS):
        return
    awaited, overdue = awaited_figures(session), open_figures(session, only_overdue=True)
    yield Todo(
        label=_("Prepayments awaited"),
        detail=_("%(amount)s in all. The goods leave when the money is there.", amount=money(awaited.open_minor)),
        url=url_for("payments.waiting"),
        icon="payment",
        count=awaited.count,
        since=clock.local_date(awaited.oldest_at) if awaited.oldest_at else None,
    )
    yield Todo(
        label=_("Invoices overdue"),
        detail=_("%(amount)s in all.", amount=money(overdue.open_minor)),
        url=url_for("payments.overdue"),
        icon="invoice",
        count=overdue.count,
        since=overdue.oldest_on,
        tone="warn",
    )
    by_hand = [refund for refund in open_refunds(session) if not refund.is_online]
    yield Todo(
        label=_("Refunds to transfer"),
        detail=_("Customers wait for this money."),
        url=url_for("payments.refunds"),
        icon="return",
        count=len(by_hand),
        since=clock.local_date(by_hand[0].created_at) if by_hand else None,
    )


def _customers(session: Session, waiting: Waiting) -> Iterator[Todo]:
    if can(Permission.CANCEL_ORDER):
        url = url_for("orders.index", waiting=WaitingFor.PAYMENT.value)
        yield _parts(waiting, WaitingFor.PAYMENT, _("Orders that wait for their payment"), url, "clock")
    if can(Permission.VIEW_FEEDBACK):
        poor = poor_answers(session, since=clock.now() - POOR_FEEDBACK_LASTS)
        yield Todo(
            label=_("Unhappy customers"),
            detail=_("One or two stars in the last two weeks. A call helps."),
            url=url_for("feedback.index"),
            icon="feedback",
            count=len(poor),
            since=clock.local_date(poor[0].at) if poor else None,
            tone="warn",
        )


def _quotes(session: Session, _waiting: Waiting) -> Iterator[Todo]:
    if can(Permission.WRITE_QUOTES):
        requests = waiting_requests(session)
        yield Todo(
            label=_("Requests for offers"),
            detail=ngettext("%(num)s of them is late.", "%(num)s of them are late.", requests.late),
            url=url_for("quote_requests.index"),
            icon="feedback",
            count=requests.count,
            since=clock.local_date(requests.oldest_at) if requests.oldest_at else None,
            tone="bad" if requests.late else "",
        )
        countered = waiting_counters(session)
        yield Todo(
            label=_("Counter-offers to answer"),
            detail=_("Customers wait for a new version."),
            url=url_for("quotes.index", state="open"),
            icon="leaf",
            count=countered.count,
            since=clock.local_date(countered.oldest_at) if countered.oldest_at else None,
        )
    if can(Permission.APPROVE_QUOTES):
        mine = [row.open.approval for row in inbox(session, signed_in_user()) if row.is_mine]
        yield Todo(
            label=_("Quotes to approve"),
            detail=_("Nobody else sees them before you have decided."),
            url=url_for("quote_approvals.index"),
            icon="check-circle",
            count=len(mine),
            since=clock.local_date(min(one.asked_at for one in mine)) if mine else None,
            tone="bad" if any(one.is_late for one in mine) else "",
        )


_SOURCES: tuple[Source, ...] = (_quotes, _fulfilment, _repairs, _money, _customers)


def _parts(waiting: Waiting, code: WaitingFor, label: str, url: str, icon: str, *, tone: str = "") -> Todo:
    found = waiting.get(code)
    return Todo(
        label=label,
        detail=ngettext(
            "%(num)s part of an order waits.", "%(num)s parts of orders wait.", found.count if found else 0
        ),
        url=url,
        icon=icon,
        count=found.count if found else 0,
        since=clock.local_date(found.oldest_at) if found else None,
        tone=tone,
    )


# --- figures


def _month(session: Session, first: date) -> Month:
    following = (first + timedelta(days=31)).replace(day=1)
    orders = order_figures(session, since=_midnight(first), until=_midnight(following))
    last = following - timedelta(days=1)
    billing = billing_figures(session, first=first, last=last) if can(Permission.VIEW_INVOICES) else None
    return Month(name=month_name(first), orders=orders, billing=billing)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.COMPANY_ZONE)
