"""Forms of the fulfilment desk: a visit's plan and report, a subscription's start."""

from datetime import datetime

from wtforms import BooleanField, DateField, DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from core.kernel.clock import COMPANY_ZONE
from core.kernel.i18n import N_
from core.web.forms import Form


class PlanVisitForm(Form):
    """When somebody comes, and who."""

    at = DateTimeLocalField(N_("Day and time"), [InputRequired()], description=N_("In German time."))
    technician = StringField(N_("Technician"), [DataRequired(), Length(max=200)])
    is_overbooked = BooleanField(
        N_("Also where there is no time left"), description=N_("Somebody works longer, or a colleague helps.")
    )

    @property
    def moment(self) -> datetime:
        """The moment of the visit; only after the form was found right."""
        assert self.at.data is not None
        return self.at.data.replace(tzinfo=COMPANY_ZONE)


class CompleteVisitForm(Form):
    """What was done."""

    report = TextAreaField(
        N_("Report"), [DataRequired(), Length(max=4000)], description=N_("What was done, and what the customer said.")
    )


class ActivateForm(Form):
    """From which day a subscription runs."""

    starts_on = DateField(
        N_("First day"),
        [InputRequired()],
        description=N_("The first period begins on this day and is invoiced at once."),
    )
