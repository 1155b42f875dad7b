"""What happens to people and companies that others want to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(Event):
    """A customer opened an account."""

    KIND: ClassVar[str] = "customer.registered"

    customer_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="customer", id=self.customer_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAsked(Event):
    """Somebody asked for an account, a new password or another address, by an e-mail address."""

    KIND: ClassVar[str] = "account.asked"

    request_id: UUID
    request_kind: str

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="account_request", id=self.request_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged(Event):
    """Somebody signs in with another address from now on."""

    KIND: ClassVar[str] = "account.email_changed"

    user_id: UUID
    request_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        return Subject(type="user", id=self.user_id), Subject(type="account_request", id=self.request_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """Somebody has a new password; `changed_at` tells changes apart."""

    KIND: ClassVar[str] = "account.password_changed"

    user_id: UUID
    changed_at: datetime

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="user", id=self.user_id),)
