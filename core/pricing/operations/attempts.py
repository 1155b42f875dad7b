"""How often codes may be tried from one place: guessing is slow, whatever is guessed."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.db import table_of
from core.kernel.settings import get_settings
from core.pricing.errors import TooManyCodes
from core.pricing.models import CodeAttempts

MOST, WINDOW = 10, timedelta(minutes=15)


def count_code_attempt(session: Session, place: str) -> None:
    """Count one code that is tried from a place, before anybody looks whether it is right.

    Call it in a transaction of its own that is committed whatever becomes of the code. Raises TooManyCodes.
    """
    now = clock.now()
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    table = table_of(CodeAttempts)
    is_over = table.c.ends_at <= now
    counted = (
        dialect.insert(table)
        .values(key=_hashed(place), attempts=1, ends_at=now + WINDOW)
        .on_conflict_do_update(
            index_elements=[table.c.key],
            set_={
                "attempts": case((is_over, 1), else_=table.c.attempts + 1),
                "ends_at": case((is_over, now + WINDOW), else_=table.c.ends_at),
            },
        )
        .returning(table.c.attempts)
    )
    if session.execute(counted).scalar_one() > MOST:
        raise TooManyCodes


def discard_code_attempts(session: Session) -> None:
    """Forget windows that are over."""
    session.execute(delete(CodeAttempts).where(CodeAttempts.ends_at < clock.now()))


def _hashed(place: str) -> str:
    secret = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, f"codes\n{place}".encode(), hashlib.sha256).hexdigest()
