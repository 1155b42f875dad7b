"""Every component with all its states."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from core.accounts.states import Permission
from core.web.access import allowed
from core.web.showcase import showcase
from core.web.showcase_quotes import quote_samples

pages = Blueprint("styleguide", __name__)


@pages.get("/styleguide")
@allowed(Permission.VIEW_STYLEGUIDE)
def show() -> ResponseReturnValue:
    """The style guide."""
    return render_template("styleguide.html", **showcase(), **quote_samples())
