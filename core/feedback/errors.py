"""Why feedback says no."""

from core.feedback.states import LONGEST_COMMENT
from core.kernel.errors import InvalidInput, Refused
from core.kernel.i18n import N_


class NoSuchScore(InvalidInput):
    """The score is not on the scale."""

    def __init__(self) -> None:
        super().__init__("feedback.score", N_("Please choose one of the five answers."), field="score")


class CommentTooLong(InvalidInput):
    """The comment is longer than we keep."""

    def __init__(self, *, length: int) -> None:
        super().__init__(
            "feedback.comment_too_long",
            N_("Your comment has %(length)s characters; please keep it within %(most)s."),
            field="comment",
            length=length,
            most=LONGEST_COMMENT,
        )


class AlreadyAnswered(Refused):
    """The question was answered for this order; an answer stays what it was."""

    def __init__(self) -> None:
        super().__init__(
            "feedback.given_already",
            N_("You have already told us how this order went. Your first answer is kept; thank you for it."),
        )
