"""The forms of saved lists."""

from uuid import UUID

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.kernel.i18n import N_
from core.web.forms import Form
from storefront.account import uuid_or_none
from storefront.forms.cart import MOST_PIECES, WHOLE_NUMBER, QuantityForm

NEW = "new"
NAME_LENGTH = 80


class ListForm(Form):
    """The name of a list, and whether colleagues see and fill it too."""

    name = StringField(N_("Name of the list"), [InputRequired(), Length(max=NAME_LENGTH)])
    is_shared = BooleanField(
        N_("Share it with my colleagues"), description=N_("They see it and can change what is on it.")
    )


class ChooseListForm(QuantityForm):
    """An article on the way to one of the lists, or to a new one; if it `chooses`, with the options in `selection`."""

    chooses = HiddenField(validators=[Length(max=1)])
    variant_id = HiddenField(validators=[InputRequired()])
    chosen = RadioField(N_("Which list?"), default=NEW, validate_choice=False)
    name = StringField(N_("Name of the new list"), [Length(max=NAME_LENGTH)])

    @property
    def list_id(self) -> UUID | None:
        """The chosen list; None for a new one."""
        return uuid_or_none(self.chosen.data)

    @property
    def options(self) -> str | None:
        """The options that are taken; None for those that are proposed."""
        return self.selection.data or "" if self.chooses.data else None


class ListLineForm(Form):
    """How many of an article on a list, and a note to oneself."""

    quantity = IntegerField(  # type: ignore[call-arg]  # the types do not know invalid_value_message yet
        N_("Quantity"),
        [InputRequired(WHOLE_NUMBER), NumberRange(1, MOST_PIECES, WHOLE_NUMBER)],
        invalid_value_message=WHOLE_NUMBER,
    )
    note = StringField(N_("Note"), [Optional(), Length(max=200)])
