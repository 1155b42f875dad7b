"""Letters about articles that were not there: may we write to you, and: it is back."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.inventory.queries import get_wish, wish_token
from core.inventory.states import WishState
from core.kernel.jobs import job
from core.notices.operations import About, Reader, write_to
from core.notices.states import NoticeKind


@job("notices.ask_wisher")
def ask_wisher(session: Session, *, wish_id: str, **_: object) -> None:
    """Somebody typed this address: its owner says whether they want to hear of the article."""
    wish = get_wish(session, UUID(wish_id))
    if wish.state is not WishState.ASKED:
        return
    reader = Reader(name="", email=wish.email, locale=wish.locale)
    link = f"/wish?t={wish_token(wish.id)}"
    about = About(type="stock_wish", id=wish.id)
    write_to(session, NoticeKind.WISH_CONFIRM, reader=reader, about=about, link=link, wish=wish)


@job("notices.tell_wisher")
def tell_wisher(session: Session, *, wish_id: str, **_: object) -> None:
    """The article can be bought again."""
    wish = get_wish(session, UUID(wish_id))
    reader = Reader(name="", email=wish.email, locale=wish.locale)
    about = About(type="stock_wish", id=wish.id)
    link = f"/p/{wish.slug}?v={wish.sku}"
    write_to(session, NoticeKind.WISH_FULFILLED, reader=reader, about=about, link=link, wish=wish)
