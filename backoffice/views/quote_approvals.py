"""Approvals of quotes: what waits, and everything for a decision on one page."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.quote_policy import AwayForm, people
from backoffice.forms.quotes import DecideForm
from backoffice.lists import PAGE, newest, older, position_id
from backoffice.pages.quote_policy import those_who_may
from backoffice.pages.quotes import measured_text
from core.accounts.states import Permission
from core.kernel import clock
from core.quotes import operations
from core.quotes.errors import AnswerMissing
from core.quotes.queries.approvals import approval_page, inbox
from core.quotes.queries.policy import approvers
from core.web.access import allowed, current_actor, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("quote_approvals", __name__, url_prefix="/approvals")


@pages.get("")
@allowed(Permission.APPROVE_QUOTES)
def index() -> ResponseReturnValue:
    """What waits for an answer, the most urgent first; what one may decide oneself is marked."""
    return _inbox(AwayForm(formdata=None)), 200


@pages.post("/away")
@allowed(Permission.APPROVE_QUOTES)
@writes
def away() -> ResponseReturnValue:
    """Let a colleague decide in one's place until a day, or decide again oneself."""
    me, form = signed_in_user(), AwayForm()
    form.delegate_id.choices = _others()
    if "back" in request.form:
        operations.delegate(db(), me.id, to=me.id, until=clock.today(), acting_user=current_actor())
        return redirect(url_for("quote_approvals.index"), 303)
    if form.validate():
        with refusals(form):
            other, until = UUID(form.delegate_id.data), form.until.data or clock.today()
            operations.delegate(db(), me.id, to=other, until=until, acting_user=current_actor())
            flash(_("Your approvals are on their page until then."))
            return redirect(url_for("quote_approvals.index"), 303)
    return _inbox(form), form.status


def _others() -> list[Any]:
    return people([one for one in those_who_may(Permission.APPROVE_QUOTES) if one.id != signed_in_user().id])


def _inbox(form: AwayForm) -> str:
    form.delegate_id.choices = _others()
    me = signed_in_user()
    rows = inbox(db(), me, after=position_id())
    more = rows[PAGE - 1].open.approval.id if len(rows) > PAGE else None
    return render_template(
        "quote_approvals/index.html",
        rows=rows[:PAGE],
        older=older(more),
        newest=newest(),
        measured=measured_text,
        away=form,
        mine=next((one for one in approvers(db()) if one.user_id == me.id), None),
    )


@pages.route("/<uuid:approval_id>", methods=["GET", "POST"])
@allowed(Permission.APPROVE_QUOTES)
@writes
def show(approval_id: UUID) -> ResponseReturnValue:
    """One question with all that the answer needs: what moved, the margin, the history, similar deals."""
    form = DecideForm()
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("answer") not in ("grant", "refuse"):
                raise AnswerMissing
            is_granted = request.form["answer"] == "grant"
            operations.decide(db(), approval_id, is_granted=is_granted, note=form.note.data or "", by=signed_in_user())
            flash(_("Granted.") if is_granted else _("Refused. Its author is told."))
            return redirect(url_for("quote_approvals.index"), 303)
    page = approval_page(db(), approval_id, signed_in_user())
    return render_template("quote_approvals/show.html", form=form, page=page, measured=measured_text), form.status
