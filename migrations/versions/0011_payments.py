"""Payments and attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demo_charge",
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "captured",
                "declined",
                "requires_action",
                "pending",
                "not_found",
                "refunded",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answers_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("refunded_minor BETWEEN 0 AND amount_minor", name=op.f("ck_demo_charge_refunded_within")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_demo_charge")),
    )
    op.create_table(
        "demo_refund",
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("charge_reference", sa.String(length=80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["charge_reference"], ["demo_charge.reference"], name=op.f("fk_demo_refund_charge_reference")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_demo_refund")),
    )
    op.create_index(op.f("ix_demo_refund_charge_reference"), "demo_refund", ["charge_reference"], unique=False)
    op.create_table(
        "payment",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("order_number", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("received_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "paid",
                "cancelled",
                "refunded",
                name="paymentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0 AND received_minor >= 0", name=op.f("ck_payment_not_negative")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_payment_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_payment_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("order_id", name=op.f("uq_payment_order_id")),
    )
    op.create_index("ix_payment_customer", "payment", ["customer_id", "state"], unique=False)
    op.create_index("ix_payment_state", "payment", ["state", "method", "created_at", "id"], unique=False)
    op.create_table(
        "payment_attempt",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "created",
                "asking",
                "requires_action",
                "unknown",
                "captured",
                "declined",
                "failed",
                name="attemptstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("provider_reference", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_attempt_amount_positive")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_attempt_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_attempt")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_attempt_reference")),
    )
    op.create_index("ix_payment_attempt_payment", "payment_attempt", ["payment_id", "created_at", "id"], unique=False)
    op.create_index(
        "uq_payment_attempt_live",
        "payment_attempt",
        ["payment_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('created', 'asking', 'requires_action', 'unknown')"),
        postgresql_where=sa.text("state IN ('created', 'asking', 'requires_action', 'unknown')"),
    )
    op.create_table(
        "refund",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("charge_reference", sa.String(length=80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "asking",
                "unknown",
                "done",
                "failed",
                name="refundstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refund_amount_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_refund_order_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("reference", name=op.f("uq_refund_reference")),
    )
    op.create_index("ix_refund_payment", "refund", ["payment_id", "created_at", "id"], unique=False)
    op.create_index("ix_refund_state", "refund", ["state", "created_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_refund_state", table_name="refund")
    op.drop_index("ix_refund_payment", table_name="refund")
    op.drop_table("refund")
    op.drop_index(
        "uq_payment_attempt_live",
        table_name="payment_attempt",
        sqlite_where=sa.text("state IN ('created', 'asking', 'requires_action', 'unknown')"),
        postgresql_where=sa.text("state IN ('created', 'asking', 'requires_action', 'unknown')"),
    )
    op.drop_index("ix_payment_attempt_payment", table_name="payment_attempt")
    op.drop_table("payment_attempt")
    op.drop_index("ix_payment_state", table_name="payment")
    op.drop_index("ix_payment_customer", table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_demo_refund_charge_reference"), table_name="demo_refund")
    op.drop_table("demo_refund")
    op.drop_table("demo_charge")
