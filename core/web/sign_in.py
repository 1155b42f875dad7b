"""What both sign-in pages share: the form, the check, and the log-ins that only a demo shows."""

from dataclasses import dataclass

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from core.accounts.operations import sign_in
from core.accounts.queries import UserView
from core.accounts.states import Entrance
from core.kernel.db import reading
from core.kernel.i18n import N_
from core.web.forms import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """Somebody of the demo company whom a visitor may sign in as; `role` is a marked sentence."""

    email: str
    password: str
    name: str
    role: str


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        N_("E-mail address"),
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        N_("Password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


def recognise(form: SignInForm, entrance: Entrance) -> UserView:
    """The person whose address and password are in the form. Raises SignInRefused.

    Reads in a transaction of its own: the password's hash takes its time, and no lock is held meanwhile.
    """
    with reading() as session:
        return sign_in(session, email=form.email.data or "", password=form.password.data or "", entrance=entrance)
