"""How often promotion codes were tried from one place."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_attempts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("attempts > 0", name=op.f("ck_code_attempts_attempts")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_code_attempts")),
    )
    op.create_index(op.f("ix_code_attempts_ends_at"), "code_attempts", ["ends_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_code_attempts_ends_at"), table_name="code_attempts")
    op.drop_table("code_attempts")
