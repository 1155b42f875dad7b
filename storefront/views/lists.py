"""Saved lists: keeping articles under a name, sharing them inside the company, putting them into the cart."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.carts import operations
from core.carts.errors import ListNotFound
from core.carts.queries.lists import Keeper, SavedListView, get_list, lists_of
from core.carts.queries.shared import find_chosen
from core.catalog.rules.choices import LONGEST_SELECTION
from core.pricing.rules import LineKey
from core.web.access import current_actor, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.forms import Form, options, refusals
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _
from storefront import visitor
from storefront.account import own_customer, uuid_or_none
from storefront.forms.lists import NEW, ChooseListForm, ListForm, ListLineForm

pages = Blueprint("lists", __name__)


@pages.get("/account/lists")
@signed_in
def index() -> ResponseReturnValue:
    """Every list."""
    return _index(ListForm(formdata=None))


@pages.post("/account/lists")
@signed_in
@writes
def create() -> ResponseReturnValue:
    """A new list, empty or with what lies in the cart."""
    form = ListForm()
    if form.validate():
        with refusals(form):
            made = _new_list(form)
            flash(_("The list is kept."))
            return redirect(url_for("lists.show", list_id=made), 303)
    return _index(form), form.status


@pages.get("/account/lists/<uuid:list_id>")
@signed_in
def show(list_id: UUID) -> ResponseReturnValue:
    """One list at today's prices."""
    return _page(list_id, Form(formdata=None))


@pages.post("/account/lists/<uuid:list_id>")
@signed_in
@writes
def change(list_id: UUID) -> ResponseReturnValue:
    """Another name, shared or not; or away with it."""
    if "remove" in request.form:
        operations.remove_list(db(), list_id, keeper())
        flash(_("The list is gone."))
        return redirect(url_for("lists.index"), 303)
    form = ListForm()
    if form.validate():
        with refusals(form):
            operations.change_list(
                db(), list_id, keeper(), name=form.name.data or "", is_shared=bool(form.is_shared.data)
            )
            flash(_("The list is changed."))
            return redirect(url_for("lists.show", list_id=list_id), 303)
    return _page(list_id, form, settings=form), form.status


@pages.post("/account/lists/<uuid:list_id>/lines/<uuid:variant_id>")
@signed_in
@writes
def change_line(list_id: UUID, variant_id: UUID) -> ResponseReturnValue:
    """Another quantity or note, or off the list."""
    form = ListLineForm()
    is_removal = "remove" in request.form
    if is_removal or form.validate():
        with refusals(form):
            quantity = 0 if is_removal else form.quantity.data or 0
            note = form.note.data or ""
            operations.set_on_list(db(), list_id, keeper(), key=_key(variant_id), quantity=quantity, note=note)
            flash(_("It is off the list.") if is_removal else _("The list is changed."))
            return redirect(url_for("lists.show", list_id=list_id), 303)
    return _page(list_id, form), form.status


@pages.post("/account/lists/<uuid:list_id>/cart")
@signed_in
@writes
def to_cart(list_id: UUID) -> ResponseReturnValue:
    """Put all of a list, or one article of it, into the cart."""
    form = Form()
    if form.validate():
        with refusals(form):
            variant_id = uuid_or_none(request.form.get("variant_id"))
            put_into_cart(list_id, _key(variant_id) if variant_id else None)
            return redirect(url_for("cart.show"), 303)
    return _page(list_id, form), form.status


@pages.get("/lists/add")
@signed_in
def choose() -> ResponseReturnValue:
    """On which list an article shall go."""
    form = ChooseListForm(formdata=None)
    form.variant_id.data = request.args.get("v", "")
    form.selection.data = request.args.get("picks", "")[:LONGEST_SELECTION]
    form.chooses.data = "1" if "picks" in request.args else ""
    pieces = request.args.get("quantity", "")
    form.quantity.data = int(pieces) if pieces.isascii() and pieces.isdigit() and len(pieces) < 6 else 1
    return _choose(form)


@pages.post("/lists/add")
@signed_in
@writes
def add() -> ResponseReturnValue:
    """Put an article on a list."""
    form = ChooseListForm()
    if form.validate():
        with refusals(form):
            list_id = form.list_id
            if list_id is None:
                list_id = operations.create_list(db(), keeper(), name=form.name.data or "").id
            operations.put_on_list(
                db(),
                list_id,
                keeper(),
                variant_id=uuid_or_none(form.variant_id.data) or UUID(int=0),
                quantity=form.pieces,
                selection=form.options,
                price_list=visitor.price_list(),
            )
            flash(_("It is on your list."))
            return redirect(url_for("lists.show", list_id=list_id), 303)
    return _choose(form), form.status


@pages.post("/cart/lines/<uuid:variant_id>/later")
@signed_in
@writes
def later(variant_id: UUID) -> ResponseReturnValue:
    """Move a line of the cart to what is bought later."""
    cart_id = visitor.cart_id()
    if cart_id is not None:
        operations.save_for_later(db(), cart_id, keeper(), key=_key(variant_id), acting_user=current_actor())
        visitor.recount(cart_id)
        flash(_("It is kept for later, below your cart."))
    return redirect(url_for("cart.show"), 303)


def keeper() -> Keeper:
    """Whoever is signed in, as lists know them."""
    return Keeper(user_id=signed_in_user().id, customer_id=own_customer().id)


def put_into_cart(list_id: UUID, key: LineKey | None) -> None:
    """Put what can be bought of a list into the cart, and name the rest."""
    found = _list(list_id)
    seen = {saved.line.key: saved.line.seen for saved in found.lines if saved.line.seen}
    put = operations.list_to_cart(
        db(),
        list_id,
        keeper(),
        cart_id=visitor.cart_id(),
        seen=seen,
        key=key,
        price_list=visitor.price_list(),
        locale=current_locale(),
        acting_user=current_actor(),
    )
    if put.cart is not None:
        visitor.remember_cart(put.cart.id, pieces=sum(line.quantity for line in put.cart.lines))
        flash(ngettext("%(num)s line is in your cart.", "%(num)s lines are in your cart.", put.taken))
    if put.missing:
        flash(_("Not sold any more: %(names)s.", names=", ".join(put.missing)), "warning")


def _key(variant_id: UUID) -> LineKey:
    """The line that a form is about."""
    return LineKey(variant_id, request.form.get("selection", ""))


def _new_list(form: ListForm) -> UUID:
    name, cart_id = form.name.data or "", visitor.cart_id()
    if "from_cart" in request.form and cart_id is not None:
        return operations.keep_cart(db(), cart_id, keeper(), name=name, acting_user=current_actor()).id
    return operations.create_list(db(), keeper(), name=name, is_shared=bool(form.is_shared.data)).id


def _list(list_id: UUID) -> SavedListView:
    return get_list(db(), list_id, keeper(), price_list=visitor.price_list(), locale=current_locale())


def _index(form: ListForm) -> str:
    return render_template("lists/index.html", lists=lists_of(db(), keeper()), form=form)


def _page(list_id: UUID, form: Form, *, settings: ListForm | None = None) -> str:
    found = _list(list_id)
    if settings is None:
        settings = ListForm(formdata=None)
        settings.name.data, settings.is_shared.data = found.head.name, found.head.is_shared
    return render_template("lists/show.html", found=found, form=form, settings=settings)


def _choose(form: ChooseListForm) -> str:
    variant_id = uuid_or_none(form.variant_id.data)
    found = find_chosen(db(), variant_id, form.options, price_list=visitor.price_list(), locale=current_locale())
    if found is None:
        raise ListNotFound
    known = [row for row in lists_of(db(), keeper()) if not row.is_later]
    form.chosen.choices = options([*((str(row.id), row.name) for row in known), (NEW, _("A new list"))])
    if not form.is_submitted() and known:
        form.chosen.data = str(known[0].id)
    return render_template("lists/choose.html", form=form, found=found)
