"""The approval policy as data, what it measured, who may decide, and what was decided."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.quotes.states import QUOTE_APPROVAL_LIFE, ApprovalState, Measure

MEASURED = Numeric(18, 2)


class ApprovalPolicy(AppendOnly, Identified, Base):
    """One edition of the policy; the latest that is in force by now holds. Changed by writing the next one."""

    __tablename__ = "approval_policy"

    edition: Mapped[int] = mapped_column(unique=True)
    valid_from: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]

    rules: Mapped[list["ApprovalRule"]] = relationship(order_by="ApprovalRule.position", lazy="raise")


class ApprovalRule(AppendOnly, Identified, Base):
    """Beyond a threshold somebody of a level has to agree: percent, minor units, days or months, by the measure.

    `code` names the rule through all editions. With a business unit it measures the lines of that unit only. Rules of
    one step are asked together, those of a later step when the earlier ones are granted. Quotes of less than
    `from_minor` net are not asked about.
    """

    __tablename__ = "approval_rule"
    __table_args__ = (
        UniqueConstraint("policy_id", "code", name="uq_approval_rule_code"),
        CheckConstraint("level BETWEEN 1 AND 9", name="level"),
        CheckConstraint("step BETWEEN 1 AND 9", name="step"),
        CheckConstraint("deadline_hours BETWEEN 1 AND 720", name="deadline"),
    )

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("approval_policy.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    measure: Mapped[Measure] = mapped_column(enum_column(Measure))
    threshold: Mapped[Decimal] = mapped_column(MEASURED)
    business_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("business_unit.id"))
    from_minor: Mapped[int] = minor_column(default=0)
    level: Mapped[int]
    step: Mapped[int] = mapped_column(default=1)
    deadline_hours: Mapped[int] = mapped_column(default=24)


class QuoteReading(AppendOnly, Identified, Base):
    """What every measure said of a version when it was submitted, in one situation; see `rules.Reading`.

    A column is named as its measure. The first one of a version without a business unit is its usual choice.
    """

    __tablename__ = "quote_reading"
    __table_args__ = (UniqueConstraint("version_id", "position", name="uq_quote_reading_position"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("quote_version.id"))
    position: Mapped[int]
    business_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("business_unit.id"))
    whole_minor: Mapped[int] = minor_column()
    cost_minor: Mapped[int | None] = minor_column()
    total_discount: Mapped[Decimal] = mapped_column(MEASURED)
    line_discount: Mapped[Decimal] = mapped_column(MEASURED)
    margin: Mapped[Decimal] = mapped_column(MEASURED)
    amount: Mapped[Decimal] = mapped_column(MEASURED)
    terms_days: Mapped[Decimal] = mapped_column(MEASURED)
    deposit: Mapped[Decimal] = mapped_column(MEASURED)
    free_goods: Mapped[Decimal] = mapped_column(MEASURED)
    term_months: Mapped[Decimal] = mapped_column(MEASURED)
    valid_days: Mapped[Decimal] = mapped_column(MEASURED)
    credit_exceeded: Mapped[Decimal] = mapped_column(MEASURED)
    own_text: Mapped[Decimal] = mapped_column(MEASURED)
    extension: Mapped[Decimal] = mapped_column(MEASURED)


class QuoteApprover(Identified, Base):
    """Up to which level somebody decides, for one business unit or (None) for all; `delegate_id` decides meanwhile."""

    __tablename__ = "quote_approver"
    __table_args__ = (
        UniqueConstraint("user_id", "business_unit_id", name="uq_quote_approver_user"),
        Index(
            "uq_quote_approver_everywhere",
            "user_id",
            unique=True,
            sqlite_where=text("business_unit_id IS NULL"),
            postgresql_where=text("business_unit_id IS NULL"),
        ),
        CheckConstraint("level BETWEEN 1 AND 9", name="level"),
        CheckConstraint("delegate_id IS NULL OR delegate_id <> user_id", name="not_oneself"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    business_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("business_unit.id"))
    level: Mapped[int]
    delegate_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    delegated_until: Mapped[datetime | None]


class QuoteApproval(Stateful, Identified, Base):
    """One rule asks about one version: what was measured, who may answer, and the answer.

    It is bound to `content_hash`. With `carried_from_id` it was granted before, at a value that was no better.
    """

    __tablename__ = "quote_approval"
    __table_args__ = (
        UniqueConstraint("version_id", "rule_code", name="uq_quote_approval_rule"),
        Index("ix_quote_approval_state", "state", "due_at", "id"),
        Index("ix_quote_approval_quote", "quote_id", "rule_code"),
    )
    LIFE = QUOTE_APPROVAL_LIFE

    quote_id: Mapped[UUID] = mapped_column(ForeignKey("quote.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("quote_version.id"))
    policy_edition: Mapped[int]
    rule_code: Mapped[str] = mapped_column(String(40))
    measure: Mapped[Measure] = mapped_column(enum_column(Measure))
    business_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("business_unit.id"))
    threshold: Mapped[Decimal] = mapped_column(MEASURED)
    measured: Mapped[Decimal] = mapped_column(MEASURED)
    level: Mapped[int]
    step: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    carried_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("quote_approval.id"))
    state: Mapped[ApprovalState] = mapped_column(enum_column(ApprovalState), default=ApprovalState.PENDING)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
