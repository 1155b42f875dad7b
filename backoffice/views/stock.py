"""The stock of one article: where it lies, what moved, carrying it over, correcting the books, how it is sold."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.stock import CorrectForm, PolicyForm, TransferForm
from backoffice.lists import chosen_text, facets, newest, older, position_id
from backoffice.pages.articles import article_card
from core.accounts.states import Permission
from core.carts.queries.articles import ArticleRow, get_article
from core.inventory.operations import PolicyInput, correct_stock, set_policy, take_out, transfer_stock
from core.inventory.queries import find_policy, movement_page, open_warehouses, warehouses
from core.inventory.states import MovementReason, Selling
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("stock", __name__, url_prefix="/stock")


@pages.get("/<sku>/movements")
@allowed(Permission.VIEW_CATALOGUE)
def movements(sku: str) -> ResponseReturnValue:
    """Every movement of an article, the latest first, with what was on hand after it."""
    article, places = _article(sku), warehouses(db())
    place = next((place for place in places if place.code == chosen_text("in")), None)
    found = movement_page(db(), article.variant_id, warehouse_id=place.id if place else None, before=position_id())
    choices = [(None, _("All warehouses")), *((other.code, other.name) for other in places)]
    return render_template(
        "stock/movements.html",
        article=article,
        found=found,
        places=facets("in", place.code if place else None, choices),
        older=older(found.next_before),
        newest=newest(),
    )


@pages.route("/<sku>/transfer", methods=["GET", "POST"])
@allowed(Permission.RECEIVE_STOCK)
@writes
def transfer(sku: str) -> ResponseReturnValue:
    """Carry goods from one warehouse to another."""
    form: TransferForm = TransferForm().offer(open_warehouses(db()), "to_code")
    article = _article(sku)
    if form.validate_on_submit():
        with refusals(form):
            number = transfer_stock(
                db(),
                article.variant_id,
                form.quantity.data or 0,
                from_code=form.warehouse.data,
                to_code=form.to_code.data,
                acting_user=current_actor(),
            )
            flash(_("Transfer %(number)s is booked.", number=number))
            return _to_article(sku)
    return render_template("stock/transfer.html", form=form, page=article_card(db(), sku)), form.status


@pages.route("/<sku>/correct", methods=["GET", "POST"])
@allowed(Permission.RECEIVE_STOCK)
@writes
def correct(sku: str) -> ResponseReturnValue:
    """Correct the books, or write goods off."""
    form: CorrectForm = CorrectForm().offer(open_warehouses(db()))
    article = _article(sku)
    if form.validate_on_submit():
        with refusals(form):
            _book(form, article.variant_id)
            flash(_("The stock of %(name)s is corrected.", name=article.name))
            return _to_article(sku)
    return render_template("stock/correct.html", form=form, page=article_card(db(), sku)), form.status


@pages.route("/<sku>/policy", methods=["GET", "POST"])
@allowed(Permission.MANAGE_STOCK)
@writes
def policy(sku: str) -> ResponseReturnValue:
    """How an article is kept and sold."""
    article = _article(sku)
    form = PolicyForm(obj=find_policy(db(), article.variant_id))
    if form.validate_on_submit():
        with refusals(form):
            set_policy(db(), article.variant_id, _wanted(form))
            flash(_("From now on %(name)s is sold like this.", name=article.name))
            return _to_article(sku)
    return render_template("stock/policy.html", form=form, page=article_card(db(), sku)), form.status


def _article(sku: str) -> ArticleRow:
    return get_article(db(), sku, locale=current_locale())


def _to_article(sku: str) -> ResponseReturnValue:
    return redirect(url_for("articles.show", sku=sku), 303)


def _book(form: CorrectForm, variant_id: UUID) -> None:
    pieces, reason = form.quantity.data or 0, form.reason.data or ""
    place, actor = form.warehouse.data, current_actor()
    if form.kind.data == "written_off":
        kind = MovementReason.WRITTEN_OFF
        take_out(db(), variant_id, pieces, reason=kind, reference=reason, warehouse_code=place, acting_user=actor)
        return
    difference = pieces if form.kind.data == "found" else -pieces
    correct_stock(db(), variant_id, difference, reason=reason, warehouse_code=place, acting_user=actor)


def _wanted(form: PolicyForm) -> PolicyInput:
    return PolicyInput(
        is_tracked=bool(form.is_tracked.data),
        low_from=form.low_from.data or 0,
        safety=form.safety.data or 0,
        selling=Selling(form.selling.data),
        expected_on=form.expected_on.data,
        most_waiting=form.most_waiting.data,
        lead_days=form.lead_days.data or 0,
    )
