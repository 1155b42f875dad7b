"""Companies: VAT ids that are checked, limits of buyers, invitations, purchases that need a colleague's word."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_REQUESTS = ("registration", "reset", "new_email")


def upgrade() -> None:
    op.create_table(
        "vat_check",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("vat_id", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unchecked",
                "valid",
                "invalid",
                "unavailable",
                name="vatstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_vat_check_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vat_check")),
    )
    op.create_index("ix_vat_check_customer", "vat_check", ["customer_id", "at", "id"], unique=False)

    op.create_table(
        "purchase_approval",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                "used",
                "withdrawn",
                name="approvalstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> user_id", name=op.f("ck_purchase_approval_not_ones_own")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_purchase_approval_customer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_purchase_approval_decided_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_purchase_approval_order_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_purchase_approval_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_approval")),
    )
    op.create_index(
        "ix_purchase_approval_customer", "purchase_approval", ["customer_id", "asked_at", "id"], unique=False
    )
    op.create_index(
        "uq_purchase_approval_live",
        "purchase_approval",
        ["cart_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'granted')"),
        postgresql_where=sa.text("state IN ('asked', 'granted')"),
    )

    with op.batch_alter_table("account_request") as batch_op:
        batch_op.add_column(sa.Column("customer_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "buyer_role",
                sa.Enum(
                    "buyer", "approver", "admin", name="buyerrole", native_enum=False, create_constraint=True, length=32
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("spending_limit_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("window_limit_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "limit_window",
                sa.Enum("day", "month", name="limitwindow", native_enum=False, create_constraint=True, length=32),
                server_default="month",
                nullable=False,
            )
        )
        batch_op.create_index(batch_op.f("ix_account_request_customer_id"), ["customer_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_account_request_customer_id"), "customer", ["customer_id"], ["id"])

    _know_requests((*_REQUESTS, "invitation"))

    with op.batch_alter_table("customer") as batch_op:
        batch_op.add_column(
            sa.Column(
                "vat_state",
                sa.Enum(
                    "unchecked",
                    "valid",
                    "invalid",
                    "unavailable",
                    name="vatstate",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="unchecked",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("vat_checked_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("user") as batch_op:
        batch_op.add_column(sa.Column("window_limit_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "limit_window",
                sa.Enum("day", "month", name="limitwindow", native_enum=False, create_constraint=True, length=32),
                server_default="month",
                nullable=False,
            )
        )
        batch_op.create_check_constraint(
            op.f("ck_user_window_limit"), "window_limit_minor IS NULL OR window_limit_minor >= 0"
        )

    for table, column in (("account_request", "limit_window"), ("customer", "vat_state"), ("user", "limit_window")):
        with op.batch_alter_table(table) as batch_op:  # the default was for the rows that were there
            batch_op.alter_column(column, existing_type=sa.String(length=32), server_default=None)


def _know_requests(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("account_request") as batch_op:
        batch_op.drop_constraint(op.f("ck_account_request_requestkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_account_request_requestkind"), f"kind IN ({listed})")


def downgrade() -> None:
    with op.batch_alter_table("user") as batch_op:
        batch_op.drop_constraint(op.f("ck_user_limitwindow"), type_="check")
        batch_op.drop_constraint(op.f("ck_user_window_limit"), type_="check")
        batch_op.drop_column("limit_window")
        batch_op.drop_column("window_limit_minor")

    with op.batch_alter_table("customer") as batch_op:
        batch_op.drop_constraint(op.f("ck_customer_vatstate"), type_="check")
        batch_op.drop_column("vat_checked_at")
        batch_op.drop_column("vat_state")

    op.execute("DELETE FROM account_request WHERE kind = 'invitation'")
    _know_requests(_REQUESTS)
    with op.batch_alter_table("account_request") as batch_op:
        batch_op.drop_constraint(op.f("ck_account_request_limitwindow"), type_="check")
        batch_op.drop_constraint(op.f("ck_account_request_buyerrole"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_account_request_customer_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_account_request_customer_id"))
        batch_op.drop_column("limit_window")
        batch_op.drop_column("window_limit_minor")
        batch_op.drop_column("spending_limit_minor")
        batch_op.drop_column("buyer_role")
        batch_op.drop_column("customer_id")

    op.drop_index(
        "uq_purchase_approval_live",
        table_name="purchase_approval",
        sqlite_where=sa.text("state IN ('asked', 'granted')"),
        postgresql_where=sa.text("state IN ('asked', 'granted')"),
    )
    op.drop_index("ix_purchase_approval_customer", table_name="purchase_approval")

    op.drop_table("purchase_approval")
    op.drop_index("ix_vat_check_customer", table_name="vat_check")

    op.drop_table("vat_check")
