"""The forms to open an account, and to get into it again."""

from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from core.accounts.states import CustomerKind
from core.kernel.i18n import N_
from core.web.forms import Form, options


class SignUpForm(Form):
    """Who somebody is, and whether they buy for a company."""

    kind = RadioField(
        N_("I buy"),
        choices=options(
            [
                (CustomerKind.PRIVATE.value, N_("for myself")),
                (CustomerKind.COMPANY.value, N_("for a company")),
            ]
        ),
        default=CustomerKind.PRIVATE.value,
    )
    name = StringField(N_("Your name"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "name"})
    email = EmailField(
        N_("E-mail address"),
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    password = PasswordField(
        N_("Password"),
        [InputRequired(), Length(max=1000)],
        description=N_("At least 10 characters. Several words make a good one."),
        render_kw={"autocomplete": "new-password"},
    )
    company_name = StringField(
        N_("Company"),
        [Length(max=200)],
        description=N_("For companies: they see net prices and buy on account."),
        render_kw={"autocomplete": "organization"},
    )
    vat_id = StringField(
        N_("VAT id"),
        [Length(max=30)],
        description=N_("For companies, such as DE123456788."),
        render_kw={"spellcheck": "false"},
    )


class OpenAccountForm(Form):
    """The password that was chosen with the application."""

    password = PasswordField(
        N_("The password that you chose"),
        [InputRequired(), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


class ForgottenForm(Form):
    """Whose password is forgotten."""

    email = EmailField(
        N_("E-mail address"),
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )


class NewPasswordForm(Form):
    """A new password."""

    password = PasswordField(
        N_("New password"),
        [InputRequired(), Length(max=1000)],
        description=N_("At least 10 characters. Several words make a good one."),
        render_kw={"autocomplete": "new-password"},
    )
