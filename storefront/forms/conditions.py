"""Rules for fields that hang together."""

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from core.kernel.i18n import N_

PLEASE_FILL_IN = N_("Please fill in this field.")


class FilledInWhen:
    """The field must be filled in when another one has a value; otherwise nothing in it is looked at."""

    def __init__(self, other: str, value: str) -> None:
        self.other, self.value = other, value

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Ends the checks of the field, with a sentence when it is missing."""
        if form[self.other].data != self.value:
            field.errors = []
            raise StopValidation
        if not (field.data or "").strip():
            field.errors = []
            raise StopValidation(PLEASE_FILL_IN)
