"""The one question after ordering."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.kernel.i18n import N_
from core.web.forms import Form, options


class FeedbackForm(Form):
    """One to five stars, and what we should know."""

    score = RadioField(
        N_("How was ordering with us?"),
        [InputRequired(N_("Please choose one to five stars."))],
        choices=options((score, str(score)) for score in range(1, 6)),
        coerce=int,
    )
    comment = TextAreaField(
        N_("What should we know?"), [Length(max=2000)], render_kw={"maxlength": "2000", "rows": "3"}
    )
