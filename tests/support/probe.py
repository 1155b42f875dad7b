"""A small application on the web base, with one page for each thing that can happen."""

from pathlib import Path

from flask import Blueprint, Flask, Response, flash, redirect, render_template_string
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange

import backoffice.views
import storefront.views
from core.accounts.events import CustomerRegistered
from core.accounts.operations import ensure_business_unit
from core.accounts.queries import business_units
from core.accounts.states import Entrance, Permission
from core.kernel.db import new_id
from core.kernel.errors import InvalidInput, NotFound, Refused, Unavailable
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.kernel.money import Money
from core.kernel.settings import Settings
from core.web.access import allowed, current_actor, public, signed_in
from core.web.app import create_app
from core.web.db import db, writes
from core.web.forms import Form, options, refusals
from core.web.security import browsable

PAGE = "<!doctype html><html lang='{{ current_locale() }}'><title>Probe</title><main>%s</main></html>"


class UnitForm(Form):
    """Everything that a form can ask."""

    code = StringField(N_("Code"), [InputRequired()])
    number = IntegerField(N_("Number"), [InputRequired(), NumberRange(min=1, max=9)])
    colour = SelectField(N_("Colour"), choices=options([("red", N_("Red")), ("blue", N_("Blue"))]))


pages = Blueprint("probe", __name__)


@pages.get("/")
@public
@browsable
def home() -> str:
    return render_template_string(PAGE % "{{ 189000|money }}")


@pages.get("/personal")
@public
def personal() -> str:
    return render_template_string(PAGE % "x")


@pages.get("/mine")
@signed_in
def mine() -> Response:
    return plain(current_actor().name)


@pages.get("/orders")
@allowed(Permission.VIEW_ORDERS)
def orders() -> Response:
    return plain("orders")


@pages.get("/ledger")
@allowed(Permission.VIEW_LEDGER)
def ledger() -> Response:
    return plain("ledger")


@pages.post("/unguarded-writing")
@public
def forgot_to_say_that_it_writes() -> Response:
    return plain(write_unit("sneaked"))


@pages.route("/units/<code>/<int:status>", methods=["GET", "POST"])
@public
@writes
def unit(code: str, status: int) -> ResponseReturnValue:
    write_unit(code)
    announce(db(), CustomerRegistered(customer_id=new_id()), acting_user=current_actor())
    return plain(code, status)


@pages.post("/units/<code>/failing")
@public
@writes
def failing_unit(code: str) -> str:
    write_unit(code)
    raise ZeroDivisionError


@pages.get("/units")
@public
def units() -> Response:
    return plain(",".join(unit.code for unit in business_units(db())))


@pages.route("/form", methods=["GET", "POST"])
@public
@writes
def form() -> ResponseReturnValue:
    asked = UnitForm()
    if asked.validate_on_submit():
        with refusals(asked):
            write_unit(asked.code.data or "")
            refuse_if_asked(asked.code.data or "")
            flash("saved")
            return redirect("/units", 303)
    body = "{{ form.refusal }}|{{ form.errors }}<form method=post>{{ form.csrf_token }}</form>"
    return render_template_string(PAGE % body, form=asked), asked.status


@pages.get("/refused/<kind>")
@public
def refused(kind: str) -> Response:
    refuse_if_asked(kind)
    return plain("not refused")


def plain(text: str, status: int = 200) -> Response:
    """An answer that is no page."""
    return Response(text, status, mimetype="text/plain")


def write_unit(code: str) -> str:
    """Write a row."""
    ensure_business_unit(db(), code=code, name=code)
    return code


def refuse_if_asked(kind: str) -> None:
    """Raise the refusal that a name asks for."""
    if kind == "taken":
        raise InvalidInput("probe.taken", N_("%(name)s is taken."), field="code", name=kind)
    if kind == "short":
        raise Refused("probe.short", N_("%(missing)s are missing."), field="nowhere", missing=Money(123456))
    if kind == "missing":
        raise NotFound("probe.missing", N_("There is none."))
    if kind == "away":
        raise Unavailable("probe.away", N_("It does not answer."))


def probe(settings: Settings, *, entrance: Entrance = Entrance.SHOP) -> Flask:
    """The application, with the sign-in page of the shop or the office."""
    front = backoffice.views if entrance is Entrance.OFFICE else storefront.views
    app = create_app(
        __name__,
        settings=settings,
        entrance=entrance,
        session_cookie="kontor_probe",
        sign_in_endpoint="session.sign_in",
        blueprints=[pages, front.session.pages],
        layout="base_office.html" if entrance is Entrance.OFFICE else "base_shop.html",
        frame=lambda: {"account_name": None, "nav_categories": ()},
        fillings={"cart": str},
        template_globals={"demo_logins": ()},
    )
    templates = FileSystemLoader(Path(str(front.__file__)).parents[1] / "templates")
    app.jinja_loader = ChoiceLoader([templates, *([app.jinja_loader] if app.jinja_loader else [])])
    return app
