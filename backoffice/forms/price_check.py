"""The form of a price before there is an order."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.kernel.i18n import N_
from core.web.forms import Form


class PriceCheckForm(Form):
    """For whom, what, where to and when."""

    customer = StringField(
        N_("Customer"),
        [Length(max=254)],
        description=N_("Number, e-mail address or name. Leave it empty for a guest."),
        render_kw={"autocomplete": "off"},
    )
    articles = TextAreaField(
        N_("Articles"),
        [InputRequired(), Length(max=10_000)],
        description=N_("One article per line: the number, then the quantity."),
        render_kw={"rows": "5", "spellcheck": "false", "class": "mono"},
    )
    country = SelectField(N_("Delivered to"), validate_choice=True)
    postal_code = StringField(N_("Postal code"), [Length(max=20)])
    delivery_method = SelectField(N_("Way of delivery"))
    code = StringField(N_("Promotion code"), [Length(max=40)], render_kw={"autocomplete": "off", "spellcheck": "false"})
    day = DateField(N_("On"), [Optional()], description=N_("Leave it empty for now."))

    def __init__(
        self, *args: Any, countries: Sequence[tuple[str, str]], ways: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices, self.delivery_method.choices = list(countries), list(ways)
