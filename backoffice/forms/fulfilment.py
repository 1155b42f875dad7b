"""Forms of the fulfilment desk: a visit's plan and report, a subscription's start."""

from datetime import datetime

from wtforms import DateField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from core.kernel.clock import COMPANY_ZONE
from core.kernel.i18n import N_
from core.web.forms import Form


class PlanVisitForm(Form):
    """When somebody comes, and who."""

    day = DateField(N_("Day"), [InputRequired()])
    time = TimeField(N_("Time"), [InputRequired()], description=N_("Where the customer is, in German time."))
    technician = StringField(N_("Technician"), [InputRequired(), Length(max=200)])

    @property
    def moment(self) -> datetime:
        """The moment of the visit; only after the form was found right."""
        assert self.day.data is not None
        assert self.time.data is not None
        return datetime.combine(self.day.data, self.time.data, tzinfo=COMPANY_ZONE)


class CompleteVisitForm(Form):
    """What was done."""

    report = TextAreaField(
        N_("Report"), [InputRequired(), Length(max=4000)], description=N_("What was done, and what the customer said.")
    )


class ActivateForm(Form):
    """From which day a subscription runs."""

    starts_on = DateField(
        N_("First day"),
        [InputRequired()],
        description=N_("The first period begins on this day and is invoiced at once."),
    )
