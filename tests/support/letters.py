"""Letters as their readers find them: run what follows from events, take the link out of the newest letter."""

import re

from sqlalchemy import select

from core.kernel import jobs
from core.kernel.db import reading
from core.notices.models import Notice
from core.notices.states import NoticeKind

_LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


def letters_to(email: str) -> list[Notice]:
    """Every letter to an address, the oldest first; jobs that are due are run before."""
    jobs.run_due()
    with reading() as session:
        mine = select(Notice).where(Notice.recipient == email)
        return list(session.scalars(mine.order_by(Notice.created_at, Notice.id)))


def kinds_to(email: str) -> list[NoticeKind]:
    """What kinds of letters an address got."""
    return [letter.kind for letter in letters_to(email)]


def link_to(email: str) -> str:
    """The path behind the link of the newest letter to an address."""
    found = _LINK.search(letters_to(email)[-1].text)
    assert found is not None, "the letter has no link"
    return found[1]
