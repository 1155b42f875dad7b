"""The colleagues, and taking back an authenticator that one of them has lost."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.staff import ResetFactorForm
from core.accounts import operations
from core.accounts.queries import UserView, get_user, staff
from core.accounts.states import Permission
from core.kernel.errors import NotFound
from core.kernel.events import timeline
from core.kernel.i18n import N_
from core.kernel.throttle import Attempt, forget_attempts
from core.web.access import allowed, current_actor, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from core.web.throttling import PASSWORD_GUESSES, count_attempts

pages = Blueprint("staff", __name__, url_prefix="/staff")


@pages.get("")
@allowed(Permission.MANAGE_STAFF)
def index() -> ResponseReturnValue:
    """Everybody who works here, and whether they have a second factor."""
    return render_template("staff/index.html", people=staff(db()), own_id=signed_in_user().id)


@pages.route("/<uuid:user_id>/second-factor", methods=["GET", "POST"])
@allowed(Permission.MANAGE_STAFF)
@writes
def reset(user_id: UUID) -> ResponseReturnValue:
    """Take back a lost authenticator, with one's own password."""
    form, person = ResetFactorForm(), _colleague(user_id)
    if form.validate_on_submit():
        with refusals(form):
            guesses = Attempt(PASSWORD_GUESSES, str(signed_in_user().id))
            count_attempts(guesses)
            operations.require_password(db(), signed_in_user().id, form.present_password.data or "")
            forget_attempts(db(), guesses)
            reason = form.reason.data or ""
            operations.reset_second_factor(db(), user_id, reason=reason, acting_user=current_actor())
            flash(_("%(name)s sets up a new authenticator at the next sign-in.", name=person.name))
            return redirect(url_for("staff.index"), 303)
    happened = timeline(db(), "user", user_id)
    return render_template("staff/reset.html", form=form, person=person, happened=happened), form.status


def _colleague(user_id: UUID) -> UserView:
    person = get_user(db(), user_id)
    if not person.is_staff:
        raise NotFound("accounts.no_user", N_("There is no such person."))
    return person
