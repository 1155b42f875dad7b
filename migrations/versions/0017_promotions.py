"""Promotions, their codes and redemptions; what was taken off a line; the code in a cart."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promotion",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_de", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "active",
                "paused",
                "ended",
                name="promotionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "lane",
            sa.Enum("article", "cart", "delivery", name="lane", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("is_exclusive", sa.Boolean(), nullable=False),
        sa.Column("with_subscriptions", sa.Boolean(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("limit_total", sa.Integer(), nullable=True),
        sa.Column("limit_per_customer", sa.Integer(), nullable=True),
        sa.Column("redeemed", sa.Integer(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_promotion_validity")),
        sa.CheckConstraint("limit_per_customer > 0", name=op.f("ck_promotion_limit_per_customer")),
        sa.CheckConstraint("limit_total > 0", name=op.f("ck_promotion_limit_total")),
        sa.CheckConstraint(
            "redeemed >= 0 AND (limit_total IS NULL OR redeemed <= limit_total)", name=op.f("ck_promotion_redeemed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
    )
    op.create_index(
        "ix_promotion_active",
        "promotion",
        ["starts_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
        sqlite_where=sa.text("state = 'active'"),
    )

    op.create_table(
        "promotion_code",
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("limit_total", sa.Integer(), nullable=True),
        sa.Column("redeemed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "redeemed >= 0 AND (limit_total IS NULL OR redeemed <= limit_total)",
            name=op.f("ck_promotion_code_redeemed"),
        ),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name=op.f("fk_promotion_code_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_code")),
        sa.UniqueConstraint("code", name=op.f("uq_promotion_code_code")),
    )
    op.create_index(op.f("ix_promotion_code_promotion_id"), "promotion_code", ["promotion_id"], unique=False)

    op.create_table(
        "promotion_use",
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("redeemed", sa.Integer(), nullable=False),
        sa.CheckConstraint("redeemed >= 0", name=op.f("ck_promotion_use_redeemed")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_promotion_use_customer_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name=op.f("fk_promotion_use_promotion_id")),
        sa.PrimaryKeyConstraint("promotion_id", "customer_id", name=op.f("pk_promotion_use")),
    )
    op.create_index(op.f("ix_promotion_use_customer_id"), "promotion_use", ["customer_id"], unique=False)

    op.create_table(
        "promotion_redemption",
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["promotion_code.id"], name=op.f("fk_promotion_redemption_code_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_promotion_redemption_customer_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name=op.f("fk_promotion_redemption_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_redemption")),
    )
    op.create_index(
        "ix_promotion_redemption_newest", "promotion_redemption", ["promotion_id", "redeemed_at"], unique=False
    )
    op.create_index("uq_promotion_redemption_order", "promotion_redemption", ["order_id", "promotion_id"], unique=True)

    op.add_column("cart", sa.Column("code", sa.String(length=40), nullable=False, server_default=""))

    op.add_column("order", sa.Column("discounts", sa.Text(), nullable=False, server_default=""))

    op.execute(
        "ALTER TABLE order_line ADD COLUMN discount_minor BIGINT NOT NULL DEFAULT 0 "
        "CONSTRAINT ck_order_line_discount CHECK (discount_minor >= 0)"
    )
    op.execute(
        "ALTER TABLE invoice_line ADD COLUMN discount_minor BIGINT NOT NULL DEFAULT 0 "
        "CONSTRAINT ck_invoice_line_discount CHECK (discount_minor >= 0)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE invoice_line DROP COLUMN discount_minor")
    op.execute("ALTER TABLE order_line DROP COLUMN discount_minor")  # its own CHECK goes with it

    op.drop_column("order", "discounts")

    op.drop_column("cart", "code")

    op.drop_index("uq_promotion_redemption_order", table_name="promotion_redemption")
    op.drop_index("ix_promotion_redemption_newest", table_name="promotion_redemption")

    op.drop_table("promotion_redemption")
    op.drop_index(op.f("ix_promotion_use_customer_id"), table_name="promotion_use")

    op.drop_table("promotion_use")
    op.drop_index(op.f("ix_promotion_code_promotion_id"), table_name="promotion_code")

    op.drop_table("promotion_code")
    op.drop_index(
        "ix_promotion_active",
        table_name="promotion",
        postgresql_where=sa.text("state = 'active'"),
        sqlite_where=sa.text("state = 'active'"),
    )

    op.drop_table("promotion")
