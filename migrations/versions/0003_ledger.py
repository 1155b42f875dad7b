"""The books."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_de", sa.String(length=80), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "asset",
                "liability",
                "revenue",
                name="accounttype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_account")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("cause_type", sa.String(length=40), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("narrative", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_journal_entry_key")),
        sa.UniqueConstraint("number", name=op.f("uq_journal_entry_number")),
    )
    op.create_index("ix_journal_entry_cause", "journal_entry", ["cause_type", "cause_id"], unique=False)
    op.create_index("ix_journal_entry_posted_on", "journal_entry", ["posted_on"], unique=False)
    op.create_table(
        "posting",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_code", sa.String(length=8), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_posting_not_zero")),
        sa.ForeignKeyConstraint(["account_code"], ["account.code"], name=op.f("fk_posting_account_code")),
        sa.ForeignKeyConstraint(["business_unit_id"], ["business_unit.id"], name=op.f("fk_posting_business_unit_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_posting_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index("ix_posting_account_code", "posting", ["account_code", "business_unit_id"], unique=False)
    op.create_index("ix_posting_entry_id", "posting", ["entry_id", "position"], unique=False)
    op.create_table(
        "revenue_schedule",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("account_code", sa.String(length=8), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("recognised_before", sa.Date(), nullable=False),
        sa.Column("recognised_minor", sa.BigInteger(), nullable=False),
        sa.Column("cause_type", sa.String(length=40), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("narrative", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_revenue_schedule_has_amount")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_revenue_schedule_has_days")),
        sa.CheckConstraint(
            "recognised_minor BETWEEN 0 AND amount_minor", name=op.f("ck_revenue_schedule_never_more_than_all")
        ),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_revenue_schedule_business_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revenue_schedule")),
        sa.UniqueConstraint("key", name=op.f("uq_revenue_schedule_key")),
    )
    op.create_index("ix_revenue_schedule_open", "revenue_schedule", ["recognised_before", "id"], unique=False)

    write_once("journal_entry", "posting")


def downgrade() -> None:
    op.drop_index("ix_revenue_schedule_open", table_name="revenue_schedule")
    op.drop_table("revenue_schedule")
    op.drop_index("ix_posting_entry_id", table_name="posting")
    op.drop_index("ix_posting_account_code", table_name="posting")
    op.drop_table("posting")
    op.drop_index("ix_journal_entry_posted_on", table_name="journal_entry")
    op.drop_index("ix_journal_entry_cause", table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_table("account")
