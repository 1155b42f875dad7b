"""Answering the question."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.errors import AlreadyAnswered
from core.feedback.events import FeedbackGiven
from core.feedback.models import FeedbackAnswer
from core.feedback.rules import checked_comment, checked_score
from core.feedback.states import FeedbackChannel
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id
from core.kernel.events import announce
from core.kernel.i18n import supported
from core.orders.models import Order


def give_feedback(
    session: Session,
    order_id: UUID,
    *,
    score: int,
    comment: str = "",
    channel: FeedbackChannel = FeedbackChannel.CONFIRMATION,
    locale: str = "en",
    acting_user: Actor,
) -> FeedbackAnswer:
    """Keep how an order went, from 1 to 5, with a comment if there is one. Whose order it is was asked before.

    Raises AlreadyAnswered the second time (the first answer stays), NoSuchScore, CommentTooLong, NotFound.
    """
    order = lock(session, Order, order_id)
    if session.scalar(select(FeedbackAnswer.id).where(FeedbackAnswer.order_id == order.id)):
        raise AlreadyAnswered
    answer = FeedbackAnswer(
        id=new_id(),
        order_id=order.id,
        score=int(checked_score(score)),
        comment=checked_comment(comment),
        channel=channel,
        locale=supported(locale),
        at=clock.now(),
    )
    session.add(answer)
    told = FeedbackGiven(answer_id=answer.id, order_id=order.id, customer_id=order.customer_id, score=answer.score)
    announce(session, told, acting_user=acting_user)
    return answer
