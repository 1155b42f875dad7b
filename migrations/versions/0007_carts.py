"""Carts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cart",
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "ordered", "merged", name="cartstate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_cart_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart")),
    )
    op.create_index("ix_cart_expiry", "cart", ["state", "expires_at"], unique=False)
    op.create_index(
        "uq_cart_open_user",
        "cart",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open' AND user_id IS NOT NULL"),
        sqlite_where=sa.text("state = 'open' AND user_id IS NOT NULL"),
    )
    op.create_table(
        "cart_line",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99999", name=op.f("ck_cart_line_quantity_in_range")),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_cart_line_cart_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_cart_line_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_line")),
        sa.UniqueConstraint("cart_id", "variant_id", name="uq_cart_line_variant"),
    )


def downgrade() -> None:
    op.drop_table("cart_line")
    op.drop_index(
        "uq_cart_open_user",
        table_name="cart",
        postgresql_where=sa.text("state = 'open' AND user_id IS NOT NULL"),
        sqlite_where=sa.text("state = 'open' AND user_id IS NOT NULL"),
    )
    op.drop_index("ix_cart_expiry", table_name="cart")
    op.drop_table("cart")
