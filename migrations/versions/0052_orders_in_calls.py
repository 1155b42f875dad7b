"""Offers that are ordered in several calls until they are used up."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

BEFORE = ("open", "accepted", "declined", "expired", "withdrawn")
AFTER = ("open", "partly_ordered", "accepted", "declined", "expired", "withdrawn")


def upgrade() -> None:
    with op.batch_alter_table("quote_version") as table:
        table.add_column(sa.Column("in_calls", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("quote_acceptance") as table:
        table.add_column(sa.Column("key", sa.String(64), server_default="", nullable=False))
    _allow(AFTER)


def downgrade() -> None:
    op.execute("UPDATE quote SET state = 'accepted' WHERE state = 'partly_ordered'")
    _allow(BEFORE)
    with op.batch_alter_table("quote_acceptance") as table:
        table.drop_column("key")
    with op.batch_alter_table("quote_version") as table:
        table.drop_column("in_calls")


def _allow(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("quote") as table:
        table.drop_constraint(op.f("ck_quote_quotestate"), type_="check")
        table.create_check_constraint(op.f("ck_quote_quotestate"), f"state IN ({listed})")
