"""The integration desk: jobs that failed or try again, and what people did about them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.desk import SettleChargeForm, SettleForm, SettleRefundForm
from core.accounts.states import Permission
from core.kernel import jobs
from core.payments import operations as payments
from core.payments.queries import find_stuck_charge, find_stuck_refund, get_stuck_charge, get_stuck_refund
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.filters import money
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("integration", __name__, url_prefix="/integration")


@pages.get("")
@allowed(Permission.VIEW_INTEGRATION)
def index() -> ResponseReturnValue:
    """What is stuck, the oldest first, and what was settled by hand lately."""
    return render_template("integration/index.html", stuck=jobs.stuck_jobs(db()), settled=jobs.settled_jobs(db()))


@pages.post("/<uuid:job_id>/replay")
@allowed(Permission.SETTLE_JOBS)
@writes
def replay(job_id: UUID) -> ResponseReturnValue:
    """Let a failed job try again from the start."""
    jobs.replay(db(), job_id)
    flash(_("The job runs again now. It stands here if it fails again."))
    return redirect(url_for("integration.index"), 303)


@pages.route("/<uuid:job_id>/settle", methods=["GET", "POST"])
@allowed(Permission.SETTLE_JOBS)
@writes
def settle(job_id: UUID) -> ResponseReturnValue:
    """Close a failed job by hand, with a note; of a charge or refund somebody has to say how much it was."""
    if (charge := find_stuck_charge(db(), job_id)) is not None and charge.is_open:
        return redirect(url_for("integration.settle_charge", job_id=job_id), 303)
    if (refund := find_stuck_refund(db(), job_id)) is not None and refund.is_open:
        return redirect(url_for("integration.settle_refund", job_id=job_id), 303)
    form = SettleForm()
    if form.validate_on_submit():
        with refusals(form):
            jobs.settle_by_hand(db(), job_id, note=f"{current_actor().name}: {form.note.data}")
            flash(_("The job is settled. Your note stands below."))
            return redirect(url_for("integration.index"), 303)
    return render_template("integration/settle.html", form=form, job=jobs.get_job(db(), job_id)), form.status


@pages.route("/<uuid:job_id>/charge", methods=["GET", "POST"])
@allowed(Permission.SETTLE_JOBS)
@writes
def settle_charge(job_id: UUID) -> ResponseReturnValue:
    """Say by hand what became of a charge that nobody answered, or with another amount than we asked for."""
    form = SettleChargeForm()
    if form.validate_on_submit():
        with refusals(form):
            taken, note = form.amount.minor or 0, form.note.data or ""
            attempt = payments.settle_attempt(db(), job_id, taken_minor=taken, note=note, acting_user=current_actor())
            flash(_("The charge is settled: %(amount)s were taken.", amount=money(taken, attempt.currency)))
            return redirect(url_for("integration.index"), 303)
    job, charge = jobs.get_job(db(), job_id), get_stuck_charge(db(), job_id)
    return render_template("integration/settle.html", form=form, job=job, money=charge), form.status


@pages.route("/<uuid:job_id>/refund", methods=["GET", "POST"])
@allowed(Permission.SETTLE_JOBS)
@writes
def settle_refund(job_id: UUID) -> ResponseReturnValue:
    """Say by hand what became of a refund that nobody answered, or with another amount than we asked for."""
    form = SettleRefundForm()
    if form.validate_on_submit():
        with refusals(form):
            given, note = form.amount.minor or 0, form.note.data or ""
            refund = payments.settle_refund(db(), job_id, given_minor=given, note=note, acting_user=current_actor())
            flash(_("The refund is settled: %(amount)s went back.", amount=money(given, refund.currency)))
            return redirect(url_for("integration.index"), 303)
    job, refund_asked = jobs.get_job(db(), job_id), get_stuck_refund(db(), job_id)
    return render_template("integration/settle.html", form=form, job=job, money=refund_asked), form.status
