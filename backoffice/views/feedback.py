"""What customers said about ordering."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from backoffice.lists import chosen_number, facets, newest, older, position_id
from core.accounts.states import Permission
from core.feedback import queries
from core.feedback.states import WORDS, Score
from core.web.access import allowed
from core.web.db import db
from core.web.locale import gettext as _

pages = Blueprint("feedback", __name__, url_prefix="/feedback")


@pages.get("")
@allowed(Permission.VIEW_FEEDBACK)
def index() -> ResponseReturnValue:
    """All answers, the latest first, and how they spread."""
    score = chosen_number("score", range(1, 6))
    found = queries.answers(db(), before=position_id(), score=score)
    scores = [(str(int(one)), _(WORDS[one])) for one in reversed(Score)]
    return render_template(
        "feedback/index.html",
        found=found,
        summary=queries.feedback_summary(db()),
        choices=facets("score", str(score or ""), [(None, _("All")), *scores]),
        words={score: _(text) for score, text in WORDS.items()},
        older=older(found.next_before),
        newest=newest(),
    )
