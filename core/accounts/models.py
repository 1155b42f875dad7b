"""The tables of people and companies."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts.states import BuyerRole, CustomerKind, LimitWindow, RequestKind, StaffRole, VatState
from core.kernel.db import Base, Identified, enum_column, minor_column


class BusinessUnit(Identified, Base):
    """A part of the company with results of its own."""

    __tablename__ = "business_unit"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))


class Customer(Identified, Base):
    """Somebody who buys. A guest has a `guest_email`, which is unique among guests, and never an account.

    `tax_certificate` names the paper that frees from VAT (embassies, forces, international bodies), until its last day.
    """

    __tablename__ = "customer"
    __table_args__ = (
        CheckConstraint("terms_days >= 0", name="terms_days"),
        CheckConstraint("credit_limit_minor >= 0", name="credit_limit"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[CustomerKind] = mapped_column(enum_column(CustomerKind))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)
    guest_email: Mapped[str | None] = mapped_column(String(254), unique=True)
    vat_id: Mapped[str | None] = mapped_column(String(20))
    vat_state: Mapped[VatState] = mapped_column(enum_column(VatState), default=VatState.UNCHECKED)
    vat_checked_at: Mapped[datetime | None]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    locale: Mapped[str] = mapped_column(String(5))
    terms_days: Mapped[int]
    credit_limit_minor: Mapped[int] = minor_column()
    on_account_allowed: Mapped[bool]
    price_list_code: Mapped[str | None] = mapped_column(String(40))
    time_zone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    tax_certificate: Mapped[str] = mapped_column(String(80), default="")
    tax_certificate_until: Mapped[date | None]


class Address(Identified, Base):
    """A postal address. Never changed: documents point to it for ever."""

    __tablename__ = "address"

    name: Mapped[str] = mapped_column(String(200))
    company: Mapped[str] = mapped_column(String(200), default="")
    street: Mapped[str] = mapped_column(String(200))
    extra: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(20))
    city: Mapped[str] = mapped_column(String(100))
    country: Mapped[str] = mapped_column(String(2))
    phone: Mapped[str] = mapped_column(String(40), default="")


class CustomerAddress(Base):
    """An address in a customer's address book; one of them is offered first."""

    __tablename__ = "customer_address"
    __table_args__ = (
        Index(
            "uq_customer_address_default",
            "customer_id",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    address_id: Mapped[UUID] = mapped_column(ForeignKey("address.id"), primary_key=True, index=True)
    is_default: Mapped[bool] = mapped_column(default=False)


class User(Identified, Base):
    """Somebody who can sign in."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("spending_limit_minor IS NULL OR spending_limit_minor >= 0", name="spending_limit"),
        CheckConstraint("window_limit_minor IS NULL OR window_limit_minor >= 0", name="window_limit"),
        CheckConstraint("buyer_role IS NULL OR customer_id IS NOT NULL", name="buyer_has_company"),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(5))
    is_active: Mapped[bool] = mapped_column(default=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    buyer_role: Mapped[BuyerRole | None] = mapped_column(enum_column(BuyerRole))
    spending_limit_minor: Mapped[int | None] = minor_column()
    window_limit_minor: Mapped[int | None] = minor_column()
    limit_window: Mapped[LimitWindow] = mapped_column(enum_column(LimitWindow), default=LimitWindow.MONTH)


class UserRole(Base):
    """A role that a member of staff has."""

    __tablename__ = "user_role"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[StaffRole] = mapped_column(enum_column(StaffRole), primary_key=True)


class UserSession(Identified, Base):
    """A browser in which somebody is signed in; without its row the browser's cookie is worth nothing.

    `device` names browser and system. With `acting_user_id` it is a colleague of ours who acts for the person.
    """

    __tablename__ = "user_session"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    key: Mapped[str] = mapped_column(String(43), unique=True)
    device: Mapped[str] = mapped_column(String(120), default="")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    acting_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    acting_name: Mapped[str] = mapped_column(String(200), default="")
    acting_reason: Mapped[str] = mapped_column(String(500), default="")


class AccountRequest(Identified, Base):
    """What somebody asked for by their e-mail address, and a letter there answers: an account, a password, a move.

    Known and unknown addresses leave the same row. It is used once, and not after it has expired.
    """

    __tablename__ = "account_request"

    kind: Mapped[RequestKind] = mapped_column(enum_column(RequestKind))
    email: Mapped[str] = mapped_column(String(254), index=True)
    locale: Mapped[str] = mapped_column(String(5))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    company_name: Mapped[str] = mapped_column(String(200), default="")
    vat_id: Mapped[str | None] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    former_email: Mapped[str] = mapped_column(String(254), default="")
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    buyer_role: Mapped[BuyerRole | None] = mapped_column(enum_column(BuyerRole))
    spending_limit_minor: Mapped[int | None] = minor_column()
    window_limit_minor: Mapped[int | None] = minor_column()
    limit_window: Mapped[LimitWindow] = mapped_column(enum_column(LimitWindow), default=LimitWindow.MONTH)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class VatCheck(Identified, Base):
    """One answer about a VAT id: when, what, and the reference that proves that we asked."""

    __tablename__ = "vat_check"
    __table_args__ = (Index("ix_vat_check_customer", "customer_id", "at", "id"),)

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    vat_id: Mapped[str] = mapped_column(String(20))
    state: Mapped[VatState] = mapped_column(enum_column(VatState))
    at: Mapped[datetime]
    reference: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")


class SecondFactor(Base):
    """The secret that a person's authenticator shares with us; it counts once a first code has confirmed it."""

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    last_step: Mapped[int] = mapped_column(BigInteger)
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Identified, Base):
    """A code on paper for the day the authenticator is lost, as a hash; it works once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class SavedFilter(Identified, Base):
    """What somebody of our staff chose in a list of the office, under a name; a shared one is offered to all staff.

    `choices` is a JSON object of the list's own filters, never an address.
    """

    __tablename__ = "saved_filter"
    __table_args__ = (
        UniqueConstraint("user_id", "list_name", "name", name="uq_saved_filter_name"),
        Index("ix_saved_filter_list", "list_name", "is_shared"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    list_name: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    choices: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
