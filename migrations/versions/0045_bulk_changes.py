"""Changes of all products that match a filter, and the products that could not be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def words(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "bulk_change",
        sa.Column("state", words("proposed", "running", "done", name="bulkstate"), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("kind", words("physical", "service", "subscription", "bundle", name="articlekind"), nullable=True),
        sa.Column("is_published", sa.Boolean(), nullable=True),
        sa.Column("shelf", sa.String(length=100), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("until_id", sa.Uuid(), nullable=True),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor_kind", words("staff", "customer", "guest", "system", name="actorkind"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_change")),
    )
    op.create_table(
        "bulk_problem",
        sa.Column("bulk_change_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulk_change_id"], ["bulk_change.id"], name=op.f("fk_bulk_problem_bulk_change_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulk_change_id", "product_id", name=op.f("pk_bulk_problem")),
    )


def downgrade() -> None:
    op.drop_table("bulk_problem")
    op.drop_table("bulk_change")
