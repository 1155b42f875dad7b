"""Customers: the list, and one customer with orders, invoices and what is open."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.customers import ActForm, TermsForm
from backoffice.lists import chosen, facets, newest, older, position, typed
from backoffice.pages.customers import customer_card
from core.accounts.operations import ask_for_check, begin_acting, set_terms, set_time_zone
from core.accounts.queries import colleague_of, customer_page, get_customer_by_number
from core.accounts.states import CustomerKind, Permission
from core.kernel.tokens import sign
from core.web.access import ACTING, allowed, current_actor, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from core.web.zones import ZoneForm

pages = Blueprint("customers", __name__, url_prefix="/customers")


@pages.get("")
@allowed(Permission.VIEW_CUSTOMERS)
def index() -> ResponseReturnValue:
    """Customers, the latest first."""
    kind = chosen("kind", CustomerKind)
    found = customer_page(db(), text=typed(), kind=kind, before=position())
    labels = [
        (None, _("All")),
        (CustomerKind.COMPANY.value, _("Companies")),
        (CustomerKind.PRIVATE.value, _("Private")),
    ]
    return render_template(
        "customers/index.html",
        found=found,
        text=typed(),
        kinds=facets("kind", kind, labels),
        older=older(found.next_before),
        newest=newest(),
    )


@pages.get("/<number:number>")
@allowed(Permission.VIEW_CUSTOMERS)
def show(number: str) -> ResponseReturnValue:
    """One customer."""
    return render_template("customers/show.html", it=customer_card(db(), number))


@pages.route("/<number:number>/terms", methods=["GET", "POST"])
@allowed(Permission.SET_CREDIT)
@writes
def terms(number: str) -> ResponseReturnValue:
    """Agree on other terms: until when, up to how much, whether at all."""
    customer = get_customer_by_number(db(), number)
    form = TermsForm(
        terms_days=customer.terms_days,
        credit_limit=customer.credit_limit_minor,
        on_account_allowed=customer.on_account_allowed,
    )
    if form.validate_on_submit():
        with refusals(form):
            set_terms(
                db(),
                customer.id,
                terms_days=form.terms_days.data or 0,
                credit_limit_minor=form.credit_limit.minor or 0,
                on_account_allowed=bool(form.on_account_allowed.data),
                reason=form.reason.data or "",
                acting_user=current_actor(),
            )
            flash(_("The terms hold from the next order on."))
            return redirect(url_for("customers.show", number=number), 303)
    return render_template("customers/terms.html", form=form, customer=customer), form.status


@pages.route("/<number:number>/time-zone", methods=["GET", "POST"])
@allowed(Permission.EDIT_CUSTOMERS)
@writes
def time_zone(number: str) -> ResponseReturnValue:
    """By whose days the customer lives."""
    customer = get_customer_by_number(db(), number)
    form = ZoneForm().offer(customer.time_zone)
    if form.validate_on_submit():
        with refusals(form):
            set_time_zone(db(), customer.id, time_zone=form.time_zone.data or "", acting_user=current_actor())
            flash(_("The time zone holds for the next quote and the next purchase."))
            return redirect(url_for("customers.show", number=number), 303)
    return render_template("customers/time_zone.html", form=form, customer=customer), form.status


@pages.post("/<number:number>/vat-check")
@allowed(Permission.EDIT_CUSTOMERS)
@writes
def check_vat_id(number: str) -> ResponseReturnValue:
    """Have the VAT id checked again."""
    ask_for_check(db(), get_customer_by_number(db(), number).id)
    flash(_("The VAT id is being checked; the answer appears here."), "info")
    return redirect(url_for("customers.show", number=number), 303)


@pages.route("/<number:number>/act/<uuid:user_id>", methods=["GET", "POST"])
@allowed(Permission.ACT_FOR_CUSTOMER)
@writes
def act(number: str, user_id: UUID) -> ResponseReturnValue:
    """Shop in the name of one of a customer's people, with a reason; the shop goes on from here."""
    customer, form = get_customer_by_number(db(), number), ActForm()
    person = colleague_of(db(), customer.id, user_id)
    if form.validate_on_submit():
        with refusals(form):
            begun = begin_acting(db(), user_id, reason=form.reason.data or "", by=signed_in_user())
            token = sign(ACTING, begun.key, expires_in=timedelta(minutes=2))
            return redirect(f"/acting?t={token}", 303)
    return render_template("customers/act.html", form=form, customer=customer, person=person), form.status
