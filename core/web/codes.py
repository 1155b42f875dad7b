"""Codes that visitors try are counted before anybody looks at them."""

from flask import request

from core.kernel.db import unit_of_work
from core.pricing.errors import TooManyCodes
from core.pricing.operations import count_code_attempt
from core.web.db import undo


def count_code() -> None:
    """Count a code that this visitor tries, whatever becomes of the request. Raises TooManyCodes.

    Nothing may have been written by the request before.
    """
    undo()
    refusal: TooManyCodes | None = None
    with unit_of_work() as session:
        try:
            count_code_attempt(session, request.remote_addr or "")
        except TooManyCodes as error:
            refusal = error  # counted all the same
    if refusal is not None:
        raise refusal
