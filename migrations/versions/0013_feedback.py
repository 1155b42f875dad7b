"""Feedback."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback_answer",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "confirmation",
                "account",
                "email",
                name="feedbackchannel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_score_on_scale")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_feedback_answer_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_answer")),
        sa.UniqueConstraint("order_id", name=op.f("uq_feedback_answer_order_id")),
    )
    op.create_index("ix_feedback_answer_newest", "feedback_answer", ["at", "id"], unique=False)
    op.create_index("ix_feedback_answer_score", "feedback_answer", ["score", "at", "id"], unique=False)

    write_once("feedback_answer")


def downgrade() -> None:
    op.drop_index("ix_feedback_answer_score", table_name="feedback_answer")
    op.drop_index("ix_feedback_answer_newest", table_name="feedback_answer")
    op.drop_table("feedback_answer")
