"""The forms of taxes."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.catalog.states import TaxClass
from core.kernel.i18n import N_
from core.web.forms import Form, NumberField, options

CODE = {"maxlength": "2", "autocomplete": "off", "spellcheck": "false"}


class RateForm(Form):
    """A rate of a country from a day on."""

    country = StringField(
        N_("Country"),
        [InputRequired(), Length(min=2, max=2)],
        description=N_("Two letters, such as FR."),
        render_kw=CODE,
    )
    tax_class = SelectField(
        N_("Tax class"),
        choices=options([(TaxClass.STANDARD.value, N_("Standard rate")), (TaxClass.REDUCED.value, N_("Reduced rate"))]),
    )
    rate = NumberField(N_("Percent"), [InputRequired(), NumberRange(0, 50)], places=2)
    valid_from = DateField(N_("From"), [Optional()], description=N_("Leave it empty for today."))


class CountryForm(Form):
    """A country outside the EU that we sell to."""

    export_country = StringField(
        N_("Country"),
        [InputRequired(), Length(min=2, max=2)],
        description=N_("Two letters, such as CH."),
        render_kw=CODE,
    )


class OneStopForm(Form):
    """Where consumers in other EU countries are taxed."""

    applies = SelectField(
        N_("Consumers in other EU countries pay"),
        choices=options(
            [("always", N_("their VAT, whatever we sell")), ("threshold", N_("our VAT up to the threshold"))]
        ),
    )
    one_stop_from = DateField(N_("From"), [Optional()], description=N_("Leave it empty for today."))


class CertificateForm(Form):
    """What frees a customer from VAT."""

    certificate = StringField(
        N_("Certificate"),
        [Length(max=80)],
        description=N_("Number and authority, as the invoice will name them. Empty: the customer pays VAT."),
    )
    until = DateField(N_("Last day"), [Optional()], description=N_("Leave it empty if it holds until further notice."))
