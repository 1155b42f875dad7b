"""The form for whoever wants to hear that an article is back."""

from wtforms import EmailField, HiddenField
from wtforms.validators import InputRequired, Length

from core.kernel.i18n import N_
from core.web.forms import Form


class WishForm(Form):
    """The article, the page that it was chosen on, and where to write to."""

    slug = HiddenField(validators=[Length(max=120)])
    variant_id = HiddenField(validators=[InputRequired()])
    email = EmailField(
        N_("E-mail address"),
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
