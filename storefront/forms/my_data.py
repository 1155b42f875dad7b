"""The forms about one's own data: each asks for the password again, for whoever finds an open browser."""

from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from core.kernel.i18n import N_
from core.web.forms import Form


class CopyForm(Form):
    """A copy of everything."""

    present_password = PasswordField(
        N_("Present password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class EraseForm(CopyForm):
    """To be forgotten."""
