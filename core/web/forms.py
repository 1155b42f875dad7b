"""The base of every form: what it says is translated, and refusals of the business appear on their field."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DecimalField, Field
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # the types are of an older version
    SelectChoice,
    SelectFieldBase,
)

from core.kernel.errors import AppError, InvalidInput, Refused
from core.kernel.i18n import N_
from core.web.db import undo
from core.web.errors import sentence_of
from core.web.locale import gettext

WORDING: Mapping[str, str] = {
    "This field is required.": N_("Please fill in this field."),
    "Not a valid integer value.": N_("Please enter a whole number."),
    "Not a valid decimal value.": N_("Please enter a number."),
    "Not a valid float value.": N_("Please enter a number."),
    "Not a valid date value.": N_("Please enter a date."),
    "Not a valid datetime value.": N_("Please enter a date and a time."),
    "Not a valid time value.": N_("Please enter a time."),
    "Not a valid choice.": N_("Please choose one of the options."),
    "Invalid Choice: could not coerce.": N_("Please choose one of the options."),
    "Invalid input.": N_("This cannot be right. Please check it."),
    "Invalid email address.": N_("This is not a complete e-mail address."),
    "Number must be at least %(min)s.": N_("Please enter %(min)s or more."),
    "Number must be at most %(max)s.": N_("Please enter %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": N_("Please enter a number from %(min)s to %(max)s."),
    "Field cannot be longer than %(max)d characters.": N_("Please enter at most %(max)d characters."),
    "Field must be at least %(min)d characters long.": N_("Please enter at least %(min)d characters."),
    "Field must be between %(min)d and %(max)d characters long.": N_("Please enter %(min)d to %(max)d characters."),
    "Field must be equal to %(other_name)s.": N_("Both entries must be the same."),
}
"""What we say instead of the form library's own sentences."""
MOST = 2**53
YEARS = range(1970, 2100)
ODD_YEAR = N_("Please enter a year from 1970 to 2099.")
SPOKEN_ATTRIBUTES = ("placeholder", "title", "aria-label")


class _Sentences:
    """The catalogue as the form library asks for it."""

    def gettext(self, sentence: str) -> str:
        return gettext(WORDING.get(sentence, sentence))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.gettext(plural) if plural in WORDING else self.gettext(singular if count == 1 else plural)


class NumberField(DecimalField):
    """A number with decimals; what is infinite, or no number at all, is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with the sentence for the person."""
        super().process_formdata(valuelist)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(N_("Please enter a number."))


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form with protection against forgery. Mark labels, choices and messages with `N_`; they are translated here.

    `status` is the status of the page that shows the form: 200, 422 after a mistake in a field, or that of a refusal.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library has no types
        def get_translations(self, _form: Any) -> _Sentences:
            return _Sentences()

    refusal: str | None
    refused: str
    """What a refusal is about that stands in no field of the form; such as a cell of a table."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal, self.refused = None, ""
        self.status = 422 if self.is_submitted() else 200
        for field in self:
            _translate(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field has the right shape; the first thing that is wrong is said on the field."""
        for field in self:
            _limit_number(field)
        is_valid = bool(super().validate(extra_validators=extra_validators))
        for field in self:
            if isinstance(field.data, date) and field.data.year not in YEARS:
                field.errors, is_valid = [*field.errors, ODD_YEAR], False
            field.errors = [gettext(str(error)) for error in field.errors[:1]]
        return is_valid


def whole_number(text: str | None) -> int:
    """A number of up to eight digits from a hidden field or a cell; 0 for anything else."""
    typed = (text or "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 8 else 0


def refuse(form: Form, error: AppError) -> None:
    """Show a refusal on the field that it names, else above the form, and take back what the request changed.

    `form_errors(form)` of the components shows both.
    """
    undo()
    form.status = error.status
    sentence = sentence_of(error)
    field = form._fields.get(error.field) if error.field else None
    if field is None:
        form.refusal, form.refused = sentence, error.field or ""
    else:
        field.errors = [*field.errors, sentence]


@contextmanager
def refusals(form: Form) -> Iterator[None]:
    """Let refusals of the business end the block and appear on the form: return from inside when all went well.

    with refusals(form):
        order = place_order(db(), ...)
        return redirect(...)
    return render_template(..., form=form), form.status
    """
    try:
        yield
    except (InvalidInput, Refused) as error:
        refuse(form, error)


def _limit_number(field: Field) -> None:
    """A number that no column holds is as wrong as the largest one, and would break the comparison with its limits."""
    if isinstance(field.data, int | float | Decimal) and not -MOST <= field.data <= MOST:
        field.data = type(field.data)(MOST if field.data > 0 else -MOST)


def _translate(field: Field) -> None:
    field.label.text = gettext(field.label.text)
    if field.description:
        field.description = gettext(field.description)
    if field.render_kw:
        spoken = {key: gettext(value) for key, value in field.render_kw.items() if key in SPOKEN_ATTRIBUTES}
        field.render_kw = {**field.render_kw, **spoken}
    if isinstance(field, SelectFieldBase):
        _translate_choices(field)


def _translate_choices(field: Any) -> None:
    choices = getattr(field, "choices", None)
    if isinstance(choices, dict):
        field.choices = {value: gettext(label) if isinstance(label, str) else label for value, label in choices.items()}
    elif choices:
        field.choices = [_translated(choice) for choice in choices]


def _translated(choice: Any) -> Any:
    if isinstance(choice, tuple):
        return SelectChoice(choice[0], gettext(str(choice[1])), *choice[2:])
    return replace(choice, label=gettext(str(choice.label)))


def options(pairs: Iterable[tuple[Any, str]]) -> list[Any]:
    """The choices of a select or of radio buttons, from values and their labels."""
    return [SelectChoice(value, label) for value, label in pairs]
