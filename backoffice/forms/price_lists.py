"""The forms of price lists."""

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from core.kernel.i18n import N_
from core.web.amounts import AmountField
from core.web.forms import Form, NumberField

LETTERS = N_("Please use small letters, digits and hyphens.")


class NewListForm(Form):
    """A list for a group of customers or for one company."""

    code = StringField(
        N_("Code"),
        [
            InputRequired(),
            Length(max=40),
            Regexp(r"^[a-z0-9-]+$", message=N_("Please use small letters, digits and hyphens.")),
        ],
    )
    name = StringField(N_("Name"), [InputRequired(), Length(max=120)])
    falls_back_to = SelectField(
        N_("Falls back to"),
        validate_choice=False,
        description=N_("What the list does not price itself comes from there."),
    )


class MinimumForm(Form):
    """From which goods value on buyers of a list are delivered to."""

    minimum = AmountField(
        N_("Minimum order value"),
        [InputRequired(), Length(max=40)],
        description=N_("Articles after discounts, without delivery, as the list counts. 0 for any."),
        render_kw={"inputmode": "decimal"},
    )


class PercentForm(Form):
    """Every price of a list, by so many percent."""

    percent = NumberField(
        N_("Percent"),
        [InputRequired(), NumberRange(-90, 1000)],
        places=2,
        description=N_("Below zero makes it cheaper."),
    )
    valid_from = DateField(N_("From"), [Optional()], description=N_("Leave it empty for at once."))


class PriceFileForm(Form):
    """Prices from a file."""

    file = FileField(
        N_("File"),
        [FileRequired(N_("Please choose a file."))],
        description=N_("CSV in UTF-8 with the columns sku, min_quantity, amount, recurring."),
    )


class CostFileForm(Form):
    """Costs from a file."""

    file = FileField(
        N_("File"),
        [FileRequired(N_("Please choose a file."))],
        description=N_("CSV in UTF-8 with the columns sku and cost."),
    )


class CustomerListForm(Form):
    """The list that a customer buys from."""

    price_list = SelectField(N_("Price list"), validate_choice=False)
