"""The second factor of staff: an authenticator, and codes on paper for the day it is lost."""

import hashlib
import secrets
from uuid import UUID

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from core.accounts.errors import NotEnrolled, NotOneself, WrongCode
from core.accounts.events import SecondFactorChanged, SecondFactorReset
from core.accounts.models import RecoveryCode, SecondFactor
from core.accounts.operations.sessions import sign_out_everywhere
from core.accounts.queries import get_user
from core.accounts.rules import required
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import insert_if_absent, new_id
from core.kernel.errors import NotFound
from core.kernel.events import announce
from core.kernel.i18n import N_

STEP_SECONDS = 30
RECOVERY_CODES = 10


def begin_enrolment(session: Session, user_id: UUID) -> SecondFactor:
    """Give somebody a secret for their authenticator; it counts when a first code confirms it."""
    insert_if_absent(session, SecondFactor, user_id=user_id, secret=pyotp.random_base32(), last_step=0)
    row = session.get(SecondFactor, user_id)
    assert row is not None  # just made, or there before
    return row


def confirm_enrolment(session: Session, user_id: UUID, code: str, *, acting_user: Actor) -> list[str]:
    """The authenticator works: from now on it is asked for. Returns the recovery codes, which are shown only now.

    Raises NotEnrolled or WrongCode.
    """
    row = session.get(SecondFactor, user_id)
    if row is None or row.confirmed_at is not None:
        raise NotEnrolled
    _use_code(session, row, code)
    row.confirmed_at = clock.now()
    announce(session, SecondFactorChanged(user_id=user_id, what="enrolled"), acting_user=acting_user)
    return _new_codes(session, user_id)


def require_second_factor(session: Session, user_id: UUID, code: str) -> None:
    """Raises WrongCode unless this is the present code of the authenticator, or a recovery code that was not used.

    Every code works once, also when two ask with it at the same moment.
    """
    row = session.get(SecondFactor, user_id)
    if row is None or row.confirmed_at is None:
        raise WrongCode
    typed = _plain(code)
    if typed.isascii() and typed.isdigit():
        _use_code(session, row, typed)
        return
    unused = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_hash == _hash(typed), RecoveryCode.used_at.is_(None)
    )
    used = session.execute(unused.values(used_at=clock.now()).execution_options(synchronize_session=False))
    if used.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise WrongCode


def renew_recovery_codes(session: Session, user_id: UUID, code: str, *, acting_user: Actor) -> list[str]:
    """New codes for paper; the old ones are worthless. Raises WrongCode."""
    require_second_factor(session, user_id, code)
    announce(session, SecondFactorChanged(user_id=user_id, what="codes"), acting_user=acting_user)
    return _new_codes(session, user_id)


def reset_second_factor(session: Session, user_id: UUID, *, reason: str, acting_user: Actor) -> None:
    """Take back an authenticator that a colleague has lost: they are signed out everywhere and enrol anew at their next
    sign-in, by password alone. They are told by letter.

    The caller has made sure of who asks, by their password. Raises NotOneself, NotFound for somebody who is no
    colleague, NotEnrolled when there is nothing to take back, Missing without a reason.
    """
    if acting_user.id == user_id:
        raise NotOneself
    reason = required("reason", reason)
    if not get_user(session, user_id).is_staff:
        raise NotFound("accounts.no_user", N_("There is no such person."))
    gone = session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE counts its rows
        raise NotEnrolled
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    sign_out_everywhere(session, user_id)
    told = SecondFactorReset(user_id=user_id, reason=reason, reset_at=clock.now())
    announce(session, told, acting_user=acting_user)


def _use_code(session: Session, row: SecondFactor, code: str) -> None:
    """A code of this half minute or its neighbours, later than the last one that was used."""
    generator, now = pyotp.TOTP(row.secret), clock.now()
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present - 1, present, present + 1):
        if secrets.compare_digest(generator.at(step * STEP_SECONDS), _plain(code)):
            fresh = update(SecondFactor).where(SecondFactor.user_id == row.user_id, SecondFactor.last_step < step)
            taken = session.execute(fresh.values(last_step=step).execution_options(synchronize_session=False))
            if taken.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE counts its rows
                return
    raise WrongCode


def _new_codes(session: Session, user_id: UUID) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-x" for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(id=new_id(), user_id=user_id, code_hash=_hash(_plain(code))) for code in codes)
    return codes


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _hash(code: str) -> str:
    """Enough for 48 random bits that are tried ten times in a quarter of an hour."""
    return hashlib.sha256(code.encode()).hexdigest()
