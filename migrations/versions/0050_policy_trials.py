"""What policy measured of versions, and policies that were tried on them."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_trial",
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "done", name="trialstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("unmeasured", sa.Integer(), nullable=False),
        sa.Column("asked_then", sa.Integer(), nullable=False),
        sa.Column("asked_now", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("since <= until", name=op.f("ck_policy_trial_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_trial")),
    )
    op.create_index("ix_policy_trial_newest", "policy_trial", ["created_at", "id"], unique=False)
    op.create_table(
        "policy_trial_rule",
        sa.Column("trial_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "total_discount",
                "line_discount",
                "margin",
                "amount",
                "terms_days",
                "deposit",
                "free_goods",
                "term_months",
                "valid_days",
                "credit_exceeded",
                "own_text",
                "extension",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_then", sa.Integer(), nullable=False),
        sa.Column("asked_now", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["policy_trial.id"], name=op.f("fk_policy_trial_rule_trial_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trial_id", "code", name=op.f("pk_policy_trial_rule")),
    )
    op.create_table(
        "policy_trial_finding",
        sa.Column("trial_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "effect",
            sa.Enum(
                "asked",
                "higher",
                "other",
                "lower",
                "freed",
                name="effect",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("kept_minor", sa.BigInteger(), nullable=False),
        sa.Column("then", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["policy_trial.id"], name=op.f("fk_policy_trial_finding_trial_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["quote_version.id"], name=op.f("fk_policy_trial_finding_version_id")),
        sa.PrimaryKeyConstraint("trial_id", "version_id", name=op.f("pk_policy_trial_finding")),
    )
    op.create_index(
        "ix_policy_trial_finding_largest", "policy_trial_finding", ["trial_id", "net_minor", "version_id"], unique=False
    )
    op.create_table(
        "quote_reading",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=True),
        sa.Column("whole_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("total_discount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("line_discount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("margin", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("terms_days", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("deposit", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("free_goods", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("term_months", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("valid_days", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("credit_exceeded", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("own_text", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("extension", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_quote_reading_business_unit_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["quote_version.id"], name=op.f("fk_quote_reading_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_reading")),
        sa.UniqueConstraint("version_id", "position", name="uq_quote_reading_position"),
    )
    op.create_index(
        "uq_quote_approver_everywhere",
        "quote_approver",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("business_unit_id IS NULL"),
        postgresql_where=sa.text("business_unit_id IS NULL"),
    )
    op.create_index("ix_quote_version_submitted", "quote_version", ["submitted_at", "id"], unique=False)
    write_once("quote_reading")


def downgrade() -> None:
    op.drop_index("ix_quote_version_submitted", table_name="quote_version")
    op.drop_index("uq_quote_approver_everywhere", table_name="quote_approver")
    op.drop_table("quote_reading")
    op.drop_index("ix_policy_trial_finding_largest", table_name="policy_trial_finding")
    op.drop_table("policy_trial_finding")
    op.drop_table("policy_trial_rule")
    op.drop_index("ix_policy_trial_newest", table_name="policy_trial")
    op.drop_table("policy_trial")
