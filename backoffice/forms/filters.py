"""The form of a saved filter."""

from wtforms import BooleanField, StringField
from wtforms.validators import Length

from core.accounts.operations import LONGEST_NAME
from core.kernel.i18n import N_
from core.web.forms import Form


class FilterForm(Form):
    """What the filter is called, and who sees it."""

    name = StringField(
        N_("Name of the filter"),
        [Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    is_shared = BooleanField(
        N_("For all colleagues"), description=N_("Everybody who sees this list finds the filter above it.")
    )
