"""The negotiation room of one offer: looking, choosing, asking, countering, declining, accepting."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.kernel.db import new_id
from core.orders.queries import get_order
from core.quotes import operations
from core.quotes.queries.paper import offer_pdf_for_customer
from core.quotes.queries.quotes import find_quote_id
from core.quotes.rules.actions import Action
from core.web.access import current_actor, current_user, public, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.forms import options, refusals, whole_number
from core.web.locale import gettext as _
from storefront.account import uuid_or_none
from storefront.forms.quotes import AcceptForm, AgreeForm, CounterForm, DeclineForm, MessageForm
from storefront.negotiating import (
    Room,
    acceptance_of,
    consent_of,
    counter_of,
    fill_from_order,
    find_room,
    offer_choices,
    seat,
    typed_choice,
)
from storefront.orders import TOKEN, page_of_order
from storefront.paying import first_step

pages = Blueprint("quotes", __name__, url_prefix="/quotes")


@pages.get("/<number:number>")
@public
def show(number: str) -> ResponseReturnValue:
    """The offer, what was written, and what can be done."""
    return _room(number)


@pages.get("/<number:number>/versions/<int:version>.pdf")
@public
def pdf(number: str, version: int) -> Response:
    """A version of the offer on paper, for whom may see its page."""
    found = offer_pdf_for_customer(db(), number, version, seat=seat())
    headers = {"Content-Disposition": f'inline; filename="{found.name}"'}
    return Response(found.content, mimetype="application/pdf", headers=headers)


@pages.post("/<number:number>/message")
@public
@writes
def message(number: str) -> ResponseReturnValue:
    """Ask something about the offer, or about one of its lines."""
    form, quote_id = MessageForm(), find_quote_id(db(), number, seat=seat())
    if form.validate():
        with refusals(form):
            operations.write_message(
                db(),
                quote_id,
                text=form.text.data or "",
                is_ours=False,
                author=_name(number),
                line_origin_id=uuid_or_none(form.line.data),
                acting_user=current_actor(),
            )
            flash(_("Your question is with us."))
            return redirect(_same(number), 303)
    return _room(number, message_form=form), form.status


@pages.post("/<number:number>/counter")
@public
@writes
def counter(number: str) -> ResponseReturnValue:
    """Ask for other prices, quantities, or another sum."""
    form, room = CounterForm(), find_room(number)
    if form.validate():
        with refusals(form):
            wish = counter_of(room.shown, request.form, total_minor=form.total.minor, text=form.text.data or "")
            wish = operations.Counter(
                version=whole_number(form.version.data), lines=wish.lines, total_minor=wish.total_minor, text=wish.text
            )
            operations.counter_offer(db(), room.page.quote.id, wish, author=_name(number), acting_user=current_actor())
            flash(_("We have your counter-offer, and answer with a new version."))
            return redirect(_same(number), 303)
    return _room(number, counter_form=form), form.status


@pages.post("/<number:number>/decline")
@public
@writes
def decline(number: str) -> ResponseReturnValue:
    """Say no, and why."""
    form, quote_id = DeclineForm(), find_quote_id(db(), number, seat=seat())
    if form.validate():
        with refusals(form):
            operations.decline_offer(
                db(),
                quote_id,
                version=whole_number(form.version.data),
                reason=form.reason.data or "",
                author=_name(number),
                acting_user=current_actor(),
            )
            flash(_("Thank you for telling us. We are sorry that it did not fit."))
            return redirect(_same(number), 303)
    return _room(number, decline_form=form), form.status


@pages.route("/<number:number>/accept", methods=["GET", "POST"])
@public
@writes
def accept(number: str) -> ResponseReturnValue:
    """One page from the address to the button that obliges to pay, for what was chosen."""
    room = find_room(number)
    if room.preview is not None:
        return _agree(number, room)
    form = AcceptForm()
    if Action.ACCEPT not in room.page.actions and not form.is_submitted():
        return redirect(_same(number), 303)
    notes = offer_choices(form, room)
    if form.validate_on_submit():
        with refusals(form):
            acceptance = acceptance_of(form, room)
            order = operations.accept_quote(db(), room.page.quote.id, acceptance, acting_user=current_actor())
            return redirect(page_of_order(first_step(order.payment_method), order.number, order.id), 303)
    if not form.is_submitted():
        form.key.data = new_id().hex
    _name_and_seen(form, room)
    form.call.data = str(room.chosen.call) if room.chosen else ""
    return render_template("quotes/accept.html", form=form, room=room, quote=room.page.quote, **notes), form.status


@pages.post("/<number:number>/colleague")
@signed_in
@writes
def ask_colleague(number: str) -> ResponseReturnValue:
    """Ask a colleague whether one may accept it, as it was chosen."""
    room = find_room(number)
    choice = typed_choice(room.shown, request.form)
    asked = operations.ask_colleague(db(), room.page.quote.id, choice=choice, by=signed_in_user())
    flash(_("We have asked your colleagues. You get a letter when one of them has decided."))
    return redirect(url_for("approvals.show", approval_id=asked.id), 303)


def _agree(number: str, room: Room) -> ResponseReturnValue:
    """Agree to the change of a contract; where something is added, say where to, and how it is paid."""
    if Action.ACCEPT not in room.page.actions and request.method == "GET":
        return redirect(_same(number), 303)
    if room.adds:
        return _agree_and_order(number, room)
    form = AgreeForm()
    if form.validate_on_submit():
        with refusals(form):
            consent = consent_of(form, room)
            operations.accept_extension(db(), room.page.quote.id, consent, acting_user=current_actor())
            flash(_("Your contract is changed as agreed."))
            return redirect(_same(number), 303)
    _name_and_seen(form, room)
    return render_template("quotes/agree.html", form=form, room=room, quote=room.page.quote), form.status


def _agree_and_order(number: str, room: Room) -> ResponseReturnValue:
    form = AcceptForm()
    notes = offer_choices(form, room)
    if form.validate_on_submit():
        with refusals(form):
            acceptance = acceptance_of(form, room)
            quote = operations.accept_extension(db(), room.page.quote.id, acceptance, acting_user=current_actor())
            flash(_("Your contract is changed as agreed."))
            return redirect(_to_order(number, quote.order_id), 303)
    if not form.is_submitted():
        fill_from_order(form, room)
    _name_and_seen(form, room)
    return render_template("quotes/agree.html", form=form, room=room, quote=room.page.quote, **notes), form.status


def _to_order(number: str, order_id: UUID | None) -> str:
    if order_id is None:
        return _same(number)
    order = get_order(db(), order_id)
    return page_of_order(first_step(order.payment_method), order.number, order.id)


def _name_and_seen(form: AgreeForm | AcceptForm, room: Room) -> None:
    """Who is here, until they say otherwise, and which version they look at."""
    user = current_user()
    if not form.is_submitted():
        form.name.data = user.name if user else room.page.quote.contact_name
    form.version.data, form.content_hash.data = str(room.shown.version), room.shown.content_hash


def _name(number: str) -> str:
    user = current_user()
    return user.name if user else find_room(number).page.quote.contact_name


def _same(number: str) -> str:
    return url_for("quotes.show", number=number, t=request.args.get(TOKEN))


def _room(
    number: str,
    *,
    message_form: MessageForm | None = None,
    counter_form: CounterForm | None = None,
    decline_form: DeclineForm | None = None,
) -> str:
    room = find_room(number)
    asking = message_form or MessageForm(formdata=None)
    lines = [(str(line.origin_id), line.name) for line in room.shown.lines]
    asking.line.choices = options([("", _("The whole offer")), *lines])
    countering = counter_form or CounterForm(formdata=None)
    declining = decline_form or DeclineForm(formdata=None)
    if counter_form is None:
        countering.version.data = str(room.shown.version)
    if decline_form is None:
        declining.version.data = str(room.shown.version)
    return render_template(
        "quotes/room.html",
        room=room,
        page=room.page,
        quote=room.page.quote,
        shown=room.shown,
        message_form=asking,
        counter_form=countering,
        decline_form=declining,
    )
