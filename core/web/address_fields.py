"""Postal addresses in forms: the same fields in the checkout, twice, and in the address book."""

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import Field, SelectField, StringField
from wtforms.validators import Length

from core.accounts.operations import AddressInput
from core.kernel.i18n import N_
from core.pricing.states import HOME_COUNTRY
from core.web.forms import Form

Rules = Sequence[Callable[[Any, Any], None]]


def add_address_fields(form: type[Form], prefix: str, rules: Rules, *, purpose: str, with_name: bool) -> None:
    """Give a form the fields of an address, such as `delivery-street`. `rules` hold for what an address needs.

    `purpose` tells browsers what they may fill in (`shipping`, `billing`).
    """
    for name, field in _fields(rules, purpose, with_name=with_name).items():
        setattr(form, f"{prefix}-{name}", field)


def _fields(rules: Rules, purpose: str, *, with_name: bool) -> dict[str, Field]:
    def text(label: str, length: int, part: str, checks: Rules = (), hint: str = "") -> Field:
        kw = {"autocomplete": f"{purpose} {part}", "maxlength": str(length)}
        return StringField(label, [*checks, Length(max=length)], description=hint, render_kw=kw)

    name = {
        "company": text(N_("Company"), 200, "organization"),
        "name": text(N_("Name"), 200, "name", rules),
    }
    return (name if with_name else {}) | {
        "street": text(N_("Street and number"), 200, "address-line1", rules),
        "extra": text(N_("Addition"), 200, "address-line2", hint=N_("Floor, building, c/o")),
        "postal_code": text(N_("Postal code"), 20, "postal-code", rules),
        "city": text(N_("City"), 120, "address-level2", rules),
        "country": SelectField(
            N_("Country"), default=HOME_COUNTRY, validate_choice=False, render_kw={"autocomplete": f"{purpose} country"}
        ),
        "phone": text(N_("Telephone"), 40, "tel", hint=N_("Only for questions about the delivery or the visit.")),
    }


def typed_address(form: Form, prefix: str, *, name: str = "", company: str = "") -> AddressInput:
    """The address in a form's fields; `name` and `company` stand in where the form has no fields for them."""

    def typed(field: str, default: str = "") -> str:
        key = f"{prefix}-{field}"
        return (form[key].data or "") if key in form else default

    return AddressInput(
        name=typed("name", name),
        company=typed("company", company),
        street=typed("street"),
        extra=typed("extra"),
        postal_code=typed("postal_code"),
        city=typed("city"),
        country=typed("country", HOME_COUNTRY),
        phone=typed("phone"),
    )
