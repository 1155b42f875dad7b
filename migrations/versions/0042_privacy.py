"""Copies of people's data, erasures, and what is sealed."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import (
    drop_erasable_refusal,
    guard_no_more,
    make_erasable_refusal,
    write_once,
    write_once_but_erase,
)

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ERASABLE = ("state_change", "feedback_answer", "order_change", "invoice_file")
WAITING = "state = 'waiting'"


def words(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "erasing",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_erasing_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasing")),
    )
    guard_no_more(*ERASABLE)
    make_erasable_refusal()
    write_once_but_erase(*ERASABLE)
    op.create_table(
        "unnamed_actor",
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name=op.f("pk_unnamed_actor")),
    )
    op.create_table(
        "data_copy",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("state", words("asked", "written", "removed", name="copystate"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_data_copy_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy")),
    )
    op.create_index("ix_data_copy_user", "data_copy", ["user_id", "asked_at", "id"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("covers_customer", sa.Boolean(), nullable=False),
        sa.Column("state", words("waiting", "withdrawn", "done", name="erasurestate"), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hindrance", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_erasure_customer_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_erasure_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_due", "erasure", ["state", "due_at"], unique=False)
    op.create_index(
        "uq_erasure_waiting",
        "erasure",
        ["customer_id", "user_id"],
        unique=True,
        postgresql_where=sa.text(WAITING),
        sqlite_where=sa.text(WAITING),
    )
    op.create_table(
        "sealed_data",
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasure.id"], name=op.f("fk_sealed_data_erasure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_data")),
    )
    op.create_index("ix_sealed_data_end", "sealed_data", ["keep_until"], unique=False)
    op.create_index("ix_sealed_data_erasure_id", "sealed_data", ["erasure_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sealed_data")
    op.drop_table("erasure")
    op.drop_table("data_copy")
    op.drop_table("unnamed_actor")
    guard_no_more(*ERASABLE)
    drop_erasable_refusal()
    write_once(*ERASABLE)
    op.drop_table("erasing")
