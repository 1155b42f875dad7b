"""The form of the checkout: who, where to, how, when, and how it is paid."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from flask import request
from wtforms import BooleanField, DateField, EmailField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.accounts.operations import AddressInput
from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_
from core.web.address_fields import add_address_fields, typed_address
from core.web.forms import Form
from core.web.locale import gettext
from storefront import visitor
from storefront.forms.conditions import FilledInWhen
from storefront.menu import countries, ways_of_delivery
from storefront.splitting import digest_of

NEW, SAME = "new", "same"
UPDATE, TAKE, REMOVE_CODE, SEEN = "update", "take-", "remove-code", "seen"
OTHER_BUTTONS = (UPDATE, TAKE, REMOVE_CODE, SEEN)
NEW_CODE = N_("Your code is in the cart. Nothing is ordered yet: please check the total and order again.")
NEW_TOTAL = N_("The total has changed with your choice of delivery. Nothing is ordered yet: please check and order.")


class CheckoutForm(Form):
    """Everything on the one page. Addresses are fields such as `delivery-street`.

    `delivery` and `billing` are the id of an address in the customer's book, `new` for the typed one, or `same`.
    """

    email = EmailField(
        N_("E-mail address"),
        [InputRequired(), Length(max=254)],
        description=N_("Your confirmation and invoices go there."),
        render_kw={"autocomplete": "email", "spellcheck": "false", "maxlength": "254"},
    )
    name = StringField(
        N_("Your name"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "name", "maxlength": "200"}
    )
    company = StringField(
        N_("Company"), [Length(max=200)], render_kw={"autocomplete": "organization", "maxlength": "200"}
    )
    delivery = RadioField(N_("Address"), default=NEW, validate_choice=False)
    billing = RadioField(N_("Invoice address"), default=SAME, validate_choice=False)
    keep_address = BooleanField(N_("Keep this address for my next order"), default=False)
    delivery_method = RadioField(N_("Way of delivery"), validate_choice=False)
    wished_service_on = DateField(
        N_("Wished day for the visit"),
        [Optional()],
        description=N_("We call you to agree on the time. Leave it empty if any day suits you."),
    )
    start_on = DateField(
        N_("Start of the subscription"),
        [Optional()],
        description=N_("Leave it empty to start as soon as possible."),
    )
    wished_delivery_on = DateField(
        N_("Wished day of delivery"),
        [Optional()],
        description=N_("Not before this day. Leave it empty to get it as soon as possible."),
    )
    gift_message = TextAreaField(
        N_("Gift message"),
        [Length(max=500)],
        description=N_("We put it into the parcel on a card."),
        render_kw={"maxlength": "500", "rows": "2"},
    )
    hides_prices = BooleanField(N_("It is a gift: no prices in the parcel"), default=False)
    payment_method = RadioField(
        N_("Payment method"), [InputRequired(N_("Please choose how you want to pay."))], validate_choice=False
    )
    note = TextAreaField(
        N_("Note to us"),
        [Length(max=1000)],
        description=N_("Such as the gate for deliveries, or your own order number."),
        render_kw={"maxlength": "1000", "rows": "2"},
    )
    code = StringField(
        N_("Promotion code"),
        [Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": "40"},
    )
    idempotency_key = HiddenField(validators=[InputRequired(), Length(max=64)])
    cart_version = HiddenField(validators=[InputRequired(), Length(max=12)])
    fingerprint = HiddenField(validators=[Length(max=64)])
    priced_for = HiddenField(validators=[Length(max=80)])

    def is_order(self) -> bool:
        """Whether this is the order itself: no button for something else was pressed, and the total is known.

        A choice of delivery that the total on the page does not hold for is refused, with a sentence above the form.
        """
        if any(name.startswith(OTHER_BUTTONS) for name in request.form):
            self.status = 200
            return False
        if self.typed_code():
            self.status, self.refusal = 200, gettext(NEW_CODE)
            return False
        if self.asks_for_new_total():
            self.status, self.refusal = 409, gettext(NEW_TOTAL)
            return False
        return True

    def typed_code(self) -> str:
        """A code that is not in the cart yet."""
        return (self.code.data or "").strip()

    def takes_code_out(self) -> bool:
        """Whether the button beside the code was pressed."""
        return REMOVE_CODE in request.form

    def asks_for_new_total(self) -> bool:
        """Whether delivery was chosen otherwise than the page was priced for: that is no order yet.

        What is not offered at all is no choice; the order refuses it, at its field.
        """
        method, country, division = [*(self.priced_for.data or "").rsplit(" ", 2), "", ""][:3]
        ways = {way.code for way in ways_of_delivery(visitor.price_mode())} - {method}
        goes_elsewhere = self.delivery.data == NEW and self["delivery-country"].data in set(countries()) - {country}
        is_divided_anew = bool(division) and division != digest_of(request.form)
        return bool(method) and (self.delivery_method.data in ways or goes_elsewhere or is_divided_anew)

    def chosen_delivery(self) -> AddressInput | UUID:
        """Where goods go and visits take place."""
        known = identity(self.delivery.data)
        return known or typed_address(self, "delivery", name=self.name.data or "", company=self.company.data or "")

    def chosen_billing(self) -> AddressInput | UUID | None:
        """Where the invoice goes; None: to the same address."""
        if self.billing.data == SAME:
            return None
        return identity(self.billing.data) or typed_address(self, "billing")

    def seen_version(self) -> int:
        """The version of the cart that the page was made from; a forged one matches no cart."""
        text = self.cart_version.data or ""
        return int(text) if text.isascii() and text.isdigit() else -1

    @contextmanager
    def shown_where_typed(self) -> Iterator[None]:
        """Without an invoice address of its own, what is wrong with it was typed as the delivery address.

        A country that nothing goes to is that of the delivery.
        """
        try:
            yield
        except InvalidInput as error:
            if error.field == "country":
                error.field = "delivery-country"
            if self.billing.data == SAME and error.field:
                error.field = error.field.replace("billing", "delivery", 1)
            raise


add_address_fields(CheckoutForm, "delivery", [FilledInWhen("delivery", NEW)], purpose="shipping", with_name=False)
add_address_fields(CheckoutForm, "billing", [FilledInWhen("billing", NEW)], purpose="billing", with_name=True)


def identity(text: str | None) -> UUID | None:
    """The id of an address in the book, if a choice is one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def asked_quantities(typed: Mapping[str, str]) -> dict[str, int]:
    """What the buttons `take-<line>` ask to change in the cart before ordering; what makes no sense is left out."""
    return {
        name.removeprefix(TAKE): int(pieces)
        for name, pieces in typed.items()
        if name.startswith(TAKE) and pieces.isascii() and pieces.isdigit() and len(pieces) < 6
    }
