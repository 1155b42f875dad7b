"""The forms of the account pages."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from core.accounts.operations import AddressInput
from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_
from core.web.address_fields import add_address_fields, typed_address
from core.web.filters import country_name
from core.web.forms import Form, options


class AddressForm(Form):
    """A new address for the address book, in fields such as `address-street`."""

    def typed(self) -> AddressInput:
        """The address."""
        return typed_address(self, "address")

    def offer_countries(self, codes: Iterable[str]) -> None:
        """Let somebody choose among countries."""
        self["address-country"].choices = options((code, country_name(code)) for code in codes)

    @contextmanager
    def shown_where_typed(self) -> Iterator[None]:
        """What is wrong with the street is said at the field of the street."""
        try:
            yield
        except InvalidInput as error:
            error.field = f"address-{error.field}"
            raise


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


class NewEmailForm(Form):
    """The address to sign in with from now on."""

    email = EmailField(
        N_("New e-mail address"),
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    present_password = PasswordField(
        N_("Present password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )
