"""What both sign-in pages share: the form, the check, and the log-ins that only a demo shows."""

from dataclasses import dataclass
from datetime import timedelta

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from core.accounts.operations import sign_in
from core.accounts.queries import UserView
from core.accounts.states import Entrance
from core.kernel.db import reading
from core.kernel.i18n import N_
from core.kernel.throttle import Attempt, Limit, forget_attempts, give_back
from core.web.db import db
from core.web.forms import Form
from core.web.throttling import client_address, count_attempts


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


WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_CLIENT = Limit(scope="sign_in.both", most=10, within=WINDOW)
PER_ACCOUNT = Limit(scope="sign_in.account", most=50, within=WINDOW)
PER_CLIENT = Limit(scope="sign_in.client", most=100, within=WINDOW)
"""A stranger's guesses lock out the stranger long before they lock out whoever the account belongs to."""


def recognise(form: SignInForm, entrance: Entrance) -> UserView:
    """The person whose address and password are in the form. Raises TooManyAttempts or SignInRefused.

    Reads in a transaction of its own: the password's hash takes its time, and no lock is held meanwhile.
    """
    email, client = (form.email.data or "").strip().lower(), client_address()
    both, account = Attempt(PER_ACCOUNT_AND_CLIENT, f"{email} {client}"), Attempt(PER_ACCOUNT, email)
    count_attempts(both, account, Attempt(PER_CLIENT, client))
    with reading() as session:
        user = sign_in(session, email=email, password=form.password.data or "", entrance=entrance)
    forget_attempts(db(), both)
    forget_attempts(db(), account)
    give_back(db(), Attempt(PER_CLIENT, client))
    return user
