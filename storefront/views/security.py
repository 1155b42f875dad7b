"""Who one is here, and where: details and password, the address to sign in with, the devices."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.errors import NotCompanyAdmin
from core.accounts.queries import sessions_of
from core.kernel.events import timeline
from core.kernel.throttle import Attempt, forget_attempts
from core.web.access import current_actor, refuse_while_acting, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from core.web.throttling import PASSWORD_GUESSES, count_attempts, count_letter
from core.web.zones import ZoneForm
from storefront.account import own_customer
from storefront.forms.account import NewEmailForm, PasswordForm

pages = Blueprint("security", __name__, url_prefix="/account")
ACTED_SHOWN = 20
pages.before_request(refuse_while_acting)


@pages.route("/details", methods=["GET", "POST"])
@signed_in
@writes
def details() -> ResponseReturnValue:
    """Who one is here, and the password."""
    form, user = PasswordForm(), signed_in_user()
    if form.validate_on_submit():
        with refusals(form):
            guesses = Attempt(PASSWORD_GUESSES, str(user.id))
            count_attempts(guesses)
            operations.change_password(
                db(),
                user.id,
                present_password=form.present_password.data or "",
                password=form.password.data or "",
                keep_session=user.session.id if user.session else None,
                acting_user=current_actor(),
            )
            forget_attempts(db(), guesses)
            flash(_("Your password is changed. Other devices are signed out."))
            return redirect(url_for("security.details"), 303)
    return _details(form), form.status


@pages.post("/time-zone")
@signed_in
@writes
def time_zone() -> ResponseReturnValue:
    """By whose days one lives; for a company its administrators say so."""
    user, customer = signed_in_user(), own_customer()
    if user.buyer_role is not None and not user.is_company_admin:
        raise NotCompanyAdmin
    form = ZoneForm().offer(customer.time_zone)
    if form.validate():
        with refusals(form):
            operations.set_time_zone(db(), customer.id, time_zone=form.time_zone.data or "", acting_user=user.actor)
            flash(_("The time zone is kept."))
            return redirect(url_for("security.details"), 303)
    return _details(PasswordForm(formdata=None), zone=form), form.status


def _details(form: PasswordForm, *, zone: ZoneForm | None = None) -> str:
    user, customer = signed_in_user(), own_customer()
    may_choose = user.buyer_role is None or user.is_company_admin
    zones = (zone or ZoneForm(formdata=None)).offer(customer.time_zone) if may_choose else None
    return render_template("account/details.html", form=form, zone_form=zones, user=user, customer=customer)


@pages.route("/email", methods=["GET", "POST"])
@signed_in
@writes
def email() -> ResponseReturnValue:
    """Sign in with another address: it has to be confirmed there."""
    form, user = NewEmailForm(), signed_in_user()
    if form.validate_on_submit():
        with refusals(form):
            guesses, typed = Attempt(PASSWORD_GUESSES, str(user.id)), form.email.data or ""
            count_letter(typed)
            count_attempts(guesses)
            password = form.present_password.data or ""
            actor = current_actor()
            operations.ask_for_new_email(db(), user.id, email=typed, present_password=password, acting_user=actor)
            forget_attempts(db(), guesses)
            flash(_("We have written to %(email)s. Please confirm the address there.", email=typed), "info")
            return redirect(url_for("security.details"), 303)
    return render_template("account/email.html", form=form, user=user), form.status


@pages.get("/devices")
@signed_in
def devices() -> ResponseReturnValue:
    """Where one is signed in."""
    user = signed_in_user()
    acted = timeline(db(), "user", user.id, kinds=("acting.began", "acting.ended"))[-ACTED_SHOWN:]
    sessions = sessions_of(db(), user.id)
    return render_template("account/devices.html", sessions=sessions, here=user.session, acted=acted[::-1])


@pages.post("/devices/<uuid:session_id>/end")
@signed_in
@writes
def end_device(session_id: UUID) -> ResponseReturnValue:
    """Sign out one of one's own devices."""
    operations.end_session_of(db(), signed_in_user().id, session_id)
    flash(_("This device is signed out."))
    return redirect(url_for("security.devices"), 303)


@pages.post("/devices/end-others")
@signed_in
@writes
def end_other_devices() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    user = signed_in_user()
    operations.end_other_sessions(db(), user.id, keep=user.session.id if user.session else None)
    flash(_("You are signed out everywhere but here."))
    return redirect(url_for("security.devices"), 303)
