"""Categories and articles."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_de", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("summary_de", sa.String(length=400), nullable=False),
        sa.Column("picture", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("path", name=op.f("uq_category_path")),
        sa.UniqueConstraint("slug", name=op.f("uq_category_slug")),
    )
    op.create_index(op.f("ix_category_parent_id"), "category", ["parent_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_de", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("summary_de", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_de", sa.Text(), nullable=False),
        sa.Column("brand", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "physical",
                "service",
                "subscription",
                "bundle",
                name="articlekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("inside", sa.String(length=80), nullable=False),
        sa.Column(
            "tax_class",
            sa.Enum("standard", "reduced", name="taxclass", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("delivery_days", sa.Integer(), nullable=False),
        sa.Column("title_text", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("delivery_days >= 0", name=op.f("ck_product_delivery_days")),
        sa.ForeignKeyConstraint(["business_unit_id"], ["business_unit.id"], name=op.f("fk_product_business_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("slug", name=op.f("uq_product_slug")),
    )
    op.create_index(op.f("ix_product_business_unit_id"), "product", ["business_unit_id"], unique=False)
    op.create_index("ix_product_rank", "product", ["rank", "id"], unique=False)
    op.create_table(
        "product_attribute",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_de", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("value_de", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_attribute_product_id")),
        sa.PrimaryKeyConstraint("product_id", "position", name=op.f("pk_product_attribute")),
    )
    op.create_table(
        "product_category",
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "physical",
                "service",
                "subscription",
                "bundle",
                name="articlekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_product_category_category_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_category_product_id")),
        sa.PrimaryKeyConstraint("category_id", "product_id", name=op.f("pk_product_category")),
    )
    op.create_index(op.f("ix_product_category_product_id"), "product_category", ["product_id"], unique=False)
    op.create_index(
        "ix_product_category_shelf",
        "product_category",
        ["category_id", "is_published", "rank", "product_id", "kind"],
        unique=False,
    )
    op.create_table(
        "variant",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("option_name", sa.String(length=60), nullable=False),
        sa.Column("option_name_de", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_de", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(length=200), nullable=False),
        sa.Column("unit_quantity", sa.Integer(), nullable=True),
        sa.Column(
            "unit",
            sa.Enum("g", "ml", name="measure", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(unit IS NULL) = (unit_quantity IS NULL)", name=op.f("ck_variant_unit")),
        sa.CheckConstraint("unit_quantity > 0", name=op.f("ck_variant_unit_quantity")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_variant_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant")),
        sa.UniqueConstraint("product_id", "position", name=op.f("uq_variant_product_id_position")),
        sa.UniqueConstraint("sku", name=op.f("uq_variant_sku")),
    )
    op.create_table(
        "bundle_component",
        sa.Column("bundle_variant_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99999", name=op.f("ck_bundle_component_quantity")),
        sa.ForeignKeyConstraint(
            ["bundle_variant_id"], ["variant.id"], name=op.f("fk_bundle_component_bundle_variant_id")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_bundle_component_variant_id")),
        sa.PrimaryKeyConstraint("bundle_variant_id", "position", name=op.f("pk_bundle_component")),
        sa.UniqueConstraint(
            "bundle_variant_id", "variant_id", name=op.f("uq_bundle_component_bundle_variant_id_variant_id")
        ),
    )
    op.create_index(op.f("ix_bundle_component_variant_id"), "bundle_component", ["variant_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("interval_months", sa.Integer(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("notice_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("interval_months > 0", name=op.f("ck_plan_interval")),
        sa.CheckConstraint("notice_months >= 0", name=op.f("ck_plan_notice")),
        sa.CheckConstraint("term_months >= 0", name=op.f("ck_plan_term")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_plan_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_plan")),
    )
    op.create_table(
        "service_terms",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("duration_minutes > 0", name=op.f("ck_service_terms_duration")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_service_terms_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_service_terms")),
    )


def downgrade() -> None:
    op.drop_table("service_terms")
    op.drop_table("plan")
    op.drop_index(op.f("ix_bundle_component_variant_id"), table_name="bundle_component")
    op.drop_table("bundle_component")
    op.drop_table("variant")
    op.drop_index("ix_product_category_shelf", table_name="product_category")
    op.drop_index(op.f("ix_product_category_product_id"), table_name="product_category")
    op.drop_table("product_category")
    op.drop_table("product_attribute")
    op.drop_index("ix_product_rank", table_name="product")
    op.drop_index(op.f("ix_product_business_unit_id"), table_name="product")
    op.drop_table("product")
    op.drop_index(op.f("ix_category_parent_id"), table_name="category")
    op.drop_table("category")
