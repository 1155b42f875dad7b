"""What the kernel keeps: states, events, jobs, numbers, keys."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import drop_refusal, make_refusal, write_once

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum(
                "staff",
                "customer",
                "guest",
                "system",
                name="actorkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
    )
    op.create_index(op.f("ix_event_kind"), "event", ["kind"], unique=False)
    op.create_table(
        "event_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_event_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_head")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "job",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "running",
                "done",
                "failed",
                "settled",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index("ix_job_due", "job", ["state", "due_at", "id"], unique=False)
    op.create_table(
        "number_counter",
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_number_counter_counts_up")),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "state_change",
        sa.Column("document_type", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum(
                "staff",
                "customer",
                "guest",
                "system",
                name="actorkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_change")),
    )
    op.create_index("ix_state_change_document", "state_change", ["document_type", "document_id", "at"], unique=False)
    op.create_table(
        "event_subject",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("document_type", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["event.sequence"], name=op.f("fk_event_subject_sequence")),
        sa.PrimaryKeyConstraint("sequence", "document_type", "document_id", name=op.f("pk_event_subject")),
    )
    op.create_index(
        "ix_event_subject_document", "event_subject", ["document_type", "document_id", "sequence"], unique=False
    )

    head = sa.text("INSERT INTO event_head (id, sequence, hash) VALUES (1, 0, :genesis)")
    op.execute(head.bindparams(genesis="0" * 64))
    make_refusal()
    write_once("event", "event_subject", "state_change")


def downgrade() -> None:
    op.drop_index("ix_event_subject_document", table_name="event_subject")
    op.drop_table("event_subject")
    op.drop_index("ix_state_change_document", table_name="state_change")
    op.drop_table("state_change")
    op.drop_table("number_counter")
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_table("idempotency_key")
    op.drop_table("event_head")
    op.drop_index(op.f("ix_event_kind"), table_name="event")
    op.drop_table("event")

    drop_refusal()
