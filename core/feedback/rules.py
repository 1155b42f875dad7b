"""What an answer may be and what many come to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.feedback.errors import CommentTooLong, NoSuchScore
from core.feedback.states import LONGEST_COMMENT, Score


def checked_score(score: int) -> Score:
    """The score on our scale. Raises NoSuchScore."""
    try:
        return Score(score)
    except ValueError:
        raise NoSuchScore from None


def checked_comment(comment: str) -> str:
    """The comment as it is kept: without what cannot be printed, lines apart. Raises CommentTooLong."""
    lines = comment.replace("\r\n", "\n").replace("\r", "\n").strip()
    clean = "".join(sign for sign in lines if sign.isprintable() or sign == "\n")
    if len(clean) > LONGEST_COMMENT:
        raise CommentTooLong(length=len(clean))
    return clean


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackSummary:
    """What all answers come to: how many for each score, the best first, and their mean in tenths."""

    by_score: tuple[tuple[Score, int], ...]

    @property
    def count(self) -> int:
        """How many answers there are."""
        return sum(number for _, number in self.by_score)

    @property
    def mean_tenths(self) -> int | None:
        """The mean times ten, rounded half up (43 is 4.3); None without answers."""
        if not self.count:
            return None
        total = sum(int(score) * number for score, number in self.by_score)
        return (20 * total + self.count) // (2 * self.count)

    def percent(self, score: Score) -> int:
        """The share of a score in whole percent, rounded half up."""
        number = dict(self.by_score)[score]
        return (200 * number + self.count) // (2 * self.count) if self.count else 0


def summarise(counts: Mapping[int, int]) -> FeedbackSummary:
    """The summary of so many answers per score."""
    return FeedbackSummary(by_score=tuple((score, counts.get(score, 0)) for score in reversed(Score)))
