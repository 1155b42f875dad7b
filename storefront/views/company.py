"""The company of whoever is signed in: colleagues with their roles and limits, invitations, VAT id, terms."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.errors import NotCompanyAdmin
from core.accounts.queries import UserView, colleagues_of, open_invitations, request_of_link
from core.accounts.states import RequestKind
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.web.access import begin_session, public, refuse_while_acting, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from core.web.throttling import count_letter
from storefront.account import own_customer
from storefront.forms.company import InviteForm, JoinForm, RoleForm, VatIdForm

pages = Blueprint("company", __name__)
pages.before_request(refuse_while_acting)


@pages.get("/account/company")
@signed_in
def show() -> ResponseReturnValue:
    """The company, its people, and who is invited."""
    return _company(VatIdForm(formdata=None))


@pages.post("/account/company")
@signed_in
@writes
def set_vat_id() -> ResponseReturnValue:
    """Another VAT id; it is checked afterwards."""
    form, user = VatIdForm(), _admin()
    if form.validate():
        with refusals(form):
            operations.set_vat_id(db(), own_customer().id, form.vat_id.data or "", acting_user=user.actor)
            flash(_("The VAT id is kept. We have it checked."))
            return redirect(url_for("company.show"), 303)
    return _company(form), form.status


@pages.route("/account/company/invite", methods=["GET", "POST"])
@signed_in
@writes
def invite() -> ResponseReturnValue:
    """Invite a colleague by letter."""
    form, user = InviteForm(), _admin()
    if form.validate_on_submit():
        with refusals(form):
            email = form.email.data or ""
            count_letter(email)
            operations.invite_colleague(db(), email=email, name=form.name.data or "", role=form.chosen(), by=user)
            flash(_("We have written to %(email)s.", email=email))
            return redirect(url_for("company.show"), 303)
    return render_template("account/invite.html", form=form), form.status


@pages.post("/account/company/invitations/<uuid:request_id>/withdraw")
@signed_in
@writes
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """An invitation shall not be accepted any more."""
    operations.withdraw_invitation(db(), request_id, by=_admin())
    flash(_("The invitation is withdrawn; its link does not work any more."))
    return redirect(url_for("company.show"), 303)


@pages.route("/account/company/people/<uuid:user_id>", methods=["GET", "POST"])
@signed_in
@writes
def colleague(user_id: UUID) -> ResponseReturnValue:
    """The role and the limits of a colleague."""
    user, person = _admin(), _colleague(user_id)
    form = RoleForm(
        role=person.buyer_role,
        per_order=person.spending_limit_minor,
        per_window=person.window_limit_minor,
        window=person.limit_window,
    )
    if form.validate_on_submit():
        with refusals(form):
            operations.change_colleague(db(), user_id, form.chosen(), by=user)
            flash(_("What %(name)s may do holds from now on.", name=person.name))
            return redirect(url_for("company.show"), 303)
    return render_template("account/colleague.html", form=form, person=person), form.status


@pages.post("/account/company/people/<uuid:user_id>/remove")
@signed_in
@writes
def remove(user_id: UUID) -> ResponseReturnValue:
    """A colleague buys for the company no longer."""
    removed = operations.remove_colleague(db(), user_id, by=_admin())
    flash(_("%(name)s buys for your company no longer and is signed out.", name=removed.name))
    return redirect(url_for("company.show"), 303)


@pages.route("/invitation", methods=["GET", "POST"])
@public
@writes
def join() -> ResponseReturnValue:
    """Behind the link of an invitation: join with a name and a password of one's own."""
    asked = request_of_link(db(), RequestKind.INVITATION, request.args.get("t"))
    form = JoinForm(name=asked.name)
    if form.validate_on_submit():
        with refusals(form):
            name, password = form.name.data or "", form.password.data or ""
            user = operations.accept_invitation(db(), asked.id, name=name, password=password)
            begin_session(user.id)
            flash(_("Welcome, %(name)s. You buy for %(company)s now.", name=user.name, company=asked.company_name))
            return redirect(url_for("shelf.home"), 303)
    return render_template("session/join.html", form=form, asked=asked), form.status


def _company(form: VatIdForm) -> str:
    customer, user = own_customer(), signed_in_user()
    if user.buyer_role is None:
        raise NotFound("account.no_company", N_("You buy for yourself; there is no company."))
    if not form.is_submitted():
        form.vat_id.data = customer.vat_id
    invitations = open_invitations(db(), customer.id) if user.is_company_admin else []
    people = colleagues_of(db(), customer.id)
    return render_template(
        "account/company.html", form=form, customer=customer, user=user, people=people, invitations=invitations
    )


def _admin() -> UserView:
    user = signed_in_user()
    if not user.is_company_admin:
        raise NotCompanyAdmin
    return user


def _colleague(user_id: UUID) -> UserView:
    found = next((person for person in colleagues_of(db(), own_customer().id) if person.id == user_id), None)
    if found is None:
        raise NotFound("accounts.no_colleague", N_("This person does not buy for your company."))
    return found
