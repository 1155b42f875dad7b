"""What others may know of feedback."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from core.feedback.models import FeedbackAnswer
from core.feedback.rules import FeedbackSummary, summarise
from core.feedback.states import FeedbackChannel, Score
from core.orders.models import Order

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer with the order that it is about."""

    id: UUID
    order_id: UUID
    order_number: str
    customer_id: UUID
    customer_name: str
    score: Score
    comment: str
    channel: FeedbackChannel
    locale: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """Answers, the latest first; `next_before` continues, or is None at the end."""

    answers: tuple[AnswerRow, ...]
    next_before: UUID | None


def find_answer(session: Session, order_id: UUID) -> AnswerRow | None:
    """What the customer said about an order, if anything."""
    found = session.execute(_answer_on_order(), {"order_id": order_id}).one_or_none()
    return _row(found) if found else None


def answers(session: Session, *, before: UUID | None = None, score: int | None = None, size: int = PAGE) -> AnswerPage:
    """One page of answers, of one score if named; `before` is where the page before ended."""
    statement = _answers()
    if score is not None:
        statement = statement.where(FeedbackAnswer.score == score)
    if before is not None:
        place = select(FeedbackAnswer.at, FeedbackAnswer.id).where(FeedbackAnswer.id == before)
        statement = statement.where(tuple_(FeedbackAnswer.at, FeedbackAnswer.id) < place.scalar_subquery())
    statement = statement.order_by(FeedbackAnswer.at.desc(), FeedbackAnswer.id.desc()).limit(size + 1)
    rows = [_row(found) for found in session.execute(statement)]
    return AnswerPage(answers=tuple(rows[:size]), next_before=rows[size - 1].id if len(rows) > size else None)


def poor_answers(session: Session, *, since: datetime, most: int = PAGE) -> list[AnswerRow]:
    """Answers of one or two stars since a moment, the oldest first, in one statement."""
    poor = FeedbackAnswer.score <= Score.BADLY
    statement = _answers().where(poor, FeedbackAnswer.at >= since)
    found = session.execute(statement.order_by(FeedbackAnswer.at, FeedbackAnswer.id).limit(most))
    return [_row(row) for row in found]


def feedback_summary(session: Session) -> FeedbackSummary:
    """How many answers of each score there are, and what they come to."""
    counted = select(FeedbackAnswer.score, func.count().label("answers")).group_by(FeedbackAnswer.score)
    return summarise({row.score: row.answers for row in session.execute(counted)})


def _answers() -> Select[*tuple[Any, ...]]:
    name = func.coalesce(func.nullif(Order.company, ""), Order.contact_name)
    return select(
        FeedbackAnswer.id,
        FeedbackAnswer.order_id,
        Order.number.label("order_number"),
        Order.customer_id,
        name.label("customer_name"),
        FeedbackAnswer.score,
        FeedbackAnswer.comment,
        FeedbackAnswer.channel,
        FeedbackAnswer.locale,
        FeedbackAnswer.at,
    ).join(Order, Order.id == FeedbackAnswer.order_id)


@cache  # asked with every page of an order
def _answer_on_order() -> Select[*tuple[Any, ...]]:
    return _answers().where(FeedbackAnswer.order_id == bindparam("order_id", type_=Uuid()))


def _row(found: Row[*tuple[Any, ...]]) -> AnswerRow:
    values = dict(found._mapping)
    return AnswerRow(**values | {"score": Score(values["score"])})
