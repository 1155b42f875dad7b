"""Files that belong to a request: looked at by what is in them, kept with its row."""

import hashlib
from collections.abc import Sequence

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.quotes.errors import FileNotTaken, TooManyFiles
from core.quotes.models import QuoteAttachment, QuoteRequest
from core.quotes.rules.files import MOST_FILES, Upload, kind_of, safe_name


def attachments_of(request: QuoteRequest, files: Sequence[Upload], acting_user: Actor) -> list[QuoteAttachment]:
    """The rows of files that were sent with a request. Raises TooManyFiles, FileNotTaken."""
    if len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    rows = []
    for upload in files:
        mime = kind_of(upload.content)
        if mime is None:
            raise FileNotTaken(name=safe_name(upload.name))
        rows.append(
            QuoteAttachment(
                id=new_id(),
                request_id=request.id,
                name=safe_name(upload.name),
                mime_type=mime,
                size=len(upload.content),
                content=upload.content,
                sha256=hashlib.sha256(upload.content).hexdigest(),
                added_at=clock.now(),
                added_by=acting_user.name,
            )
        )
    return rows
