"""What privacy does by itself: write copies and remove them, erase when the days are over, tell the person."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import get_customer, get_user
from core.kernel.jobs import enqueue, job
from core.notices.operations import About, Reader, write_to
from core.notices.states import NoticeKind
from core.privacy import operations
from core.privacy.queries import get_copy, latest_erasure


@job("privacy.write_copy")
def write_copy(session: Session, *, copy_id: str, **_: object) -> None:
    """Write a copy of somebody's data; again writes none."""
    operations.write_copy(session, UUID(copy_id))


@job("privacy.tell_copy")
def tell_copy(session: Session, *, copy_id: str, user_id: str, **_: object) -> None:
    """The copy is there: the letter says where, and for how long."""
    copy, user = get_copy(session, UUID(copy_id)), get_user(session, UUID(user_id))
    reader = Reader(name=user.name, email=user.email, locale=user.locale)
    about = About(type="data_copy", id=copy.id)
    write_to(session, NoticeKind.DATA_COPY_WRITTEN, reader=reader, about=about, link="/account/data", copy=copy)


@job("privacy.tell_erasure_asked")
def tell_erasure_asked(session: Session, *, erasure_id: str, **_: object) -> None:
    """Somebody asked to be forgotten: if it was not them, they must know in time."""
    erasure = latest_erasure(session, UUID(erasure_id))
    if erasure is None:
        return
    if erasure.user_id is not None:
        user = get_user(session, erasure.user_id)
        reader, link = Reader(name=user.name, email=user.email, locale=user.locale), "/account/data"
    else:
        customer = get_customer(session, erasure.customer_id)
        reader, link = Reader(name=customer.name, email=customer.email, locale=customer.locale), ""
    about = About(type="erasure", id=erasure.id)
    write_to(session, NoticeKind.ERASURE_ASKED, reader=reader, about=about, link=link, erasure=erasure)


@job("privacy.erase_due")
def erase_due(session: Session, **_: object) -> None:
    """Every day: a job for each erasure whose days are over."""
    for erasure_id in operations.due_erasures(session):
        enqueue(session, "privacy.erase", {"erasure_id": str(erasure_id)})


@job("privacy.erase")
def erase(session: Session, *, erasure_id: str, **_: object) -> None:
    """Erase somebody's data, or note what hinders it; the last letter goes to the address that is forgotten with it."""
    erasure = latest_erasure(session, UUID(erasure_id))
    if erasure is None:
        return
    customer = get_customer(session, erasure.customer_id)
    locale = get_user(session, erasure.user_id).locale if erasure.user_id else customer.locale
    person = operations.carry_out(session, erasure.id)
    if person is not None:
        reader = Reader(name=person.name, email=person.email, locale=locale)
        about = About(type="erasure", id=erasure.id, occasion="done")
        write_to(session, NoticeKind.DATA_ERASED, reader=reader, about=about)


@job("privacy.forget")
def forget(session: Session, **_: object) -> None:
    """Every day: copies whose days are over, and what the law lets go."""
    operations.remove_copies(session)
    operations.forget_sealed(session)
