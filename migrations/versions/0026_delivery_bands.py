"""Ways of delivery by zone, weight and value; what a variant weighs."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery_method", sa.Column("bands", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "ALTER TABLE variant ADD COLUMN weight_grams INTEGER CONSTRAINT ck_variant_weight CHECK (weight_grams >= 0)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE variant DROP COLUMN weight_grams")
    op.drop_column("delivery_method", "bands")
