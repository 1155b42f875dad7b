"""The cart: what lies in it, putting in, changing, taking out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.carts.operations import (
    acknowledge,
    add_to_cart,
    change_selection,
    enter_code,
    note_line,
    remove_code,
    set_quantity,
)
from core.carts.queries.lists import Keeper, SavedListView, find_later
from core.carts.queries.shared import require_choice, share_token
from core.catalog.rules import picks_to
from core.pricing.rules import LineKey
from core.web.access import current_actor, current_user, public
from core.web.codes import count_code
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from storefront import visitor
from storefront.forms.cart import AddToCartForm, CodeForm, NoteForm, QuantityForm, SeenForm, read_seen, typed_picks
from storefront.lines import shown_lines
from storefront.menu import countries
from storefront.offers import shown_offers
from storefront.views.product import page_of

pages = Blueprint("cart", __name__)


@pages.get("/cart")
@public
def show() -> ResponseReturnValue:
    """The cart."""
    return _cart_page(QuantityForm(formdata=None))


@pages.post("/cart/lines")
@public
@writes
def add() -> ResponseReturnValue:
    """Put something into the cart; a mistake brings the page of the article back.

    Asked to check, it only shows the page with what the chosen options come to; asked for a list or an offer, it leads
    there with them.
    """
    form = AddToCartForm()
    picks = typed_picks(request.form) if form.chooses.data else None
    if "check" in request.form:
        return page_of(form.slug.data or "", form, picks=picks)
    if form.validate():
        with refusals(form):
            if picks is not None and "to_quote" in request.form:
                return redirect(_way_to_quote(form, picks_to(picks)), 303)
            if picks is not None and "to_list" in request.form:
                return redirect(_way_to_lists(form, picks_to(picks)), 303)
            _put(form, picks)
            return redirect(url_for("cart.show"), 303)
    return page_of(form.slug.data or "", form, picks=picks), form.status


def _way_to_lists(form: AddToCartForm, selection: str) -> str:
    """Where a bundle goes on a list with the chosen options. Raises UnknownArticle, ChoiceRefused."""
    require_choice(db(), form.article, selection, price_list=visitor.price_list())
    return url_for("lists.choose", v=form.article, quantity=form.pieces, picks=selection)


def _way_to_quote(form: AddToCartForm, selection: str) -> str:
    """Where an offer is asked for a bundle with the chosen options. Raises UnknownArticle, ChoiceRefused."""
    require_choice(db(), form.article, selection, price_list=visitor.price_list())
    return url_for("quote_requests.begin", v=form.article, quantity=form.pieces, s=selection)


def _put(form: AddToCartForm, picks: Mapping[str, int] | None) -> None:
    """Put it in; or, where a line in the cart was opened again, give that the chosen options."""
    selection = picks_to(picks) if picks is not None else None
    seen = read_seen(form.seen.data, visitor.price_list()).get(str(LineKey(form.article, selection or "")))
    wanted: dict[str, Any] = {"variant_id": form.article, "quantity": form.pieces, "seen": seen}
    cart_id = visitor.cart_id()
    if selection is not None and form.instead.data and cart_id is not None:
        cart = change_selection(
            db(), cart_id, selection=selection, instead=form.instead.data, acting_user=current_actor(), **wanted
        )
    else:
        cart = add_to_cart(
            db(), cart_id, selection=selection, price_list=visitor.price_list(), acting_user=current_actor(), **wanted
        )
    visitor.remember_cart(cart.id, pieces=sum(line.quantity for line in cart.lines))


@pages.post("/cart/lines/<uuid:variant_id>")
@public
@writes
def change(variant_id: UUID) -> ResponseReturnValue:
    """Change how many of an article lie in the cart, or take it out."""
    cart_id, form = visitor.cart_id(), QuantityForm()
    if cart_id is None:
        return redirect(url_for("cart.show"), 303)
    is_removal, selection = "remove" in request.form, form.selection.data or ""
    if is_removal or form.validate():
        with refusals(form):
            wanted = 0 if is_removal else form.pieces
            seen = read_seen(form.seen.data, visitor.price_list()).get(str(LineKey(variant_id, selection)))
            cart = set_quantity(
                db(),
                cart_id,
                variant_id=variant_id,
                selection=selection,
                quantity=wanted,
                seen=seen,
                acting_user=current_actor(),
            )
            visitor.remember_cart(cart.id, pieces=sum(line.quantity for line in cart.lines))
            flash(_("It is out of your cart.") if is_removal else _("The quantity is changed."))
            return redirect(url_for("cart.show"), 303)
    return _cart_page(form, LineKey(variant_id, selection)), form.status


@pages.post("/cart/lines/<uuid:variant_id>/note")
@public
@writes
def note(variant_id: UUID) -> ResponseReturnValue:
    """Say something to a line; it stands on the order."""
    cart_id, form = visitor.cart_id(), NoteForm()
    key = LineKey(variant_id, form.selection.data or "")
    if cart_id is not None and form.validate():
        with refusals(form):
            note_line(db(), cart_id, key=key, note=form.note.data or "", acting_user=current_actor())
            flash(_("Your note is kept."))
            return redirect(url_for("cart.show"), 303)
    if cart_id is None:
        return redirect(url_for("cart.show"), 303)
    return _cart_page(QuantityForm(formdata=None), note_form=form), form.status


@pages.post("/cart/seen")
@public
@writes
def seen() -> ResponseReturnValue:
    """Take notice of what changed in the cart since the last look."""
    cart_id, form = visitor.cart_id(), SeenForm()
    if cart_id is not None and form.validate():
        with refusals(form):
            told = read_seen(form.seen.data, visitor.price_list())
            acknowledge(db(), cart_id, seen=told, acting_user=current_actor())
    return redirect(url_for("cart.show"), 303)


@pages.post("/cart/code")
@public
@writes
def code() -> ResponseReturnValue:
    """Enter a promotion code, or take it out."""
    cart_id, form = visitor.cart_id(), CodeForm()
    if cart_id is None:
        return redirect(url_for("cart.show"), 303)
    if "remove" in request.form:
        remove_code(db(), cart_id, acting_user=current_actor())
        flash(_("The code is out of your cart."))
        return redirect(url_for("cart.show"), 303)
    if form.validate():
        with refusals(form):
            count_code()
            enter_code(db(), cart_id, code=form.code.data or "", acting_user=current_actor())
            return redirect(url_for("cart.show"), 303)
    return _cart_page(QuantityForm(formdata=None), code_form=form), form.status


def _later() -> SavedListView | None:
    """What whoever is signed in keeps for later."""
    user = current_user()
    if user is None or user.customer_id is None:
        return None
    keeper = Keeper(user_id=user.id, customer_id=user.customer_id)
    return find_later(db(), keeper, price_list=visitor.price_list(), locale=current_locale())


def _cart_page(
    form: QuantityForm,
    changed: LineKey | None = None,
    code_form: CodeForm | None = None,
    note_form: NoteForm | None = None,
) -> str:
    """The page of the cart; `changed` is the line whose quantity is in the form."""
    cart = visitor.find_cart()
    if cart is None:
        visitor.forget_pieces()
    return render_template(
        "cart/show.html",
        cart=cart,
        lines=shown_lines(cart) if cart else (),
        form=form,
        changed=changed,
        countries=countries(),
        share_link=url_for("shared.show", token=share_token(cart.id), _external=True) if cart else None,
        offers=shown_offers(cart) if cart else None,
        code_form=code_form or CodeForm(formdata=None),
        note_form=note_form,
        later=_later(),
    )
