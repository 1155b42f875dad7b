"""Versions of quotes that are kept under a name to begin others with."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quote_template",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["quote_version.id"], name=op.f("fk_quote_template_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_template")),
        sa.UniqueConstraint("name", name=op.f("uq_quote_template_name")),
    )
    op.create_index(op.f("ix_quote_template_version_id"), "quote_template", ["version_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_quote_template_version_id"), table_name="quote_template")
    op.drop_table("quote_template")
