"""The forms of product page and cart."""

from uuid import UUID

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from core.kernel.i18n import N_
from core.web.forms import Form

MOST_PIECES = 99_999
WHOLE_NUMBER = N_("Please enter a whole number from 1 to 99,999.")
UNKNOWN_ARTICLE = N_("This article does not exist any more. Please choose it again.")


class QuantityForm(Form):
    """So many pieces of something that is known from elsewhere."""

    quantity = IntegerField(  # type: ignore[call-arg]  # the types do not know invalid_value_message yet
        N_("Quantity"),
        [InputRequired(WHOLE_NUMBER), NumberRange(1, MOST_PIECES, WHOLE_NUMBER)],
        invalid_value_message=WHOLE_NUMBER,
        default=1,
    )

    @property
    def pieces(self) -> int:
        """How many, after validation."""
        return self.quantity.data or 0


class CodeForm(Form):
    """A promotion code."""

    code = StringField(
        N_("Promotion code"),
        [InputRequired(N_("Please enter the code.")), Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": "40"},
    )


class AddToCartForm(QuantityForm):
    """So many pieces of an article. `slug` names the page that it was chosen on."""

    slug = HiddenField(validators=[Length(max=120)])
    variant_id = HiddenField(N_("Article"), [InputRequired(UNKNOWN_ARTICLE)])

    def validate_variant_id(self, field: HiddenField) -> None:
        """An id has the shape of an id."""
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError(UNKNOWN_ARTICLE) from None

    @property
    def article(self) -> UUID:
        """The chosen variant, after validation."""
        return UUID(self.variant_id.data)
