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


@dataclass(frozen=True, slots=True, kw_only=True)
class VatIdChanged(Event):
    """A customer has another VAT id."""

    KIND: ClassVar[str] = "customer.vat_id_changed"

    customer_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="customer", id=self.customer_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCertificateChanged(Event):
    """A customer is freed from VAT by a certificate, or not any more."""

    KIND: ClassVar[str] = "customer.tax_certificate_changed"

    customer_id: UUID
    certificate: str

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="customer", id=self.customer_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueInvited(Event):
    """Somebody was invited to buy for a company."""

    KIND: ClassVar[str] = "company.colleague_invited"

    customer_id: UUID
    role: str

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="customer", id=self.customer_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueJoined(Event):
    """Somebody who was invited buys for the company now."""

    KIND: ClassVar[str] = "company.colleague_joined"

    customer_id: UUID
    user_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        return Subject(type="customer", id=self.customer_id), Subject(type="user", id=self.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueChanged(Event):
    """Somebody has another role or other limits in their company."""

    KIND: ClassVar[str] = "company.colleague_changed"

    customer_id: UUID
    user_id: UUID
    role: str

    def subjects(self) -> tuple[Subject, ...]:
        return Subject(type="customer", id=self.customer_id), Subject(type="user", id=self.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueRemoved(Event):
    """Somebody buys for the company no longer."""

    KIND: ClassVar[str] = "company.colleague_removed"

    customer_id: UUID
    user_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        return Subject(type="customer", id=self.customer_id), Subject(type="user", id=self.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeZoneChanged(Event):
    """A customer lives by the days of another zone; empty: the company's."""

    KIND: ClassVar[str] = "customer.time_zone_changed"

    customer_id: UUID
    former: str
    time_zone: str

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="customer", id=self.customer_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChanged(Event):
    """We agreed on other terms; `amount_minor` is the new credit limit."""

    KIND: ClassVar[str] = "customer.terms_changed"

    customer_id: UUID
    former_days: int
    terms_days: int
    former_limit_minor: int
    amount_minor: int
    on_account_allowed: bool
    reason: str

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="customer", id=self.customer_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingBegan(Event):
    """A colleague of ours acts for somebody from now on."""

    KIND: ClassVar[str] = "acting.began"

    customer_id: UUID
    user_id: UUID
    reason: str

    def subjects(self) -> tuple[Subject, ...]:
        return Subject(type="customer", id=self.customer_id), Subject(type="user", id=self.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingEnded(Event):
    """The colleague of ours is done."""

    KIND: ClassVar[str] = "acting.ended"

    customer_id: UUID
    user_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        return Subject(type="customer", id=self.customer_id), Subject(type="user", id=self.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorChanged(Event):
    """A member of staff has a second factor from now on, or new recovery codes."""

    KIND: ClassVar[str] = "account.second_factor_changed"

    user_id: UUID
    what: str

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="user", id=self.user_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorReset(Event):
    """An administrator took back an authenticator that a colleague has lost, and why."""

    KIND: ClassVar[str] = "account.second_factor_reset"

    user_id: UUID
    reason: str
    reset_at: datetime

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="user", id=self.user_id),)
