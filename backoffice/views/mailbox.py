"""The letters that Kontor wrote: what a demo's customers would have in their mailboxes."""

from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from backoffice.lists import newest, older, position_id
from core.accounts.states import Permission
from core.notices.errors import NoticeNotFound
from core.notices.queries import get_notice, mailbox
from core.web.access import allowed
from core.web.db import db

pages = Blueprint("mailbox", __name__, url_prefix="/mailbox")
LETTER_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""A letter is somebody else's page: it may be looked at, and nothing in it may run, load, send or frame."""


@pages.get("")
@allowed(Permission.VIEW_MAILBOX)
def index() -> ResponseReturnValue:
    """Every letter, the latest first."""
    found = mailbox(db(), before=position_id())
    return render_template("mailbox/index.html", found=found, older=older(found.next_before), newest=newest())


@pages.get("/<uuid:notice_id>")
@allowed(Permission.VIEW_MAILBOX)
def show(notice_id: UUID) -> ResponseReturnValue:
    """One letter as text."""
    return render_template("mailbox/show.html", notice=get_notice(db(), notice_id))


@pages.get("/<uuid:notice_id>/letter")
@allowed(Permission.VIEW_MAILBOX)
def letter(notice_id: UUID) -> ResponseReturnValue:
    """One letter as it looks, in a page of its own that can do nothing."""
    notice = get_notice(db(), notice_id)
    if notice.is_sealed:
        raise NoticeNotFound
    return Response(notice.html, mimetype="text/html", headers={"Content-Security-Policy": LETTER_POLICY})
