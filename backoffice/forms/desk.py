"""Small forms: cancelling an order, money from the bank, a stuck job, goods that came in, a new price."""

from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.kernel.db import new_id
from core.kernel.i18n import N_
from core.web.amounts import AmountField
from core.web.forms import Form


class CancelOrderForm(Form):
    """Why an order is cancelled."""

    reason = TextAreaField(
        N_("Reason"), [DataRequired(), Length(max=500)], description=N_("It stands in the timeline of the order.")
    )


class ReceiptForm(Form):
    """Money that a bank statement shows. `key` makes that what was sent twice is booked once."""

    key = HiddenField(default=lambda: new_id().hex, validators=[InputRequired(), Length(max=64)])
    amount = AmountField(N_("Amount"), [InputRequired(), Length(max=40)], render_kw={"inputmode": "decimal"})
    reference = StringField(
        N_("Line of the bank statement"),
        [DataRequired(), Length(max=100)],
        description=N_("Such as 2026-11-23/4. The same line and amount is recorded only once a day."),
    )


class SettleForm(Form):
    """What a person did in place of a job."""

    guidance = N_(
        "Do first what the job should have done. Then say here what you did; the job is closed and does not run again."
    )
    note = TextAreaField(
        N_("Note"),
        [DataRequired(), Length(max=2000)],
        description=N_("What you did by hand, so that others can follow it."),
    )


class SettleChargeForm(SettleForm):
    """What a provider took, as a person learnt from it."""

    guidance = N_(
        "Look first in the books of the provider, by the reference of the charge. "
        "Then say here what was taken: it is booked, or the customer can pay again."
    )
    amount = AmountField(
        N_("Amount that was taken"),
        [InputRequired(), Length(max=40)],
        description=N_(
            "0 if nothing was taken. What is missing can be paid again, what is too much stays the customer's."
        ),
        render_kw={"inputmode": "decimal"},
    )


class SettleRefundForm(SettleForm):
    """What a provider gave back, as a person learnt from it."""

    guidance = N_(
        "Look first in the books of the provider, by the reference of the refund. "
        "Then say here what went back: it is booked, and what is still owed is requested anew."
    )
    amount = AmountField(
        N_("Amount that went back"),
        [InputRequired(), Length(max=40)],
        description=N_("0 if nothing went back: the refund then waits for a transfer by bank."),
        render_kw={"inputmode": "decimal"},
    )


class PriceForm(Form):
    """A price from now on."""

    list_code = SelectField(N_("Price list"), validate_choice=False)
    min_quantity = IntegerField(N_("From quantity"), [InputRequired(), NumberRange(min=1, max=9999)], default=1)
    amount_minor = AmountField(N_("Once"), [Optional(), Length(max=40)], render_kw={"inputmode": "decimal"})
    recurring_minor = AmountField(N_("Per period"), [Optional(), Length(max=40)], render_kw={"inputmode": "decimal"})
    valid_from = DateField(N_("From"), [Optional()], description=N_("Leave it empty for at once."))
    is_offer = BooleanField(
        N_("Announce it as reduced"),
        description=N_("The shop compares it with the lowest price of the 30 days before."),
    )
