"""The forms of product page and cart."""

import re
from uuid import UUID

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from core.carts.rules import MOST_LINES, Seen
from core.kernel.i18n import N_
from core.web.forms import Form

MOST_PIECES = 99_999
MOST_MINOR = 10**12
WHOLE_NUMBER = N_("Please enter a whole number from 1 to 99,999.")
SEEN = re.compile(
    r"(?P<variant>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(?P<unit>[0-9]{1,13}):(?P<quantity>[0-9]{1,5}):(?P<free>[0-9]{0,9})"
)
UNKNOWN_ARTICLE = N_("This article does not exist any more. Please choose it again.")


class QuantityForm(Form):
    """So many pieces of something that is known from elsewhere; `seen` is what the page said of it."""

    seen = HiddenField(validators=[Length(max=200)])

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


class SeenForm(Form):
    """The button by which a customer takes notice of what changed in the cart."""

    seen = HiddenField(validators=[Length(max=100_000)])


def seen_text(variant_id: UUID, seen: Seen) -> str:
    """What a page says of an article, for a hidden field: the answer tells what its reader saw."""
    return f"{variant_id}:{seen.unit_minor}:{seen.quantity}:{'' if seen.free is None else seen.free}"


def read_seen(text: str | None, list_code: str) -> dict[UUID, Seen]:
    """What the reader of a page saw, by article; what makes no sense is left out."""
    found = {}
    for entry in (text or "").split(",")[:MOST_LINES]:
        match = SEEN.fullmatch(entry)
        if match is None:
            continue
        unit, quantity, free = int(match["unit"]), int(match["quantity"]), match["free"]
        if unit <= MOST_MINOR and quantity >= 1:
            seen = Seen(list_code=list_code, unit_minor=unit, quantity=quantity, free=int(free) if free else None)
            found[UUID(match["variant"])] = seen
    return found
