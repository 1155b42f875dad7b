"""Taxes: the rates of countries, the decision for every kind of buyer and article, and the one-stop shop."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.taxes import CertificateForm, CountryForm, OneStopForm, RateForm
from backoffice.pages.taxes import tax_page
from core.accounts.operations import set_tax_certificate
from core.accounts.queries import get_customer_by_number
from core.accounts.states import Permission
from core.catalog.states import TaxClass
from core.kernel import clock
from core.pricing.operations import add_tax_rate, choose_one_stop, serve_country
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("taxes", __name__, url_prefix="/taxes")


@pages.get("")
@allowed(Permission.VIEW_TAXES)
def show() -> ResponseReturnValue:
    """What is decided today, from which rates, and how far the sales abroad have come."""
    return _page()


@pages.post("/rates")
@allowed(Permission.SET_TAXES)
@writes
def rate() -> ResponseReturnValue:
    """Let another rate begin."""
    form = RateForm()
    if form.validate():
        with refusals(form):
            add_tax_rate(
                db(),
                country=(form.country.data or "").upper(),
                tax_class=TaxClass(form.tax_class.data),
                rate=(form.rate.data or Decimal(0)) / 100,
                valid_from=form.valid_from.data or clock.today(),
            )
            flash(_("The rate is kept. What was taxed stays as it was."))
            return redirect(url_for("taxes.show"), 303)
    return _page(rate_form=form), form.status


@pages.post("/countries")
@allowed(Permission.SET_TAXES)
@writes
def country() -> ResponseReturnValue:
    """Sell to a country outside the EU, or not any more."""
    form = CountryForm()
    if form.validate():
        with refusals(form):
            serve_country(db(), (form.export_country.data or "").upper(), is_served="remove" not in request.form)
            flash(_("Done. The shop offers it within half a minute."))
            return redirect(url_for("taxes.show"), 303)
    return _page(country_form=form), form.status


@pages.post("/one-stop-shop")
@allowed(Permission.SET_TAXES)
@writes
def one_stop() -> ResponseReturnValue:
    """Choose the one-stop shop whatever is sold, or go back to the threshold."""
    form = OneStopForm()
    if form.validate():
        with refusals(form):
            choose_one_stop(
                db(),
                applies=form.applies.data == "always",
                valid_from=form.one_stop_from.data or clock.today(),
                acting_user=current_actor(),
            )
            flash(_("The choice is kept. Placed orders stay as they were taxed."))
            return redirect(url_for("taxes.show"), 303)
    return _page(one_stop_form=form), form.status


@pages.route("/certificates/<number:number>", methods=["GET", "POST"])
@allowed(Permission.SET_TAXES)
@writes
def certificate(number: str) -> ResponseReturnValue:
    """Free a customer from VAT by a certificate, or not any more."""
    customer = get_customer_by_number(db(), number)
    form = CertificateForm(certificate=customer.tax_certificate, until=customer.tax_certificate_until)
    if form.validate_on_submit():
        with refusals(form):
            set_tax_certificate(
                db(),
                customer.id,
                certificate=form.certificate.data or "",
                until=form.until.data,
                acting_user=current_actor(),
            )
            flash(_("It holds from the next order on."))
            return redirect(url_for("customers.show", number=number), 303)
    return render_template("taxes/certificate.html", form=form, customer=customer), form.status


def _page(
    *,
    rate_form: RateForm | None = None,
    country_form: CountryForm | None = None,
    one_stop_form: OneStopForm | None = None,
) -> str:
    return render_template(
        "taxes/show.html",
        it=tax_page(db(), request.args.get("country", "")),
        rate_form=rate_form or RateForm(formdata=None),
        country_form=country_form or CountryForm(formdata=None),
        one_stop_form=one_stop_form or OneStopForm(formdata=None),
    )
