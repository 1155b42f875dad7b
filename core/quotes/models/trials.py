"""Policies that were tried on past versions: how far that went, and what it found."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.quotes.states import TRIAL_LIFE, Effect, Measure, TrialState


class PolicyTrial(Stateful, Identified, Base):
    """Rules that somebody thinks about, tried on the versions that were submitted in a period, both days included.

    `after_id` grows with every batch, in its transaction: an interrupted trial goes on there. Versions of before
    measures were kept are `unmeasured`. `asked_then` and `asked_now` count versions that need anybody's word.
    """

    __tablename__ = "policy_trial"
    __table_args__ = (
        CheckConstraint("since <= until", name="period"),
        Index("ix_policy_trial_newest", "created_at", "id"),
    )
    LIFE = TRIAL_LIFE

    rules: Mapped[str] = mapped_column(Text)
    since: Mapped[date]
    until: Mapped[date]
    state: Mapped[TrialState] = mapped_column(enum_column(TrialState), default=TrialState.RUNNING)
    after_id: Mapped[UUID | None]
    versions: Mapped[int]
    looked_at: Mapped[int] = mapped_column(default=0)
    unmeasured: Mapped[int] = mapped_column(default=0)
    asked_then: Mapped[int] = mapped_column(default=0)
    asked_now: Mapped[int] = mapped_column(default=0)
    author: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PolicyTrialRule(Base):
    """How often a rule asked in the period of a trial, and how often it would."""

    __tablename__ = "policy_trial_rule"

    trial_id: Mapped[UUID] = mapped_column(ForeignKey("policy_trial.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    measure: Mapped[Measure] = mapped_column(enum_column(Measure))
    asked_then: Mapped[int] = mapped_column(default=0)
    asked_now: Mapped[int] = mapped_column(default=0)


class PolicyTrialFinding(Base):
    """A version that needs other approvals with the rules of a trial; amounts are those of its usual choice, net.

    `then` and `now` are codes of rules; `kept_minor` is what the new limits would have kept.
    """

    __tablename__ = "policy_trial_finding"
    __table_args__ = (Index("ix_policy_trial_finding_largest", "trial_id", "net_minor", "version_id"),)

    trial_id: Mapped[UUID] = mapped_column(ForeignKey("policy_trial.id", ondelete="CASCADE"), primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("quote_version.id"), primary_key=True)
    effect: Mapped[Effect] = mapped_column(enum_column(Effect))
    net_minor: Mapped[int] = minor_column()
    cost_minor: Mapped[int | None] = minor_column()
    kept_minor: Mapped[int] = minor_column(default=0)
    then: Mapped[str] = mapped_column(Text, default="")
    now: Mapped[str] = mapped_column(Text, default="")
