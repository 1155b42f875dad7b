"""Notices."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column(
            "kind",
            sa.Enum(
                "order_confirmed",
                "order_cancelled",
                "goods_shipped",
                "visit_planned",
                "subscription_active",
                "invoice_issued",
                "credit_note_issued",
                "payment_declined",
                "refund_made",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("document_type", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_number", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued", "sent", "failed", name="noticestate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_notice_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("kind", "document_id", "occasion", name="uq_notice_kind_document"),
    )
    op.create_index("ix_notice_newest", "notice", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_notice_order_id"), "notice", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_order_id"), table_name="notice")
    op.drop_index("ix_notice_newest", table_name="notice")
    op.drop_table("notice")
