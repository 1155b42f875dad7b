"""The scale of the question, and the ways an answer can come."""

from enum import IntEnum, StrEnum
from typing import Final

from core.kernel.i18n import N_


class Score(IntEnum):
    """How well ordering went."""

    VERY_BADLY = 1
    BADLY = 2
    ALL_RIGHT = 3
    WELL = 4
    VERY_WELL = 5


QUESTION: Final = N_("How did ordering go?")

WORDS: Final = {
    Score.VERY_BADLY: N_("Very badly"),
    Score.BADLY: N_("Badly"),
    Score.ALL_RIGHT: N_("All right"),
    Score.WELL: N_("Well"),
    Score.VERY_WELL: N_("Very well"),
}
"""What each score is called, as marked sentences."""

LONGEST_COMMENT: Final = 1000


class FeedbackChannel(StrEnum):
    """Where the question was answered."""

    CONFIRMATION = "confirmation"
    ACCOUNT = "account"
    EMAIL = "email"
