"""Quotes: the list, the editor of a draft, versions beside each other, sending, writing, closing."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.quotes import (
    AddLinesForm,
    ExchangeForm,
    ExtensionForm,
    LineForm,
    MessageForm,
    OwnerForm,
    ReasonForm,
    TemplateForm,
    TermsForm,
)
from backoffice.lists import PAGE, newest, older, position_id
from backoffice.pages.quotes import (
    QuoteDesk,
    colleagues,
    extension_form,
    line_form,
    measured_text,
    quote_desk,
    quote_list,
    terms_form,
    typed_changes,
)
from core.accounts.states import Permission
from core.quotes import operations
from core.quotes.queries.lists import office_quotes
from core.quotes.queries.paper import offer_pdf_for_office
from core.quotes.queries.quotes import find_quote_id, quote_page_for_office
from core.quotes.queries.views import LineView
from core.quotes.rules.inputs import LineInput
from core.subscriptions.queries import get_contract_by_number
from core.web.access import allowed, current_actor, signed_in_user
from core.web.db import db, writes
from core.web.forms import Form, options, refusals, whole_number
from core.web.locale import gettext as _

pages = Blueprint("quotes", __name__, url_prefix="/quotes")


@pages.get("")
@allowed(Permission.VIEW_QUOTES)
def index() -> ResponseReturnValue:
    """Quotes by state and owner, the latest first."""
    chosen = quote_list()
    rows = office_quotes(db(), chosen.wanted, after=position_id())
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template("quotes/index.html", rows=rows[:PAGE], chosen=chosen, older=older(more), newest=newest())


@pages.get("/<number:number>")
@allowed(Permission.VIEW_QUOTES)
def show(number: str) -> ResponseReturnValue:
    """A quote: the draft with its editor, or a version that is settled."""
    return _page(number)


@pages.get("/<number:number>/versions/<int:version>.pdf")
@allowed(Permission.VIEW_QUOTES)
def pdf(number: str, version: int) -> ResponseReturnValue:
    """A version on paper; one that was never offered is marked as a draft."""
    found = offer_pdf_for_office(db(), number, version)
    headers = {"Content-Disposition": f'inline; filename="{found.name}"'}
    return Response(found.content, mimetype="application/pdf", headers=headers)


@pages.post("/<number:number>/lines")
@allowed(Permission.WRITE_QUOTES)
@writes
def add(number: str) -> ResponseReturnValue:
    """More articles at the end."""
    form, quote_id = AddLinesForm(), _own(number)
    if form.validate():
        with refusals(form):
            operations.add_skus(
                db(), quote_id, form.asked(), edition=whole_number(form.edition.data), acting_user=current_actor()
            )
            return _to(number)
    return _page(number, add_form=form), form.status


@pages.post("/<number:number>/table")
@allowed(Permission.WRITE_QUOTES)
@writes
def table(number: str) -> ResponseReturnValue:
    """Quantities, prices and discounts of all lines."""
    form, quote_id, page = Form(), _own(number), quote_page_for_office(db(), number)
    if form.validate() and page.working is not None:
        with refusals(form):
            changes = typed_changes(page.working, request.form)
            edition = whole_number(request.form.get("edition"))
            operations.change_lines(db(), quote_id, changes, edition=edition, acting_user=current_actor())
            return _to(number)
    return _page(number, table_form=form), form.status


@pages.route("/<number:number>/lines/<uuid:line_id>", methods=["GET", "POST"])
@allowed(Permission.WRITE_QUOTES)
@writes
def line(number: str, line_id: UUID) -> ResponseReturnValue:
    """All of one line, or away with it."""
    quote_id, page = _own(number), quote_page_for_office(db(), number)
    row = _find(page.working.lines if page.working else (), line_id)
    assert page.working is not None  # the line is in it
    form = LineForm() if request.method == "POST" else line_form(row, page.working.edition)
    edition = whole_number(form.edition.data)
    if request.method == "POST" and "remove" in request.form:
        operations.remove_line(db(), quote_id, line_id, edition=edition, acting_user=current_actor())
        return _to(number)
    if form.validate_on_submit():
        with refusals(form):
            recurs = row.listed_recurring_minor if not row.listed_unit_minor else None
            kept = LineInput(
                variant_id=row.variant_id, quantity=row.quantity, selection=row.selection, recurring_minor=recurs
            )
            wanted = form.typed(kept)
            operations.change_line(db(), quote_id, line_id, wanted, edition=edition, acting_user=current_actor())
            return _to(number)
    return render_template("quotes/line.html", form=form, row=row, page=page, quote=page.quote), form.status


@pages.post("/<number:number>/terms")
@allowed(Permission.WRITE_QUOTES)
@writes
def terms(number: str) -> ResponseReturnValue:
    """What holds for the whole draft."""
    form, quote_id = TermsForm(), _own(number)
    if form.validate():
        with refusals(form):
            edition = whole_number(form.edition.data)
            operations.set_terms(db(), quote_id, form.typed(), edition=edition, acting_user=current_actor())
            flash(_("The terms are changed."))
            return _to(number)
    return _page(number, terms=form), form.status


@pages.post("/contracts/<number:number>")
@allowed(Permission.WRITE_QUOTES)
@writes
def extend(number: str) -> ResponseReturnValue:
    """A quote that changes a running contract."""
    contract = get_contract_by_number(db(), number)
    made = operations.begin_extension(db(), contract.id, acting_user=current_actor())
    return _to(made.number)


@pages.post("/<number:number>/extension")
@allowed(Permission.WRITE_QUOTES)
@writes
def extension(number: str) -> ResponseReturnValue:
    """From when the contract is changed, and how long it binds."""
    form, quote_id = ExtensionForm(), _own(number)
    if form.validate():
        with refusals(form):
            wanted = operations.ExtensionInput(
                effective_on=_day(form.effective_on.data),
                term_months=form.term_months.data or 0,
                coterm_id=_chosen(form.coterm.data),
            )
            edition = whole_number(form.edition.data)
            operations.set_extension(db(), quote_id, wanted, edition=edition, acting_user=current_actor())
            return _to(number)
    return _page(number, extending=form), form.status


@pages.post("/<number:number>/exchange")
@allowed(Permission.WRITE_QUOTES)
@writes
def exchange(number: str) -> ResponseReturnValue:
    """Another article instead of the contract's."""
    form, quote_id = ExchangeForm(), _own(number)
    if form.validate():
        with refusals(form):
            edition = whole_number(form.edition.data)
            operations.exchange_article(
                db(), quote_id, sku=form.skus.data or "", edition=edition, acting_user=current_actor()
            )
            return _to(number)
    return _page(number, exchange_form=form), form.status


@pages.post("/<number:number>/submit")
@allowed(Permission.WRITE_QUOTES)
@writes
def submit(number: str) -> ResponseReturnValue:
    """Settle the draft; what needs approval is asked for."""
    version = operations.submit_version(db(), _own(number), acting_user=current_actor())
    is_approved = version.state.value == "approved"
    flash(_("It can be sent.") if is_approved else _("Its approvers are asked. You hear of their answer."))
    return _to(number)


@pages.post("/<number:number>/offer")
@allowed(Permission.WRITE_QUOTES)
@writes
def offer(number: str) -> ResponseReturnValue:
    """Put the approved version before the customer."""
    operations.offer_version(db(), _own(number), acting_user=current_actor())
    flash(_("The customer has it."))
    return _to(number)


@pages.post("/<number:number>/revise")
@allowed(Permission.WRITE_QUOTES)
@writes
def revise(number: str) -> ResponseReturnValue:
    """Begin a new version, from the latest or from the one that was looked at."""
    chosen = whole_number(request.form["version"]) if request.form.get("version") else None
    operations.begin_version(db(), _own(number), from_version=chosen, acting_user=current_actor())
    return _to(number)


@pages.post("/<number:number>/message")
@allowed(Permission.WRITE_QUOTES)
@writes
def message(number: str) -> ResponseReturnValue:
    """Write to the customer, or a note among us."""
    form, quote_id = MessageForm(), _own(number)
    form.line.choices = _lines(quote_desk(number))
    if form.validate():
        with refusals(form):
            operations.write_message(
                db(),
                quote_id,
                text=form.text.data or "",
                is_ours=True,
                author=current_actor().name,
                line_origin_id=UUID(form.line.data) if form.line.data else None,
                is_internal=bool(form.is_internal.data),
                acting_user=current_actor(),
            )
            return _to(number)
    return _page(number, message_form=form), form.status


@pages.post("/<number:number>/owner")
@allowed(Permission.WRITE_QUOTES)
@writes
def owner(number: str) -> ResponseReturnValue:
    """Give it to a colleague."""
    form, quote_id = OwnerForm(), _own(number)
    form.owner.choices = colleagues()
    if form.validate():
        with refusals(form):
            operations.reassign(db(), quote_id, UUID(form.owner.data), acting_user=current_actor())
            return _to(number)
    return _page(number, owner_form=form), form.status


@pages.route("/<number:number>/withdraw", methods=["GET", "POST"])
@allowed(Permission.WRITE_QUOTES)
@writes
def withdraw(number: str) -> ResponseReturnValue:
    """Take the quote back, and say why."""
    form, quote_id, page = ReasonForm(), _own(number), quote_page_for_office(db(), number)
    if form.validate_on_submit():
        with refusals(form):
            operations.withdraw_quote(db(), quote_id, reason=form.reason.data or "", acting_user=current_actor())
            flash(_("The quote is taken back."))
            return _to(number)
    return render_template("quotes/close.html", form=form, page=page, way="withdraw"), form.status


@pages.route("/<number:number>/rest", methods=["GET", "POST"])
@allowed(Permission.WRITE_QUOTES)
@writes
def end_rest(number: str) -> ResponseReturnValue:
    """What is not ordered yet of an offer cannot be ordered any more."""
    form, quote_id, page = ReasonForm(), _own(number), quote_page_for_office(db(), number)
    if form.validate_on_submit():
        with refusals(form):
            operations.end_rest(db(), quote_id, reason=form.reason.data or "", acting_user=current_actor())
            flash(_("Nothing more can be ordered from this offer."))
            return _to(number)
    return render_template("quotes/close.html", form=form, page=page, way="end_rest"), form.status


@pages.route("/<number:number>/undo", methods=["GET", "POST"])
@allowed(Permission.CANCEL_ORDER)
@writes
def undo(number: str) -> ResponseReturnValue:
    """Take back an acceptance that was a mistake: its order is cancelled."""
    form, quote_id, page = ReasonForm(), _own(number), quote_page_for_office(db(), number)
    if form.validate_on_submit():
        with refusals(form):
            operations.undo_acceptance(db(), quote_id, reason=form.reason.data or "", acting_user=current_actor())
            flash(_("The acceptance is undone, and its order cancelled."))
            return _to(number)
    return render_template("quotes/close.html", form=form, page=page, way="undo"), form.status


@pages.post("/<number:number>/links")
@allowed(Permission.WRITE_QUOTES)
@writes
def renew_links(number: str) -> ResponseReturnValue:
    """Take back every secret link that was sent."""
    operations.renew_links(db(), _own(number))
    flash(_("Every link that was sent is worth nothing any more."))
    return _to(number)


@pages.post("/<number:number>/template")
@allowed(Permission.WRITE_QUOTES)
@writes
def keep_template(number: str) -> ResponseReturnValue:
    """Keep the version that is looked at under a name."""
    form, quote_id = TemplateForm(), _own(number)
    if form.validate():
        with refusals(form):
            version = whole_number(request.form.get("version"))
            name = form.name.data or ""
            operations.keep_template(db(), quote_id, version=version, name=name, acting_user=current_actor())
            flash(_("The template is kept."))
            return redirect(url_for("quote_beginnings.list_templates"), 303)
    return _page(number, template_form=form), form.status


def _own(number: str) -> UUID:
    """The id of a quote that whoever is signed in works at. Raises SomebodyElses for a colleague's."""
    return find_quote_id(db(), number, by=signed_in_user())


def _find(lines: tuple[LineView, ...], line_id: UUID) -> LineView:
    return next((row for row in lines if row.id == line_id), None) or abort(404)


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return date.min


def _chosen(text: str | None) -> UUID | None:
    """The contract that was chosen; the one that nobody has for what is no id."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)


def _lines(desk: QuoteDesk) -> list[Any]:
    """What a message can be about."""
    return options([("", _("The whole offer")), *((str(row.origin_id), row.name) for row in desk.shown.lines)])


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("quotes.show", number=number), 303)


def _page(
    number: str,
    *,
    add_form: AddLinesForm | None = None,
    table_form: Form | None = None,
    terms: TermsForm | None = None,
    message_form: MessageForm | None = None,
    owner_form: OwnerForm | None = None,
    extending: ExtensionForm | None = None,
    exchange_form: ExchangeForm | None = None,
    template_form: TemplateForm | None = None,
) -> str:
    desk = quote_desk(number)
    exchanging = exchange_form or ExchangeForm(formdata=None)
    if exchange_form is None:
        exchanging.edition.data = str(desk.shown.edition)
    adding, writing = add_form or AddLinesForm(formdata=None), message_form or MessageForm(formdata=None)
    if add_form is None:
        adding.edition.data = str(desk.shown.edition)
    writing.line.choices = _lines(desk)
    owning = owner_form or OwnerForm(formdata=None)
    owning.owner.choices = colleagues()
    if owner_form is None:
        owning.owner.data = str(desk.page.quote.owner_id)
    return render_template(
        "quotes/show.html",
        desk=desk,
        page=desk.page,
        quote=desk.page.quote,
        shown=desk.shown,
        add_form=adding,
        table_form=table_form or Form(formdata=None),
        terms_form=terms_form(desk.shown, desk.page.quote.price_mode, terms),
        message_form=writing,
        owner_form=owning,
        extension_form=extension_form(desk, extending),
        exchange_form=exchanging,
        template_form=template_form or TemplateForm(formdata=None),
        measured=measured_text,
    )
