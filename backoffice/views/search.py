"""One search for everything that has a number or a name."""

from flask import Blueprint, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from backoffice.lists import typed
from backoffice.pages.search import find_all, suggestions
from core.accounts.states import Permission
from core.web.access import allowed
from core.web.db import db

pages = Blueprint("search", __name__, url_prefix="/search")


@pages.get("")
@allowed(Permission.VIEW_TODAY)
def show() -> ResponseReturnValue:
    """What fits; a number that fits exactly leads straight to its page."""
    found = find_all(db(), typed())
    if found.exact_url:
        return redirect(found.exact_url, 303)
    return render_template("search.html", found=found, search_text=typed())


@pages.get("/suggestions")
@allowed(Permission.VIEW_TODAY)
def suggest() -> ResponseReturnValue:
    """The best of what fits, for the command palette."""
    return jsonify([{"label": hit.label, "note": hit.note, "url": hit.url} for hit in suggestions(db(), typed())])
