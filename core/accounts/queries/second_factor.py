"""The second factor of a member of staff, as their own page shows it."""

from dataclasses import dataclass
from uuid import UUID

import pyotp
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import RecoveryCode, SecondFactor
from core.kernel.settings import get_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorView:
    """The shared secret, whether it counts already, and how many recovery codes are left."""

    secret: str
    is_confirmed: bool
    codes_left: int


def find_second_factor(session: Session, user_id: UUID) -> SecondFactorView | None:
    """A person's second factor, confirmed or about to be."""
    row = session.get(SecondFactor, user_id)
    if row is None:
        return None
    unused = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    left = session.scalar(unused) or 0
    return SecondFactorView(secret=row.secret, is_confirmed=row.confirmed_at is not None, codes_left=left)


def provisioning_address(found: SecondFactorView, email: str) -> str:
    """What the picture for the authenticator says."""
    return pyotp.TOTP(found.secret).provisioning_uri(name=email, issuer_name=f"{get_settings().company_name} Kontor")
