"""The approval policy: what holds, what held, the next edition with its trial, who approves, who answers."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.quote_policy import ApproverForm, DeskForm, PolicyForm, people, policy_form
from backoffice.pages.quote_policy import (
    beginning,
    people_page,
    policy_board,
    rule_lines,
    rule_words,
    those_who_may,
    trial_page,
    unit_names,
)
from core.accounts.queries import business_units
from core.accounts.states import Permission
from core.kernel import clock
from core.quotes import operations
from core.quotes.queries.policy import get_policy
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import options, refusals
from core.web.locale import gettext as _

pages = Blueprint("quote_policy", __name__, url_prefix="/quote-policy")


@pages.get("")
@allowed(Permission.VIEW_QUOTES)
def index() -> ResponseReturnValue:
    """What holds now, and all editions."""
    board = policy_board()
    return render_template("quote_policy/index.html", board=board, lines=rule_lines(board.holds.rules))


@pages.get("/<int:edition>")
@allowed(Permission.VIEW_QUOTES)
def show(edition: int) -> ResponseReturnValue:
    """One edition."""
    policy = get_policy(db(), edition)
    return render_template("quote_policy/show.html", policy=policy, lines=rule_lines(policy.rules))


@pages.route("/new", methods=["GET", "POST"])
@allowed(Permission.SET_QUOTE_POLICY)
@writes
def new() -> ResponseReturnValue:
    """Write the next edition; it can be tried on past quotes before it holds."""
    begin = beginning(request.args.get("edition", type=int), request.args.get("trial", type=UUID))
    form = policy_form(begin)
    form.offer_units(business_units(db()))
    if not form.is_submitted():
        form.fill(begin.rules, seen_edition=begin.edition)
    elif "more" in request.form:
        form.status = 200
    elif form.validate():
        with refusals(form):
            return _kept(form)
    return render_template("quote_policy/edit.html", form=form), form.status


def _kept(form: PolicyForm) -> ResponseReturnValue:
    """Put the rules into force, or try them, as the button said."""
    if "try" in request.form:
        since, until = form.since.data or clock.today(), form.until.data or clock.today()
        trial = operations.try_policy(db(), form.rules(), since=since, until=until, acting_user=current_actor())
        return redirect(url_for("quote_policy.trial", trial_id=trial.id), 303)
    day = form.valid_from.data
    operations.write_policy(
        db(),
        form.rules(),
        note=form.note.data or "",
        seen_edition=int(form.seen_edition.data or 0),
        valid_from=clock.day_begins(day) if day and day != clock.today() else None,
        acting_user=current_actor(),
    )
    flash(_("The edition is written."))
    return redirect(url_for("quote_policy.index"), 303)


@pages.get("/trials/<uuid:trial_id>")
@allowed(Permission.SET_QUOTE_POLICY)
def trial(trial_id: UUID) -> ResponseReturnValue:
    """What other rules would have changed, as far as it has come."""
    return render_template("quote_policy/trial.html", page=trial_page(trial_id), words=rule_words, units=unit_names())


@pages.get("/people")
@allowed(Permission.VIEW_QUOTES)
def colleagues() -> ResponseReturnValue:
    """Who approves and who answers."""
    return _people(ApproverForm(formdata=None), DeskForm(formdata=None)), 200


@pages.post("/approvers")
@allowed(Permission.SET_QUOTE_POLICY)
@writes
def set_approver() -> ResponseReturnValue:
    """Let a colleague approve, or set the level anew."""
    form = _with_approvers(ApproverForm())
    if form.validate():
        with refusals(form):
            unit_id = UUID(form.unit_id.data) if form.unit_id.data else None
            operations.let_approve(
                db(), UUID(form.user_id.data), level=form.level.data or 0, unit_id=unit_id, acting_user=current_actor()
            )
            flash(_("It holds from now on."))
            return redirect(url_for("quote_policy.colleagues"), 303)
    return _people(form, DeskForm(formdata=None)), form.status


@pages.post("/approvers/<uuid:approver_id>/remove")
@allowed(Permission.SET_QUOTE_POLICY)
@writes
def remove_approver(approver_id: UUID) -> ResponseReturnValue:
    """Let a colleague approve no more."""
    operations.let_approve_no_more(db(), approver_id, acting_user=current_actor())
    flash(_("It holds from now on."))
    return redirect(url_for("quote_policy.colleagues"), 303)


@pages.post("/desks")
@allowed(Permission.SET_QUOTE_POLICY)
@writes
def set_desk() -> ResponseReturnValue:
    """Give a colleague new requests, or others than before."""
    form = _with_reps(DeskForm())
    if form.validate():
        with refusals(form):
            territory, capacity = form.territory.data or "", form.capacity.data or 0
            operations.set_desk(
                db(), UUID(form.rep_id.data), territory=territory, capacity=capacity, acting_user=current_actor()
            )
            flash(_("It holds from now on."))
            return redirect(url_for("quote_policy.colleagues"), 303)
    return _people(ApproverForm(formdata=None), form), form.status


@pages.post("/desks/<uuid:user_id>/close")
@allowed(Permission.SET_QUOTE_POLICY)
@writes
def close_desk(user_id: UUID) -> ResponseReturnValue:
    """Give a colleague no new requests any more."""
    operations.close_desk(db(), user_id, acting_user=current_actor())
    flash(_("It holds from now on."))
    return redirect(url_for("quote_policy.colleagues"), 303)


def _people(approver: ApproverForm, desk: DeskForm) -> str:
    return render_template(
        "quote_policy/people.html", page=people_page(), approver=_with_approvers(approver), desk=_with_reps(desk)
    )


def _with_approvers(form: ApproverForm) -> ApproverForm:
    form.user_id.choices = people(those_who_may(Permission.APPROVE_QUOTES))
    units = [(str(one.id), one.name) for one in business_units(db())]
    form.unit_id.choices = options([("", _("all")), *units])
    return form


def _with_reps(form: DeskForm) -> DeskForm:
    form.rep_id.choices = people(those_who_may(Permission.WRITE_QUOTES))
    return form
