"""Forms about customers."""

from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from core.kernel.i18n import N_
from core.web.amounts import AmountField
from core.web.forms import Form


class TermsForm(Form):
    """Terms and credit of a customer."""

    on_account_allowed = BooleanField(N_("May pay on account"))
    terms_days = IntegerField(N_("Pays within days"), [InputRequired(), NumberRange(min=0, max=180)])
    credit_limit = AmountField(
        N_("Credit limit"),
        [InputRequired(), Length(max=40)],
        description=N_("What is open and a new order on account may come to this together."),
        render_kw={"inputmode": "decimal"},
    )
    reason = TextAreaField(
        N_("Reason"), [DataRequired(), Length(max=500)], description=N_("It stands in the timeline of the customer.")
    )

    def validate_credit_limit(self, field: AmountField) -> None:
        """A limit is not negative."""
        if field.minor is not None and field.minor < 0:
            raise ValidationError(N_("Please enter an amount of zero or more."))


class ActForm(Form):
    """Why a colleague acts for a customer."""

    reason = TextAreaField(
        N_("Reason"), [DataRequired(), Length(max=500)], description=N_("The customer sees it, and it is noted.")
    )
