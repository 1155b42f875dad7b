"""Forms about colleagues."""

from wtforms import PasswordField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from core.kernel.i18n import N_
from core.web.forms import Form


class ResetFactorForm(Form):
    """Why a lost authenticator is taken back, and the password of whoever does it."""

    reason = TextAreaField(
        N_("Reason"),
        [DataRequired(), Length(max=500)],
        description=N_("How you made sure that it is them, such as by calling back. It stands in the timeline."),
    )
    present_password = PasswordField(
        N_("Your own password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
