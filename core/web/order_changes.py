"""The form that changes an order, for its customer and for the office: looked at first, confirmed as it was seen."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import Length, Optional

from core.accounts.queries import AddressView
from core.kernel.errors import AppError, InvalidInput
from core.kernel.i18n import N_
from core.orders.errors import quantity_field
from core.orders.rules import ChangeRow, ChangeWish
from core.payments.queries import Changeable
from core.web.address_fields import add_address_fields, typed_address
from core.web.errors import sentence_of
from core.web.filters import country_name
from core.web.forms import Form, options

KEEP, NEW = "keep", "new"
NOT_CARRIED = frozenset({"csrf_token", "seen"})


class ChangeForm(Form):
    """How many of each row are to stay, where it goes, and why. `seen` names what was shown before it is confirmed."""

    rows: tuple[ChangeRow, ...] = ()
    delivery = RadioField(
        N_("Where does it go?"),
        choices=options([(KEEP, N_("To the same address")), (NEW, N_("To another address"))]),
        default=KEEP,
        validate_choice=False,
    )
    reason = TextAreaField(
        N_("Why?"),
        [Optional(), Length(max=500)],
        description=N_("You need not say it; it helps us to do better."),
        render_kw={"rows": "2", "maxlength": "500"},
    )
    seen = HiddenField(validators=[Length(max=64)])

    def field_of(self, row: ChangeRow) -> Any:
        """The field of a row that can be changed."""
        return self[quantity_field(row.key)]

    def wish(self) -> ChangeWish:
        """What was typed; a field that was left empty changes nothing."""
        quantities = {}
        for row in self.rows:
            if row.why_fixed is not None:
                continue
            typed = self.field_of(row).data
            if row.is_whole:
                quantities[row.key] = 0 if typed else row.quantity
            elif typed is not None:
                quantities[row.key] = typed
        delivery = typed_address(self, "address") if self.delivery.data == NEW else None
        return ChangeWish(quantities=quantities, delivery=delivery)

    def fill_in_nothing_left(self) -> None:
        """Ask that nothing more comes."""
        for row in self.rows:
            if row.why_fixed is None:
                self.field_of(row).data = row.is_whole or 0

    def carried(self) -> list[Any]:
        """What the page between looking and confirming hands on: names and values."""
        kept = ((field.name, _text(field.data)) for field in self if field.name not in NOT_CARRIED)
        return [(name, text) for name, text in kept if text is not None]

    @contextmanager
    def shown_where_typed(self) -> Iterator[None]:
        """What is wrong with the street is said at the field of the street."""
        try:
            yield
        except InvalidInput as error:
            if f"address-{error.field}" in self:
                error.field = f"address-{error.field}"
            raise


add_address_fields(ChangeForm, "address", [], purpose="shipping", with_name=True)


def change_form(found: Changeable, present: AddressView, countries: Iterable[str]) -> ChangeForm:
    """The form for what of an order can be changed now, with what it is filled in unless something was typed."""
    fields = {quantity_field(row.key): _field(row) for row in found.rows if row.why_fixed is None}
    made: type[ChangeForm] = type("ChangeForm", (ChangeForm,), {**fields, "rows": found.rows})
    form = made() if request.method == "POST" else made(formdata=None)
    form["address-country"].choices = options((code, country_name(code)) for code in countries)
    if not form.is_submitted():
        for name in ("company", "name", "street", "extra", "postal_code", "city", "country", "phone"):
            form[f"address-{name}"].data = getattr(present, name)
    return form


def why_fixed(row: ChangeRow) -> str:
    """Why a row cannot be changed, as a sentence of the page's language."""
    return _sentence(row.why_fixed)


def _sentence(refusal: AppError | None) -> str:
    return sentence_of(refusal) if refusal else ""


def _field(row: ChangeRow) -> Any:
    if row.is_whole:
        return BooleanField(N_("Take it out"))
    return IntegerField(row.name, [Optional()], default=row.quantity, render_kw={"min": 0, "max": row.quantity})


def _text(value: object) -> str | None:
    """A value as its field takes it in again; nothing for what was not ticked or typed."""
    if value is None or value is False or value == "":
        return None
    return "y" if value is True else str(value)
