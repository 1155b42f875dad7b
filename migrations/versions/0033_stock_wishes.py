"""Wishes to hear that an article is back."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

LIVE = "state IN ('asked', 'confirmed')"


def upgrade() -> None:
    op.create_table(
        "stock_wish",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("price_list", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "confirmed",
                "told",
                "withdrawn",
                name="wishstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stock_wish_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_wish")),
    )
    op.create_index(
        "uq_stock_wish_live",
        "stock_wish",
        ["variant_id", "email"],
        unique=True,
        postgresql_where=sa.text(LIVE),
        sqlite_where=sa.text(LIVE),
    )
    op.create_index("ix_stock_wish_state", "stock_wish", ["state", "variant_id", "created_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("stock_wish")
