"""One question after an order: answered once, kept as it was, summed up for the office."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.feedback.errors import AlreadyAnswered, CommentTooLong, NoSuchScore
from core.feedback.models import FeedbackAnswer
from core.feedback.operations import give_feedback
from core.feedback.queries import answers, feedback_summary, find_answer
from core.feedback.states import FeedbackChannel, Score
from core.kernel import clock, events
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.errors import AppError, NotFound
from tests.support.deals import GUEST, MORNING, an_order, open_market
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")


def orders(number: int) -> list[UUID]:
    market = open_market()
    return [an_order(market, {"CUP": 1}) for _ in range(number)]


def give(order_id: UUID, score: int, comment: str = "") -> None:
    with unit_of_work() as session:
        give_feedback(session, order_id, score=score, comment=comment, locale="de", acting_user=GUEST)


def kept() -> int:
    with reading() as session:
        told = session.scalar(select(func.count()).where(events.EventRow.kind == "feedback.given"))
        rows = session.scalar(select(func.count()).select_from(FeedbackAnswer))
    assert told == rows, "every answer is told once"
    return rows or 0


def test_an_answer_is_kept_with_its_words_and_told_without_them() -> None:
    with clock.frozen(MORNING):
        (order_id,) = orders(1)
        give(order_id, 5, "  Schnell & freundlich.\r\nGerne wieder ")

    with reading() as session:
        answer = find_answer(session, order_id)
        (told,) = [e for e in events.timeline(session, "order", order_id) if e.kind == "feedback.given"]
    assert answer is not None
    assert (answer.score, answer.comment, answer.at) == (
        Score.VERY_WELL,
        "Schnell & freundlich.\nGerne wieder",
        MORNING,
    )
    assert (answer.channel, answer.locale, answer.order_number) == (
        FeedbackChannel.CONFIRMATION,
        "de",
        "SO-2027-000001",
    )
    assert answer.customer_name == "Jutta Möller"
    assert told.data["score"] == 5
    assert "comment" not in told.data


def test_a_second_answer_is_refused_and_the_first_stays() -> None:
    (order_id,) = orders(1)
    give(order_id, 4, "Fine")

    with pytest.raises(AlreadyAnswered) as refusal:
        give(order_id, 1, "Changed my mind")

    assert str(refusal.value) == (
        "You have already told us how this order went. Your first answer is kept; thank you for it."
    )
    with reading() as session:
        answer = find_answer(session, order_id)
    assert answer is not None
    assert (answer.score, answer.comment, kept()) == (Score.WELL, "Fine", 1)


@pytest.mark.parametrize(
    ("score", "comment", "refusal"),
    [(0, "", NoSuchScore), (6, "", NoSuchScore), (5, "x" * 1001, CommentTooLong)],
)
def test_an_answer_that_cannot_be_meant_is_refused_and_nothing_is_kept(
    score: int, comment: str, refusal: type[AppError]
) -> None:
    (order_id,) = orders(1)

    with pytest.raises(refusal):
        give(order_id, score, comment)

    assert kept() == 0


def test_nobody_answers_for_an_order_that_does_not_exist() -> None:
    with pytest.raises(NotFound):
        give(UUID(int=1), 5)

    assert kept() == 0


def test_the_office_sees_the_latest_first_page_by_page_and_by_score() -> None:
    market = open_market()
    with clock.frozen(MORNING) as at:
        for score in (5, 4, 5, 1, 5):
            give(an_order(market, {"CUP": 1}), score, f"says {score}")
            at.advance(timedelta(hours=1))

    with reading() as session:
        first = answers(session, size=3)
        second = answers(session, size=3, before=first.next_before)
        best = answers(session, score=5)
        summary = feedback_summary(session)
    assert [row.comment for row in first.answers] == ["says 5", "says 1", "says 5"]
    assert [row.comment for row in second.answers] == ["says 4", "says 5"]
    assert second.next_before is None
    assert [int(row.score) for row in best.answers] == [5, 5, 5]
    assert (summary.count, summary.mean_tenths) == (5, 40)
    assert summary.by_score == (
        (Score.VERY_WELL, 3),
        (Score.WELL, 1),
        (Score.ALL_RIGHT, 0),
        (Score.BADLY, 0),
        (Score.VERY_BADLY, 1),
    )


def test_the_list_takes_one_statement_for_one_answer_and_for_ten() -> None:
    market = open_market()
    counts = []
    for number in (1, 9):
        for _ in range(number):
            give(an_order(market, {"CUP": 1}), 5)
        with reading() as session, counted(engine()) as statements:
            answers(session)
        counts.append(statements.count)

    assert counts == [1, 1]
