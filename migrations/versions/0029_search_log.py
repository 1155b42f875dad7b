"""What people search for, counted by day, and what they choose of it: no row says who."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query_key", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("without", sa.Integer(), nullable=False),
        sa.Column("close", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.CheckConstraint("asked > 0", name=op.f("ck_search_day_asked")),
        sa.PrimaryKeyConstraint("day", "query_key", name=op.f("pk_search_day")),
    )
    op.create_table(
        "search_click",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query_key", sa.String(length=120), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.CheckConstraint("place > 0", name=op.f("ck_search_click_place")),
        sa.CheckConstraint("clicks > 0", name=op.f("ck_search_click_clicks")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_search_click_product_id")),
        sa.PrimaryKeyConstraint("day", "query_key", "product_id", "place", name=op.f("pk_search_click")),
    )
    op.create_index(op.f("ix_search_click_product_id"), "search_click", ["product_id"])


def downgrade() -> None:
    op.drop_table("search_click")
    op.drop_table("search_day")
