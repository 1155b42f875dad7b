"""Forms around offers: asking for one, answering a question, and what a customer does with an offer."""

from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from core.accounts.operations import AddressInput
from core.kernel.i18n import N_
from core.pricing.states import HOME_COUNTRY
from core.web.address_fields import add_address_fields, typed_address
from core.web.amounts import AmountField
from core.web.forms import Form
from storefront.forms.checkout import NEW, SAME, identity
from storefront.forms.conditions import FilledInWhen


class AskForm(Form):
    """Everything of a request but its articles, which are rows of their own."""

    name = StringField(
        N_("Your name"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "name", "maxlength": "200"}
    )
    email = EmailField(
        N_("E-mail address"),
        [InputRequired(), Length(max=254)],
        description=N_("Our offer goes there."),
        render_kw={"autocomplete": "email", "spellcheck": "false", "maxlength": "254"},
    )
    company = StringField(
        N_("Company"), [Length(max=200)], render_kw={"autocomplete": "organization", "maxlength": "200"}
    )
    phone = StringField(
        N_("Telephone"),
        [Length(max=40)],
        description=N_("If you would rather talk about it."),
        render_kw={"autocomplete": "tel", "maxlength": "40"},
    )
    country = SelectField(N_("Country"), default=HOME_COUNTRY)
    postal_code = StringField(
        N_("Postal code"),
        [Length(max=20)],
        description=N_("Where it shall go."),
        render_kw={"autocomplete": "postal-code", "maxlength": "20"},
    )
    wished_on = DateField(N_("Needed by"), [Optional()])
    wished_total = AmountField(
        N_("What you want to pay for all of it"), [Optional(), Length(max=20)], render_kw={"inputmode": "decimal"}
    )
    note = TextAreaField(
        N_("What else we should know"),
        [Length(max=5000)],
        description=N_("Such as the place, the time, what you use today."),
        render_kw={"maxlength": "5000", "rows": "4"},
    )
    files = MultipleFileField(
        N_("Files"),
        description=N_("Up to five: PDF, PNG, JPEG, CSV or text, 10 MB each."),
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.csv,.txt"},
    )
    pasted = TextAreaField(
        N_("More articles"),
        [Length(max=200_000)],
        description=N_("One article per line: the number, then the quantity."),
        render_kw={"rows": "3", "spellcheck": "false", "autocomplete": "off", "class": "mono"},
    )
    sheet = FileField(
        N_("Or articles from a file"),
        description=N_("CSV or text, as spreadsheets save it."),
        render_kw={"accept": ".csv,.txt,.tsv,text/csv,text/plain"},
    )
    leaves_cart = BooleanField(
        N_("Take these articles out of the cart"), description=N_("What stays there you can buy meanwhile.")
    )
    idempotency_key = HiddenField(validators=[InputRequired(), Length(max=64)])


class TextForm(Form):
    """Something in words."""

    text = TextAreaField(N_("Your answer"), [Length(max=5000)], render_kw={"maxlength": "5000", "rows": "4"})


class MessageForm(Form):
    """A question about an offer, or about one of its lines."""

    text = TextAreaField(N_("Your question"), [Length(max=5000)], render_kw={"maxlength": "5000", "rows": "3"})
    line = SelectField(N_("About"), validate_choice=False)


class DeclineForm(Form):
    """Why somebody does not want an offer."""

    version = HiddenField(validators=[InputRequired(), Length(max=6)])
    reason = TextAreaField(N_("Why not?"), [Length(max=500)], render_kw={"maxlength": "500", "rows": "2"})


class CounterForm(Form):
    """What a customer asks for instead; quantities and prices of lines are rows of their own."""

    version = HiddenField(validators=[InputRequired(), Length(max=6)])
    total = AmountField(
        N_("For all of it I would pay"), [Optional(), Length(max=20)], render_kw={"inputmode": "decimal"}
    )
    text = TextAreaField(N_("In your words"), [Length(max=5000)], render_kw={"maxlength": "5000", "rows": "3"})


class AgreeForm(Form):
    """Agreeing to the change of a contract."""

    version = HiddenField(validators=[InputRequired(), Length(max=6)])
    content_hash = HiddenField(validators=[InputRequired(), Length(max=64)])
    name = StringField(
        N_("Name of who accepts"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "name", "maxlength": "200"},
    )
    consent = BooleanField(N_("I agree that my contract is changed like this. It obliges to pay."), default=False)


class AcceptForm(Form):
    """Accepting an offer: where to, how it is paid, and the consent. What was seen stands in hidden fields."""

    version = HiddenField(validators=[InputRequired(), Length(max=6)])
    content_hash = HiddenField(validators=[InputRequired(), Length(max=64)])
    call = HiddenField(validators=[Length(max=6)])
    key = HiddenField(validators=[Length(max=64)])
    name = StringField(
        N_("Name of who accepts"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "name", "maxlength": "200"},
    )
    reference = StringField(
        N_("Your order number"),
        [Length(max=100)],
        description=N_("It stands on our confirmation."),
        render_kw={"maxlength": "100"},
    )
    delivery = RadioField(N_("Address"), default=NEW, validate_choice=False)
    billing = RadioField(N_("Invoice address"), default=SAME, validate_choice=False)
    wished_service_on = DateField(N_("Wished day for the visit"), [Optional()])
    start_on = DateField(N_("Start of the subscription"), [Optional()])
    wished_delivery_on = DateField(N_("Wished day of delivery"), [Optional()])
    payment_method = RadioField(
        N_("Payment method"), [InputRequired(N_("Please choose how you want to pay."))], validate_choice=False
    )
    consent = BooleanField(N_("I accept this offer with its terms. It obliges to pay."), default=False)

    def chosen_delivery(self) -> AddressInput:
        """Where goods go and visits take place, as it was typed."""
        return typed_address(self, "delivery", name=self.name.data or "")

    def addresses(self) -> tuple[object, object | None]:
        """The invoice address, and the delivery address where it is another one; ids of the book, or typed ones."""
        delivery = identity(self.delivery.data) or self.chosen_delivery()
        if self.billing.data == SAME:
            return delivery, None
        return identity(self.billing.data) or typed_address(self, "billing"), delivery


add_address_fields(AcceptForm, "delivery", [FilledInWhen("delivery", NEW)], purpose="shipping", with_name=False)
add_address_fields(AcceptForm, "billing", [FilledInWhen("billing", NEW)], purpose="billing", with_name=True)
