"""The forms of the demo's card company: which test card, and the answer to its question."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from core.kernel.i18n import N_
from core.web.forms import Form, options
from core.web.locale import gettext

TEST_CARDS = {
    "success": "4242 4242 4242 4242",
    "decline": "4000 0000 0000 0002",
    "three_d_secure": "4000 0027 6000 3184",
    "time_out": "4000 0000 0000 0119",
    "late_answer": "4000 0000 0000 0077",
}
WHAT_HAPPENS = {
    "success": N_("The payment succeeds."),
    "decline": N_("The card is declined."),
    "three_d_secure": N_("The bank asks you to confirm (3-D Secure)."),
    "time_out": N_("The answer gets lost, and we ask again."),
    "late_answer": N_("The answer takes half a minute."),
}


class CardForm(Form):
    """One of the test cards; a real card cannot be typed in anywhere."""

    card = RadioField(
        N_("Test card"),
        [InputRequired(N_("Please choose a card."))],
        choices=options(TEST_CARDS.items()),
        default="success",
    )

    def notes(self) -> dict[str, dict[str, str]]:
        """What happens with each card."""
        return {card: {"text": gettext(sentence)} for card, sentence in WHAT_HAPPENS.items()}


class ChallengeForm(Form):
    """What the customer says to the bank's question."""

    answer = RadioField(
        N_("Your answer"), [InputRequired()], choices=options([("confirm", N_("Confirm")), ("refuse", N_("Refuse"))])
    )

    @property
    def is_confirmed(self) -> bool:
        """Whether the customer confirmed."""
        return bool(self.answer.data == "confirm")
