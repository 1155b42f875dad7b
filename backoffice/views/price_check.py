"""Why this price, before there is an order: what a customer would pay, step by step."""

from datetime import UTC, date, datetime, time

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from backoffice.forms.price_check import PriceCheckForm
from backoffice.pages.price_check import CheckedPrice, checked_price, find_customer
from core.accounts.rules import price_list_of
from core.accounts.states import CustomerKind, Permission
from core.carts.queries.trial import Asked, try_price
from core.carts.rules import read_sheet
from core.kernel import clock
from core.kernel.clock import COMPANY_ZONE
from core.orders.queries import has_ordered
from core.pricing.queries import Buyer, delivery_options, served_countries, taxpayer_of
from core.pricing.states import PriceMode
from core.web.access import allowed
from core.web.db import db
from core.web.filters import country_name
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("price_check", __name__, url_prefix="/price-check")


@pages.route("", methods=["GET", "POST"])
@allowed(Permission.VIEW_CUSTOMERS)
def show() -> ResponseReturnValue:
    """Ask, and read the answer on the same page; nothing is kept."""
    form = _form()
    if not form.is_submitted():
        form.customer.data = request.args.get("customer", "")
    found: CheckedPrice | None = None
    if form.validate_on_submit():
        with refusals(form):
            found = _answer(form)
            form.status = 200
    return render_template("price_lists/check.html", form=form, found=found), form.status


def _form() -> PriceCheckForm:
    ways = delivery_options(db(), mode=PriceMode.GROSS)
    return PriceCheckForm(
        countries=[(code, country_name(code)) for code in served_countries(db())],
        ways=[("", _("the first that goes")), *((way.code, way.name_in(current_locale())) for way in ways)],
    )


def _answer(form: PriceCheckForm) -> CheckedPrice:
    customer = find_customer(db(), form.customer.data or "")
    at = _moment(form.day.data)
    known = customer.id if customer else None
    buyer = Buyer(
        customer_id=known,
        code=(form.code.data or "").strip(),
        locale=current_locale(),
        has_ordered=lambda: known is not None and has_ordered(db(), known),
        taxpayer=taxpayer_of(customer, on=clock.local_date(at)),
    )
    asked = Asked(
        price_list=customer.price_list if customer else price_list_of(CustomerKind.PRIVATE, is_guest=True),
        country=form.country.data,
        at=at,
        buyer=buyer,
        postal_code=form.postal_code.data or "",
        delivery_method=form.delivery_method.data or "",
    )
    trial = try_price(db(), read_sheet(form.articles.data or ""), asked)
    return checked_price(customer, asked, trial)


def _moment(day: date | None) -> datetime:
    """Now, or noon of another day."""
    if day is None or day == clock.today():
        return clock.now()
    return datetime.combine(day, time(12), COMPANY_ZONE).astimezone(UTC)
