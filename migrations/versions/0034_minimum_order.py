"""The minimum order value of a price list."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE price_list ADD COLUMN minimum_minor BIGINT DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_price_list_minimum CHECK (minimum_minor >= 0)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE price_list DROP COLUMN minimum_minor")
