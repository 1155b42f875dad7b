"""The forms of product page and cart."""

import re
from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from core.carts.rules import MOST_LINES, Seen
from core.catalog.rules.choices import LONGEST_SELECTION, MOST_TIMES
from core.kernel.i18n import N_
from core.pricing.rules import LineKey
from core.web.forms import Form

MOST_PIECES = 99_999
MOST_MINOR = 10**12
PICK, MANY = "pick-", "many-"
OPTION, TIMES = re.compile(r"[a-z0-9-]{1,40}"), re.compile(r"[0-9]{1,4}")
WHOLE_NUMBER = N_("Please enter a whole number from 1 to 99,999.")
SEEN = re.compile(
    r"(?P<line>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[0-9a-f]{12})?):(?P<unit>[0-9]{1,13}):(?P<quantity>[0-9]{1,5}):(?P<free>[0-9]{0,9})"
)
UNKNOWN_ARTICLE = N_("This article does not exist any more. Please choose it again.")


class QuantityForm(Form):
    """So many pieces of something that is known from elsewhere; `seen` is what the page said of it.

    `selection` are the options that were taken of a bundle in the cart.
    """

    seen = HiddenField(validators=[Length(max=2000)])
    selection = HiddenField(validators=[Length(max=LONGEST_SELECTION)])

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


class NoteForm(Form):
    """Something said to a line of the cart."""

    selection = HiddenField(validators=[Length(max=LONGEST_SELECTION)])
    note = StringField(N_("Note"), [Length(max=200)])


class CodeForm(Form):
    """A promotion code."""

    code = StringField(
        N_("Promotion code"),
        [InputRequired(N_("Please enter the code.")), Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": "40"},
    )


class AddToCartForm(QuantityForm):
    """So many pieces of an article. `slug` names the page that it was chosen on.

    `instead` are the options of the line in the cart that shall have the chosen ones now.
    """

    slug = HiddenField(validators=[Length(max=120)])
    chooses = HiddenField(validators=[Length(max=1)])
    instead = HiddenField(validators=[Length(max=LONGEST_SELECTION)])
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


class Typed(Protocol):
    """What a form was sent with."""

    def items(self, multi: bool = False) -> Iterable[tuple[str, str]]:
        """Names and values; with `multi` every value of a name."""


def typed_picks(typed: Typed) -> dict[str, int]:
    """How often each option was taken, from `pick-<group>` and `many-<option>`; what makes no sense is left out.

    More than can be counted stays too many, so that the rule says so.
    """
    picks: dict[str, int] = {}
    for name, value in typed.items(multi=True):
        if name.startswith(PICK) and OPTION.fullmatch(value):
            picks[value] = picks.get(value, 0) + 1
        code = name.removeprefix(MANY)
        if name.startswith(MANY) and OPTION.fullmatch(code) and TIMES.fullmatch(value.strip()) and int(value):
            picks[code] = min(int(value), MOST_TIMES)
    return picks


class SeenForm(Form):
    """The button by which a customer takes notice of what changed in the cart."""

    seen = HiddenField(validators=[Length(max=100_000)])


def seen_text(key: LineKey, seen: Seen) -> str:
    """What a page says of a line, for a hidden field: the answer tells what its reader saw."""
    return f"{key}:{seen.unit_minor}:{seen.quantity}:{'' if seen.free is None else seen.free}"


def read_seen(text: str | None, list_code: str) -> dict[str, Seen]:
    """What the reader of a page saw, by the short name of the line; what makes no sense is left out."""
    found = {}
    for entry in (text or "").split(",")[:MOST_LINES]:
        match = SEEN.fullmatch(entry)
        if match is None:
            continue
        unit, quantity, free = int(match["unit"]), int(match["quantity"]), match["free"]
        if unit <= MOST_MINOR and quantity >= 1:
            seen = Seen(list_code=list_code, unit_minor=unit, quantity=quantity, free=int(free) if free else None)
            found[match["line"]] = seen
    return found
