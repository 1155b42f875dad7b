"""The forms for a company's people: roles, limits, invitations, and words about purchases."""

from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from core.accounts.operations import RoleInput
from core.accounts.states import BuyerRole, LimitWindow
from core.kernel.i18n import N_
from core.web.amounts import AmountField
from core.web.forms import Form, options
from core.web.locale import gettext

ROLES = {
    BuyerRole.BUYER.value: N_("Buyer"),
    BuyerRole.APPROVER.value: N_("Approver"),
    BuyerRole.ADMIN.value: N_("Administrator"),
}
WHAT_ROLES_MAY = {
    BuyerRole.BUYER.value: N_("Orders within the limits below, and asks for more."),
    BuyerRole.APPROVER.value: N_("Also decides on what colleagues want to buy."),
    BuyerRole.ADMIN.value: N_("Also invites colleagues and sets their roles and limits."),
}
WINDOWS = [
    (LimitWindow.DAY.value, N_("a day")),
    (LimitWindow.WEEK.value, N_("a week")),
    (LimitWindow.MONTH.value, N_("a month")),
]


class RoleForm(Form):
    """What somebody may do for the company."""

    role = RadioField(N_("Role"), choices=options(ROLES.items()), default=BuyerRole.BUYER.value)
    per_order = AmountField(
        N_("Most for one order"),
        [Optional(), Length(max=40)],
        description=N_("With VAT. Leave it empty for no limit."),
        render_kw={"inputmode": "decimal"},
    )
    per_window = AmountField(
        N_("Most in all"),
        [Optional(), Length(max=40)],
        description=N_("With VAT, for all orders of the time. Leave it empty for no limit."),
        render_kw={"inputmode": "decimal"},
    )
    window = SelectField(N_("Within"), choices=options(WINDOWS), default=LimitWindow.MONTH.value)

    def validate_per_order(self, field: AmountField) -> None:
        """Limits are not negative."""
        _require_positive(field)

    def validate_per_window(self, field: AmountField) -> None:
        """Limits are not negative."""
        _require_positive(field)

    def notes(self) -> dict[str, dict[str, str]]:
        """What each role may do."""
        return {role: {"text": gettext(sentence)} for role, sentence in WHAT_ROLES_MAY.items()}

    def chosen(self) -> RoleInput:
        """The role and limits, after validation."""
        return RoleInput(
            role=BuyerRole(self.role.data),
            per_order_minor=self.per_order.minor,
            per_window_minor=self.per_window.minor,
            window=LimitWindow(self.window.data),
        )


class InviteForm(RoleForm):
    """Whom to invite."""

    email = EmailField(
        N_("E-mail address"),
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    name = StringField(N_("Name"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "off"})


class VatIdForm(Form):
    """The company's VAT id."""

    vat_id = StringField(
        N_("VAT id"), [Length(max=30)], description=N_("Such as DE123456788."), render_kw={"spellcheck": "false"}
    )


class JoinForm(Form):
    """Who somebody is that was invited."""

    name = StringField(N_("Your name"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "name"})
    password = PasswordField(
        N_("Password"),
        [InputRequired(), Length(max=1000)],
        description=N_("At least 10 characters. Several words make a good one."),
        render_kw={"autocomplete": "new-password"},
    )


class DecideForm(Form):
    """A word about what a colleague wants to buy."""

    note = TextAreaField(
        N_("Note"), [Length(max=500)], description=N_("Your colleague reads it."), render_kw={"rows": "2"}
    )


def _require_positive(field: AmountField) -> None:
    if field.minor is not None and field.minor < 0:
        raise ValidationError(N_("Please enter an amount of zero or more."))
