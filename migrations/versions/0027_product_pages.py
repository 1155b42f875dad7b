"""Pictures, documents and relations of products, former addresses, planned changes; who sees a product and when."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SHELF = ["category_id", "is_published", "rank", "product_id", "kind"]


def upgrade() -> None:
    op.create_table(
        "product_file",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("picture", "document", name="filekind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_de", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_product_file_name")),
        sa.CheckConstraint("size > 0", name=op.f("ck_product_file_size")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_file_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_file")),
    )
    op.create_index("ix_product_file_place", "product_file", ["product_id", "kind", "position", "id"], unique=False)

    op.create_table(
        "product_redirect",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_redirect_product_id")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_product_redirect")),
    )
    op.create_index(op.f("ix_product_redirect_product_id"), "product_redirect", ["product_id"], unique=False)

    op.create_table(
        "product_relation",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("product_id <> related_id", name=op.f("ck_product_relation_other")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_relation_product_id")),
        sa.ForeignKeyConstraint(["related_id"], ["product.id"], name=op.f("fk_product_relation_related_id")),
        sa.PrimaryKeyConstraint("product_id", "related_id", name=op.f("pk_product_relation")),
    )
    op.create_index(op.f("ix_product_relation_related_id"), "product_relation", ["related_id"], unique=False)

    op.create_table(
        "scheduled_change",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "applied",
                "cancelled",
                "refused",
                name="changestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_scheduled_change_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_change")),
    )
    op.create_index("ix_scheduled_change_product", "scheduled_change", ["product_id", "due_at", "id"], unique=False)

    op.add_column("product", sa.Column("visible_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("product", sa.Column("visible_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("product", sa.Column("audience", sa.String(length=400), nullable=False, server_default=""))

    op.add_column("product_category", sa.Column("audience", sa.String(length=400), nullable=False, server_default=""))
    op.drop_index("ix_product_category_shelf", table_name="product_category")
    op.create_index("ix_product_category_shelf", "product_category", [*SHELF, "audience"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_product_category_shelf", table_name="product_category")
    op.create_index("ix_product_category_shelf", "product_category", SHELF, unique=False)
    op.drop_column("product_category", "audience")

    op.drop_column("product", "audience")
    op.drop_column("product", "visible_until")
    op.drop_column("product", "visible_from")

    op.drop_index("ix_scheduled_change_product", table_name="scheduled_change")

    op.drop_table("scheduled_change")
    op.drop_index(op.f("ix_product_relation_related_id"), table_name="product_relation")

    op.drop_table("product_relation")
    op.drop_index(op.f("ix_product_redirect_product_id"), table_name="product_redirect")

    op.drop_table("product_redirect")
    op.drop_index("ix_product_file_place", table_name="product_file")

    op.drop_table("product_file")
