"""Wanting to hear that an article is back: asking on its page, saying yes or no behind the link of the letter."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.inventory import operations
from core.inventory.queries import wish_by_token
from core.web.access import current_actor, current_user, public
from core.web.db import db, writes
from core.web.forms import Form, refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.throttling import count_letter
from storefront import visitor
from storefront.account import uuid_or_none
from storefront.forms.wishes import WishForm

pages = Blueprint("wishes", __name__)


@pages.get("/wishes")
@public
def show() -> ResponseReturnValue:
    """Where to write to when an article is back."""
    form = WishForm(formdata=None)
    form.variant_id.data, form.slug.data = request.args.get("v", ""), request.args.get("p", "")
    user = current_user()
    form.email.data = user.email if user else ""
    return render_template("wishes/ask.html", form=form)


@pages.post("/wishes")
@public
@writes
def ask() -> ResponseReturnValue:
    """Want to hear once that an article is back. The answer is the same whether somebody asked before or not."""
    form = WishForm()
    if form.validate():
        with refusals(form):
            email, user = form.email.data or "", current_user()
            is_known = user is not None and user.email == email.strip().lower()
            if not is_known:
                count_letter(email)
            operations.wish_for(
                db(),
                uuid_or_none(form.variant_id.data) or UUID(int=0),
                email=email,
                price_list=visitor.price_list(),
                locale=current_locale(),
                is_known=is_known,
                acting_user=current_actor(),
            )
            flash(
                _("We write to you once when it is back.")
                if is_known
                else _("Please look into your mailbox and confirm that we may write to you.")
            )
            back = form.slug.data or ""
            return redirect(url_for("product.show", slug=back) if back else url_for("shelf.home"), 303)
    return render_template("wishes/ask.html", form=form), form.status


@pages.get("/wish")
@public
def answer_page() -> ResponseReturnValue:
    """Yes or no, for whoever holds the link of the letter."""
    wish = wish_by_token(db(), request.args.get("t", ""))
    return render_template("wishes/answer.html", wish=wish, form=Form(formdata=None))


@pages.post("/wish")
@public
@writes
def answer() -> ResponseReturnValue:
    """The owner of the address has decided."""
    form, wish = Form(), wish_by_token(db(), request.args.get("t", ""))
    if form.validate():
        with refusals(form):
            if "no" in request.form:
                operations.withdraw_wish(db(), wish.id, acting_user=current_actor())
                flash(_("We do not write to you about it."))
            else:
                operations.confirm_wish(db(), wish.id, acting_user=current_actor())
                flash(_("We write to you once when it is back."))
            return redirect(url_for("product.show", slug=wish.slug), 303)
    return render_template("wishes/answer.html", wish=wish, form=form), form.status
