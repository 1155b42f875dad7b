"""The form for codes of an authenticator."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from core.kernel.i18n import N_
from core.web.forms import Form


class CodeForm(Form):
    """Six digits, or a recovery code."""

    code = StringField(
        N_("Code"),
        [InputRequired(), Length(max=40)],
        description=N_("Six digits of your authenticator, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"},
    )
