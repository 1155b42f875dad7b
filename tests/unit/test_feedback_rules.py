"""The scale, comments, and what many answers come to."""

import pytest

from core.feedback.errors import CommentTooLong, NoSuchScore
from core.feedback.rules import checked_comment, checked_score, summarise
from core.feedback.states import WORDS, Score


def test_every_score_has_a_word() -> None:
    assert set(WORDS) == set(Score)


@pytest.mark.parametrize("score", [0, 6, -1, 10**9])
def test_a_score_beside_the_scale_is_refused(score: int) -> None:
    with pytest.raises(NoSuchScore) as refusal:
        checked_score(score)

    assert refusal.value.field == "score"


def test_a_comment_keeps_its_lines_and_loses_what_cannot_be_printed() -> None:
    assert checked_comment("  Good.\r\nQuick\x00,\x1b[31m too.\rThanks ") == "Good.\nQuick,[31m too.\nThanks"


def test_a_comment_may_have_a_thousand_characters_and_not_one_more() -> None:
    assert len(checked_comment("ä" * 1000)) == 1000

    with pytest.raises(CommentTooLong) as refusal:
        checked_comment("ä" * 1001)

    assert str(refusal.value) == "Your comment has 1001 characters; please keep it within 1000."


@pytest.mark.parametrize(
    ("counts", "mean_tenths"),
    [
        ({}, None),
        ({5: 1}, 50),
        ({1: 1, 2: 1}, 15),
        ({4: 1, 5: 3}, 48),  # 4.75
        ({4: 3, 5: 1}, 43),  # 4.25 is rounded up
        ({1: 2, 2: 1}, 13),  # 1.333...
        ({5: 2, 4: 1}, 47),  # 4.666...
    ],
)
def test_the_mean_is_rounded_half_up_to_tenths(counts: dict[int, int], mean_tenths: int | None) -> None:
    assert summarise(counts).mean_tenths == mean_tenths


def test_the_summary_counts_every_score_from_the_best_down() -> None:
    summary = summarise({5: 2, 3: 1})

    assert summary.count == 3
    assert [(int(score), number) for score, number in summary.by_score] == [(5, 2), (4, 0), (3, 1), (2, 0), (1, 0)]
    assert [summary.percent(score) for score in reversed(Score)] == [67, 0, 33, 0, 0]
