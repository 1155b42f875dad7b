"""Plans with trial, set-up fee and a name of their own; what of them was agreed on orders and contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plan") as table:
        table.add_column(sa.Column("trial_days", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("setup_gross_minor", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("setup_net_minor", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("name", sa.String(length=120), nullable=False, server_default=""))
        table.add_column(sa.Column("name_de", sa.String(length=120), nullable=False, server_default=""))
        table.create_check_constraint(op.f("ck_plan_trial"), "trial_days BETWEEN 0 AND 365")
        table.create_check_constraint(op.f("ck_plan_setup"), "setup_gross_minor >= 0 AND setup_net_minor >= 0")

    op.add_column("order_line", sa.Column("trial_days", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("order_line", sa.Column("recurring_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("order_line", sa.Column("fee_for", sa.Integer(), nullable=True))
    op.execute("UPDATE order_line SET recurring_minor = amount_minor WHERE interval_months IS NOT NULL")

    with op.batch_alter_table("contract") as table:
        table.add_column(sa.Column("trial_days", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("trial_from", sa.Date(), nullable=True))
        table.create_check_constraint(op.f("ck_contract_trial"), "trial_days BETWEEN 0 AND 365")


def downgrade() -> None:
    with op.batch_alter_table("contract") as table:
        table.drop_constraint(op.f("ck_contract_trial"), type_="check")
        table.drop_column("trial_from")
        table.drop_column("trial_days")

    for name in ("fee_for", "recurring_minor", "trial_days"):
        op.drop_column("order_line", name)

    with op.batch_alter_table("plan") as table:
        table.drop_constraint(op.f("ck_plan_setup"), type_="check")
        table.drop_constraint(op.f("ck_plan_trial"), type_="check")
        for name in ("name_de", "name", "setup_net_minor", "setup_gross_minor", "trial_days"):
            table.drop_column(name)
