"""People, companies, staff."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("extra", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )
    op.create_table(
        "business_unit",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_business_unit_code")),
    )
    op.create_table(
        "customer",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("private", "company", name="customerkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("guest_email", sa.String(length=254), nullable=True),
        sa.Column("vat_id", sa.String(length=20), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("terms_days", sa.Integer(), nullable=False),
        sa.Column("credit_limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("on_account_allowed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("credit_limit_minor >= 0", name=op.f("ck_customer_credit_limit")),
        sa.CheckConstraint("terms_days >= 0", name=op.f("ck_customer_terms_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("guest_email", name=op.f("uq_customer_guest_email")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    op.create_index(op.f("ix_customer_email"), "customer", ["email"], unique=False)
    op.create_table(
        "customer_address",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_customer_address_address_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_address_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "address_id", name=op.f("pk_customer_address")),
    )
    op.create_index(op.f("ix_customer_address_address_id"), "customer_address", ["address_id"], unique=False)
    op.create_index(
        "uq_customer_address_default",
        "customer_address",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "user",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("session_key", sa.String(length=43), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "buyer_role",
            sa.Enum(
                "buyer", "approver", "admin", name="buyerrole", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("spending_limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("buyer_role IS NULL OR customer_id IS NOT NULL", name=op.f("ck_user_buyer_has_company")),
        sa.CheckConstraint(
            "spending_limit_minor IS NULL OR spending_limit_minor >= 0", name=op.f("ck_user_spending_limit")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_user_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("session_key", name=op.f("uq_user_session_key")),
    )
    op.create_index(op.f("ix_user_customer_id"), "user", ["customer_id"], unique=False)
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "sales",
                "fulfilment",
                "billing",
                "marketing",
                "manager",
                "admin",
                name="staffrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )


def downgrade() -> None:
    op.drop_table("user_role")
    op.drop_index(op.f("ix_user_customer_id"), table_name="user")
    op.drop_table("user")
    op.drop_index(
        "uq_customer_address_default",
        table_name="customer_address",
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
    op.drop_index(op.f("ix_customer_address_address_id"), table_name="customer_address")
    op.drop_table("customer_address")
    op.drop_index(op.f("ix_customer_email"), table_name="customer")
    op.drop_table("customer")
    op.drop_table("business_unit")
    op.drop_table("address")
