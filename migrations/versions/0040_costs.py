"""What articles cost us, dated."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_cost",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("cost_minor >= 0", name=op.f("ck_article_cost_cost")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_article_cost_validity")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_article_cost_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_cost")),
    )
    op.create_index(
        "uq_article_cost_open",
        "article_cost",
        ["variant_id"],
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
        sqlite_where=sa.text("valid_to IS NULL"),
    )
    op.create_index("ix_article_cost_lookup", "article_cost", ["variant_id", "valid_from"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_article_cost_lookup", table_name="article_cost")
    op.drop_index("uq_article_cost_open", table_name="article_cost")
    op.drop_table("article_cost")
