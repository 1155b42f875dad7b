"""The pages of the quote desk: one quote with its figures, what its table says, what lists are filtered by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import request

from backoffice.forms.quotes import ExtensionForm, LineForm, TermsForm
from backoffice.lists import Facet, chosen, facets, typed
from core.accounts.queries import staff
from core.kernel.events import TimelineEntry, timeline
from core.kernel.i18n import N_
from core.pricing.queries import delivery_options
from core.pricing.rules import Sentence
from core.pricing.states import PriceMode
from core.quotes.errors import AmountUnreadable, PercentUnreadable
from core.quotes.operations import LineChange
from core.quotes.queries.extension import CotermChoice, ExtensionPreview, coterm_choices, extension_preview
from core.quotes.queries.lists import QuoteFilter
from core.quotes.queries.needs import DraftFigures, draft_figures
from core.quotes.queries.quotes import QuotePage, approvals_of_version, quote_page_for_office
from core.quotes.queries.readiness import Check, ready_for_draft
from core.quotes.queries.requests import RequestFilter
from core.quotes.queries.views import ApprovalView, LineView, VersionView
from core.quotes.rules.comparing import Comparison
from core.quotes.states import AMOUNTS, PERCENTS, YES_NO, Measure, QuoteState, RequestState
from core.web.access import signed_in_user
from core.web.amounts import minor_of, written
from core.web.db import db
from core.web.filters import date_text, money, said
from core.web.forms import options, whole_number
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _

PERCENT = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDesk:
    """Everything on the page of a quote."""

    page: QuotePage
    shown: VersionView
    figures: DraftFigures | None
    checks: tuple[Check, ...]
    approvals: tuple[ApprovalView, ...]
    moved: Comparison | None
    preview: ExtensionPreview | None
    timeline: tuple[TimelineEntry, ...]


def quote_desk(number: str) -> QuoteDesk:
    """A quote for the office: the version that the address names, else the one in work, else the last."""
    page = quote_page_for_office(db(), number, by=signed_in_user())
    wanted = page.version(request.args.get("version", type=int))
    shown = wanted or page.working or page.versions[-1]
    before = request.args.get("before", type=int)
    is_draft = shown.state.value == "draft"
    return QuoteDesk(
        page=page,
        shown=shown,
        figures=draft_figures(db(), page.quote.id, shown.version) if is_draft else None,
        checks=ready_for_draft(db(), page.quote.id, shown.version) if is_draft else (),
        approvals=tuple(approvals_of_version(db(), shown.id)),
        preview=extension_preview(db(), page.quote.id, shown.version) if page.quote.contract_id else None,
        moved=page.compared(before or shown.version - 1, shown.version),
        timeline=tuple(reversed(timeline(db(), "quote", page.quote.id))),
    )


def sentence(why: Sentence, currency: str) -> str:
    """A reason in the language of the page."""
    return said(why.template, why.params, currency)


def measured_text(measure: Measure, value: Decimal, currency: str = "EUR") -> str:
    """A measured value as people write it."""
    if measure in PERCENTS:
        text = f"{value.normalize():f}"
        return f"{text.replace('.', ',') if current_locale() == 'de' else text} %"
    if measure in AMOUNTS:
        return money(int(value), currency)
    if measure in YES_NO:
        return _("yes") if value else _("no")
    if measure is Measure.TERM_MONTHS:
        return ngettext("%(num)s month", "%(num)s months", int(value))
    return ngettext("%(num)s day", "%(num)s days", int(value))


def terms_form(shown: VersionView, mode: PriceMode, form: TermsForm | None = None) -> TermsForm:
    """The form of the terms as they stand, or as they were typed."""
    filled = form or TermsForm(formdata=None)
    ways = delivery_options(db(), mode=mode)
    choices = [("", _("The first that goes")), *((way.code, way.name_in(current_locale())) for way in ways)]
    filled.delivery_method.choices = options(choices)
    if form is None:
        filled.edition.data, filled.valid_until.data = str(shown.edition), shown.valid_until
        filled.discount_percent.data = shown.discount_percent or None
        filled.discount_minor.process_data(shown.discount_minor or None)
        filled.deposit_percent.data = shown.deposit_percent or None
        filled.delivery_method.data = shown.delivery_method
        filled.fee_minor.process_data(shown.fee_minor)
        filled.terms_days.data = shown.terms_days
        filled.opening.data, filled.closing.data = shown.opening, shown.closing
        filled.holds_stock.data, filled.with_promotions.data = shown.holds_stock, shown.with_promotions
        filled.in_calls.data = shown.in_calls
    return filled


def extension_form(desk: QuoteDesk, form: ExtensionForm | None = None) -> ExtensionForm | None:
    """The form of an offer about a contract, with the periods from which it can be changed; None for others."""
    if desk.preview is None:
        return None
    filled = form or ExtensionForm(formdata=None)
    filled.effective_on.choices = options([(day.isoformat(), date_text(day)) for day in desk.preview.change_days])
    others = coterm_choices(db(), desk.preview.contract, desk.preview.effective_on)
    ends = [
        (str(it.contract.id), f"{it.contract.number} · {it.contract.name} · {date_text(it.until)}") for it in others
    ]
    filled.coterm.choices = options([("", _("No other contract")), *ends])
    if form is None:
        filled.coterm.data = str(desk.preview.coterm.id) if desk.preview.coterm else ""
        filled.edition.data, filled.term_months.data = str(desk.shown.edition), desk.preview.term_months
        filled.effective_on.data = desk.preview.effective_on.isoformat()
    return filled


def _end_text(choice: CotermChoice) -> str:
    return f"{choice.contract.number} · {choice.contract.name} · {date_text(choice.until)}"


def line_form(line: LineView, edition: int) -> LineForm:
    """The form of a line as it stands."""
    form = LineForm(formdata=None)
    form.edition.data = str(edition)
    for name in ("quantity", "is_free", "section", "group", "is_chosen", "note"):
        form[name].data = getattr(line, name)
    form.min_quantity.data = line.min_quantity if line.min_quantity != line.quantity else None
    form.max_quantity.data = line.max_quantity if line.max_quantity != line.quantity else None
    form.unit_minor.process_data(line.unit_minor)
    form.recurring_minor.process_data(line.recurring_minor)
    form.breaks.data = "\n".join(
        f"{one.min_quantity}: {written(one.unit_minor + one.recurring_minor)}" for one in line.steps
    )
    form.discount_percent.data = line.discount_percent or None
    form.discount_minor.process_data(line.discount_minor or None)
    form.role.data = line.role.value
    return form


def typed_changes(shown: VersionView, typed_values: Mapping[str, str]) -> dict[UUID, LineChange]:
    """What the table says that is not so yet. Raises AmountUnreadable, PercentUnreadable."""
    changes = {}
    for line in shown.lines:
        if f"quantity-{line.id}" not in typed_values:
            continue
        unit = _minor(typed_values.get(f"unit-{line.id}", ""), f"unit_minor-{line.id}")
        recurs = line.listed_recurring_minor and not line.listed_unit_minor
        changed = LineChange(
            quantity=whole_number(typed_values.get(f"quantity-{line.id}", "")),
            unit_minor=line.unit_minor if recurs else unit,
            recurring_minor=unit if recurs else line.recurring_minor,
            discount_percent=_percent(typed_values.get(f"percent-{line.id}", ""), f"discount_percent-{line.id}"),
            is_free=f"free-{line.id}" in typed_values,
        )
        present = LineChange(
            quantity=line.quantity,
            unit_minor=line.unit_minor,
            recurring_minor=line.recurring_minor,
            discount_percent=line.discount_percent,
            is_free=line.is_free,
        )
        if changed != present:
            changes[line.id] = changed
    return changes


def _minor(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    try:
        return minor_of(text.strip())
    except ValueError:
        raise AmountUnreadable(field=field) from None


def _percent(text: str, field: str) -> Decimal:
    typed_value = text.strip().replace(",", ".") or "0"
    if not PERCENT.fullmatch(typed_value):
        raise PercentUnreadable(field=field)
    return Decimal(typed_value)


# --- lists


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteList:
    """What the list of quotes is filtered by."""

    wanted: QuoteFilter
    states: list[Facet]
    whose: list[Facet]
    text: str


def quote_list() -> QuoteList:
    """The filter that the address names; open ones of everybody without one."""
    state, mine = chosen("state", QuoteState), request.args.get("mine") == "1"
    text = typed()
    owner_id = signed_in_user().id if mine else None
    states: list[tuple[str | None, str]] = [(None, _("All"))]
    states += [(one.value, _(_QUOTE_STATES[one])) for one in QuoteState]
    return QuoteList(
        wanted=QuoteFilter(state=state, owner_id=owner_id, text=text),
        states=facets("state", state.value if state else None, states),
        whose=facets("mine", "1" if mine else None, [(None, _("Everybody's")), ("1", _("Mine"))]),
        text=text,
    )


_QUOTE_STATES = {
    QuoteState.OPEN: N_("Open"),
    QuoteState.PARTLY_ORDERED: N_("Partly ordered"),
    QuoteState.ACCEPTED: N_("Accepted"),
    QuoteState.DECLINED: N_("Declined"),
    QuoteState.EXPIRED: N_("Expired"),
    QuoteState.WITHDRAWN: N_("Withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestList:
    """What the list of requests is filtered by."""

    wanted: RequestFilter
    states: list[Facet]
    whose: list[Facet]
    text: str


def request_list() -> RequestList:
    """The filter that the address names; those that wait without one."""
    state, mine = chosen("state", RequestState), request.args.get("mine") == "1"
    is_all = request.args.get("state") == "all"
    text = typed()
    labels: list[tuple[str | None, str]] = [
        (None, _("Waiting")),
        (RequestState.NEEDS_INFORMATION.value, _("Needs information")),
        (RequestState.ANSWERED.value, _("Answered")),
        (RequestState.DECLINED.value, _("No offer")),
        ("all", _("All")),
    ]
    current = "all" if is_all else state.value if state else None
    return RequestList(
        wanted=RequestFilter(
            state=state, is_open=not is_all, owner_id=signed_in_user().id if mine else None, text=text
        ),
        states=facets("state", current, labels),
        whose=facets("mine", "1" if mine else None, [(None, _("Everybody's")), ("1", _("Mine"))]),
        text=text,
    )


def colleagues() -> list[Any]:
    """Everybody who may look after a quote."""
    return options([(str(one.id), one.name) for one in staff(db()) if "write_quotes" in one.permissions])
