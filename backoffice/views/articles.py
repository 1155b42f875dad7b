"""Articles with their stock and prices: goods come in, prices change."""

from datetime import UTC, datetime, time
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.desk import PriceForm
from backoffice.forms.stock import ReceiveStockForm
from backoffice.lists import chosen, facets, newest, older, position, typed
from backoffice.pages.articles import article_card, kind_choices
from core.accounts.states import Permission
from core.carts.queries.articles import article_page, get_article
from core.catalog.states import ArticleKind
from core.inventory.operations import receive_stock
from core.inventory.queries import open_warehouses
from core.kernel.clock import COMPANY_ZONE
from core.pricing.operations import PriceInput, set_price
from core.pricing.queries.lists import price_lists
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import options, refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("articles", __name__, url_prefix="/articles")


@pages.get("")
@allowed(Permission.VIEW_CATALOGUE)
def index() -> ResponseReturnValue:
    """Every article by number, with what is free and what it costs."""
    kind, is_short = chosen("kind", ArticleKind), request.args.get("stock") == "short"
    found = article_page(db(), text=typed(), kind=kind, is_short=is_short, after=position(), locale=current_locale())
    return render_template(
        "articles/index.html",
        found=found,
        text=typed(),
        kinds=kind_choices(kind),
        stocks=facets("stock", "short" if is_short else None, [(None, _("All")), ("short", _("Running short"))]),
        older=older(found.next_after),
        newest=newest(),
    )


@pages.get("/<sku>")
@allowed(Permission.VIEW_CATALOGUE)
def show(sku: str) -> ResponseReturnValue:
    """One article: stock and its movements, prices of every list and tier."""
    return render_template("articles/show.html", page=article_card(db(), sku))


@pages.route("/<sku>/receive", methods=["GET", "POST"])
@allowed(Permission.RECEIVE_STOCK)
@writes
def receive(sku: str) -> ResponseReturnValue:
    """Goods came in."""
    form, article = ReceiveStockForm().offer(open_warehouses(db())), get_article(db(), sku, locale=current_locale())
    if form.validate_on_submit():
        with refusals(form):
            pieces, note = form.quantity.data or 0, form.reference.data or ""
            receive_stock(
                db(),
                article.variant_id,
                pieces,
                reference=note,
                warehouse_code=form.warehouse.data,
                acting_user=current_actor(),
            )
            flash(_("%(count)s pieces of %(name)s are in stock now.", count=pieces, name=article.name))
            return redirect(url_for("articles.show", sku=sku), 303)
    return render_template("articles/receive.html", form=form, page=article_card(db(), sku)), form.status


@pages.route("/<sku>/price", methods=["GET", "POST"])
@allowed(Permission.SET_PRICES)
@writes
def price(sku: str) -> ResponseReturnValue:
    """A new price from now on."""
    form, article = PriceForm(list_code=request.args.get("list")), get_article(db(), sku, locale=current_locale())
    form.list_code.choices = options([(one.code, one.name) for one in price_lists(db())])
    if form.validate_on_submit():
        with refusals(form):
            day = form.valid_from.data
            begin = datetime.combine(day, time(), COMPANY_ZONE).astimezone(UTC) if day else None
            set_price(db(), _price_input(form, article.variant_id), list_code=form.list_code.data, valid_from=begin)
            flash(_("The price of %(name)s holds from now on. Placed orders keep theirs.", name=article.name))
            return redirect(url_for("articles.show", sku=sku), 303)
    return render_template("articles/price.html", form=form, page=article_card(db(), sku)), form.status


def _price_input(form: PriceForm, variant_id: UUID) -> PriceInput:
    return PriceInput(
        variant_id=variant_id,
        amount_minor=form.amount_minor.minor or 0,
        recurring_minor=form.recurring_minor.minor or 0,
        min_quantity=form.min_quantity.data or 1,
        is_offer=form.is_offer.data,
    )
