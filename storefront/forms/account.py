"""The forms of the account pages."""

from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from core.kernel.i18n import N_
from core.web.forms import Form
from storefront.forms.address import add_address_fields


class AddressForm(Form):
    """A new address for the address book."""


add_address_fields(AddressForm, "address", [InputRequired()], purpose="shipping", with_name=True)


class PasswordForm(Form):
    """The present password and the new one."""

    present_password = PasswordField(
        N_("Present password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )
    password = PasswordField(
        N_("New password"),
        [InputRequired(), Length(max=1000)],
        description=N_("At least 10 characters. Several words make a good one."),
        render_kw={"autocomplete": "new-password"},
    )
