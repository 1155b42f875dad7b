"""Lists that fall back to another; the list of a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(f"ALTER TABLE price_list ADD COLUMN falls_back_to_id {_key()} {_reference()}")
    op.create_index(op.f("ix_price_list_falls_back_to_id"), "price_list", ["falls_back_to_id"], unique=False)
    op.add_column("price", sa.Column("is_inherited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("customer", sa.Column("price_list_code", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("customer", "price_list_code")
    op.drop_column("price", "is_inherited")
    op.drop_index(op.f("ix_price_list_falls_back_to_id"), table_name="price_list")
    op.execute("ALTER TABLE price_list DROP COLUMN falls_back_to_id")


def _key() -> str:
    return "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"


def _reference() -> str:
    return "CONSTRAINT fk_price_list_falls_back_to_id REFERENCES price_list (id)"
