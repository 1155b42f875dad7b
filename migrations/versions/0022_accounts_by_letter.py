"""Accounts by letter."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_NOTICE_KINDS = (
    "order_confirmed", "order_cancelled", "goods_shipped", "visit_planned", "subscription_active", "invoice_issued",
    "credit_note_issued", "payment_declined", "refund_made",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_constraint(op.f("uq_user_session_key"), type_="unique")
        table.drop_column("session_key")
    with op.batch_alter_table("notice") as table:  # a new kind of letter needs no migration any more
        table.drop_constraint(op.f("ck_notice_noticekind"), type_="check")
    op.create_table(
        "attempt_count",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_attempt_count_attempts")),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_attempt_count")),
    )
    op.create_index(op.f("ix_attempt_count_ends_at"), "attempt_count", ["ends_at"], unique=False)

    op.create_table(
        "account_request",
        sa.Column(
            "kind",
            sa.Enum(
                "registration",
                "reset",
                "new_email",
                name="requestkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company_name", sa.String(length=200), nullable=False),
        sa.Column("vat_id", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("former_email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_account_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_request")),
    )
    op.create_index(op.f("ix_account_request_email"), "account_request", ["email"], unique=False)
    op.create_index(op.f("ix_account_request_expires_at"), "account_request", ["expires_at"], unique=False)
    op.create_index(op.f("ix_account_request_user_id"), "account_request", ["user_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acting_user_id", sa.Uuid(), nullable=True),
        sa.Column("acting_name", sa.String(length=200), nullable=False),
        sa.Column("acting_reason", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["acting_user_id"], ["user.id"], name=op.f("fk_user_session_acting_user_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("key", name=op.f("uq_user_session_key")),
    )
    op.create_index(op.f("ix_user_session_expires_at"), "user_session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_user_session_user_id"), table_name="user_session")
    op.drop_index(op.f("ix_user_session_expires_at"), table_name="user_session")

    op.drop_table("user_session")
    op.drop_index(op.f("ix_account_request_user_id"), table_name="account_request")
    op.drop_index(op.f("ix_account_request_expires_at"), table_name="account_request")
    op.drop_index(op.f("ix_account_request_email"), table_name="account_request")

    op.drop_table("account_request")
    op.drop_index(op.f("ix_attempt_count_ends_at"), table_name="attempt_count")

    op.drop_table("attempt_count")
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("session_key", sa.String(length=43), nullable=True))
    op.execute('UPDATE "user" SET session_key = CAST(id AS VARCHAR(43))')
    with op.batch_alter_table("user") as table:
        table.alter_column("session_key", existing_type=sa.String(length=43), nullable=False)
        table.create_unique_constraint(op.f("uq_user_session_key"), ["session_key"])
    kinds = ", ".join(f"'{kind}'" for kind in _NOTICE_KINDS)
    with op.batch_alter_table("notice") as table:
        table.create_check_constraint(op.f("ck_notice_noticekind"), f"kind IN ({kinds})")
