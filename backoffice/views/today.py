"""The first page: what waits for me."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from backoffice.pages.today import today_page
from core.accounts.states import Permission
from core.web.access import allowed
from core.web.db import db

pages = Blueprint("today", __name__)


@pages.get("/")
@allowed(Permission.VIEW_TODAY)
def show() -> ResponseReturnValue:
    """What waits for the person who is signed in, and the figures of the month."""
    return render_template("today.html", page=today_page(db()))
