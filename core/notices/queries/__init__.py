"""What others may know of letters: the mailbox, one letter, and the letters about a document."""

from core.notices.queries.mailbox import NoticePage, NoticeRow, NoticeView, get_notice, mailbox, notices_about

__all__ = ["NoticePage", "NoticeRow", "NoticeView", "get_notice", "mailbox", "notices_about"]
