"""Requests for offers, quotes with their versions, the approval policy, and how orders know the line they come from."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once, write_once_but_erase

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_policy",
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_policy")),
        sa.UniqueConstraint("edition", name=op.f("uq_approval_policy_edition")),
    )
    op.create_table(
        "approval_rule",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "total_discount",
                "line_discount",
                "margin",
                "amount",
                "terms_days",
                "deposit",
                "free_goods",
                "term_months",
                "valid_days",
                "credit_exceeded",
                "own_text",
                "extension",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("threshold", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=True),
        sa.Column("from_minor", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("deadline_hours", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("deadline_hours BETWEEN 1 AND 720", name=op.f("ck_approval_rule_deadline")),
        sa.CheckConstraint("level BETWEEN 1 AND 9", name=op.f("ck_approval_rule_level")),
        sa.CheckConstraint("step BETWEEN 1 AND 9", name=op.f("ck_approval_rule_step")),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_approval_rule_business_unit_id")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["approval_policy.id"], name=op.f("fk_approval_rule_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rule")),
        sa.UniqueConstraint("policy_id", "code", name="uq_approval_rule_code"),
    )
    op.create_index(op.f("ix_approval_rule_policy_id"), "approval_rule", ["policy_id"], unique=False)

    op.create_table(
        "quote_approver",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=True),
        sa.Column("delegated_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("delegate_id IS NULL OR delegate_id <> user_id", name=op.f("ck_quote_approver_not_oneself")),
        sa.CheckConstraint("level BETWEEN 1 AND 9", name=op.f("ck_quote_approver_level")),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_quote_approver_business_unit_id")
        ),
        sa.ForeignKeyConstraint(["delegate_id"], ["user.id"], name=op.f("fk_quote_approver_delegate_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_quote_approver_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_approver")),
        sa.UniqueConstraint("user_id", "business_unit_id", name="uq_quote_approver_user"),
    )
    op.create_index(op.f("ix_quote_approver_user_id"), "quote_approver", ["user_id"], unique=False)

    op.create_table(
        "quote_desk",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("territory", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 0 AND 999", name=op.f("ck_quote_desk_capacity")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_quote_desk_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_quote_desk")),
    )
    op.create_table(
        "quote_request",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "product",
                "cart",
                "list",
                "paste",
                name="requestsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("listed_minor", sa.BigInteger(), nullable=False),
        sa.Column("wished_total_minor", sa.BigInteger(), nullable=True),
        sa.Column("wished_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "submitted",
                "in_review",
                "needs_information",
                "answered",
                "declined",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_quote_request_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_quote_request_owner_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_quote_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_request")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_quote_request_idempotency_key")),
        sa.UniqueConstraint("number", name=op.f("uq_quote_request_number")),
    )
    op.create_index("ix_quote_request_customer", "quote_request", ["customer_id", "asked_at", "id"], unique=False)
    op.create_index("ix_quote_request_owner", "quote_request", ["owner_id", "state"], unique=False)
    op.create_index("ix_quote_request_state", "quote_request", ["state", "submitted_at", "id"], unique=False)

    op.create_table(
        "quote_attachment",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_quote_attachment_size")),
        sa.ForeignKeyConstraint(["request_id"], ["quote_request.id"], name=op.f("fk_quote_attachment_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_attachment")),
    )
    op.create_index(op.f("ix_quote_attachment_request_id"), "quote_attachment", ["request_id"], unique=False)

    op.create_table(
        "quote_request_line",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("selection", sa.String(length=1500), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("listed_unit_minor", sa.BigInteger(), nullable=True),
        sa.Column("wished_unit_minor", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99999", name=op.f("ck_quote_request_line_quantity_in_range")),
        sa.CheckConstraint(
            "wished_unit_minor IS NULL OR wished_unit_minor >= 0", name=op.f("ck_quote_request_line_wished_unit")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["quote_request.id"], name=op.f("fk_quote_request_line_request_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_quote_request_line_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_request_line")),
        sa.UniqueConstraint("request_id", "position", name="uq_quote_request_line_position"),
    )
    op.create_table(
        "quote",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "price_mode",
            sa.Enum("gross", "net", name="pricemode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("price_list_code", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                name="quotestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_quote_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_quote_order_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_quote_owner_id")),
        sa.ForeignKeyConstraint(["request_id"], ["quote_request.id"], name=op.f("fk_quote_request_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_quote_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", name=op.f("uq_quote_number")),
        sa.UniqueConstraint("order_id", name=op.f("uq_quote_order_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_quote_request_id")),
    )
    op.create_index("ix_quote_customer_newest", "quote", ["customer_id", "created_at", "id"], unique=False)
    op.create_index("ix_quote_owner", "quote", ["owner_id", "state", "created_at"], unique=False)
    op.create_index("ix_quote_state_newest", "quote", ["state", "created_at", "id"], unique=False)

    op.create_table(
        "quote_message",
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("quote_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("line_origin_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "question",
                "answer",
                "counter",
                "decline",
                "internal",
                name="messagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quote_id IS NOT NULL OR request_id IS NOT NULL", name=op.f("ck_quote_message_belongs")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_message_quote_id")),
        sa.ForeignKeyConstraint(["request_id"], ["quote_request.id"], name=op.f("fk_quote_message_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_message")),
    )
    op.create_index("ix_quote_message_quote", "quote_message", ["quote_id", "at", "id"], unique=False)
    op.create_index("ix_quote_message_request", "quote_message", ["request_id", "at", "id"], unique=False)

    op.create_table(
        "quote_version",
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_approval",
                "approved",
                "offered",
                "accepted",
                "countered",
                "superseded",
                "expired",
                "rejected",
                name="versionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("discount_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("deposit_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("delivery_method", sa.String(length=40), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("terms_days", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("has_own_text", sa.Boolean(), nullable=False),
        sa.Column("holds_stock", sa.Boolean(), nullable=False),
        sa.Column("with_promotions", sa.Boolean(), nullable=False),
        sa.Column("hands", sa.Text(), nullable=False),
        sa.Column("listed_minor", sa.BigInteger(), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("countered_total_minor", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("deposit_percent >= 0 AND deposit_percent <= 100", name=op.f("ck_quote_version_deposit")),
        sa.CheckConstraint("discount_minor >= 0", name=op.f("ck_quote_version_discount")),
        sa.CheckConstraint(
            "discount_percent >= 0 AND discount_percent < 100", name=op.f("ck_quote_version_discount_percent")
        ),
        sa.CheckConstraint("fee_minor IS NULL OR fee_minor >= 0", name=op.f("ck_quote_version_fee")),
        sa.CheckConstraint(
            "terms_days IS NULL OR terms_days BETWEEN 0 AND 365", name=op.f("ck_quote_version_terms_days")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_quote_version_author_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_version_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_version")),
        sa.UniqueConstraint("quote_id", "version", name="uq_quote_version_version"),
    )
    op.create_index("ix_quote_version_expiry", "quote_version", ["state", "valid_until"], unique=False)
    op.create_index(
        "uq_quote_version_offered",
        "quote_version",
        ["quote_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('offered', 'accepted')"),
        postgresql_where=sa.text("state IN ('offered', 'accepted')"),
    )
    op.create_index(
        "uq_quote_version_working",
        "quote_version",
        ["quote_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'in_approval', 'approved')"),
        postgresql_where=sa.text("state IN ('draft', 'in_approval', 'approved')"),
    )

    op.create_table(
        "quote_acceptance",
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("consent", sa.String(length=300), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_quote_acceptance_order_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_acceptance_quote_id")),
        sa.ForeignKeyConstraint(["version_id"], ["quote_version.id"], name=op.f("fk_quote_acceptance_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_acceptance")),
    )
    op.create_index(op.f("ix_quote_acceptance_quote_id"), "quote_acceptance", ["quote_id"], unique=False)

    op.create_table(
        "quote_approval",
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("policy_edition", sa.Integer(), nullable=False),
        sa.Column("rule_code", sa.String(length=40), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "total_discount",
                "line_discount",
                "margin",
                "amount",
                "terms_days",
                "deposit",
                "free_goods",
                "term_months",
                "valid_days",
                "credit_exceeded",
                "own_text",
                "extension",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("business_unit_id", sa.Uuid(), nullable=True),
        sa.Column("threshold", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("measured", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("carried_from_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "granted",
                "refused",
                "void",
                name="approvalstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_quote_approval_business_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["quote_approval.id"], name=op.f("fk_quote_approval_carried_from_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_quote_approval_decided_by_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_approval_quote_id")),
        sa.ForeignKeyConstraint(["version_id"], ["quote_version.id"], name=op.f("fk_quote_approval_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_approval")),
        sa.UniqueConstraint("version_id", "rule_code", name="uq_quote_approval_rule"),
    )
    op.create_index("ix_quote_approval_quote", "quote_approval", ["quote_id", "rule_code"], unique=False)
    op.create_index("ix_quote_approval_state", "quote_approval", ["state", "due_at", "id"], unique=False)

    op.create_table(
        "quote_line",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("origin_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=120), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("selection", sa.String(length=1500), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
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
        sa.Column("picture", sa.String(length=300), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("min_quantity", sa.Integer(), nullable=False),
        sa.Column("max_quantity", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "included",
                "optional",
                "alternative",
                name="linerole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("group", sa.String(length=80), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("listed_unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("listed_recurring_minor", sa.BigInteger(), nullable=False),
        sa.Column("interval_months", sa.Integer(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("unit_minor", sa.BigInteger(), nullable=True),
        sa.Column("recurring_minor", sa.BigInteger(), nullable=True),
        sa.Column("breaks", sa.Text(), nullable=False),
        sa.Column("promotion_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("counter_quantity", sa.Integer(), nullable=True),
        sa.Column("counter_unit_minor", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("discount_minor >= 0 AND promotion_minor >= 0", name=op.f("ck_quote_line_discount")),
        sa.CheckConstraint(
            "discount_percent >= 0 AND discount_percent < 100", name=op.f("ck_quote_line_discount_percent")
        ),
        sa.CheckConstraint(
            "min_quantity <= quantity AND quantity <= max_quantity", name=op.f("ck_quote_line_quantity_of_choice")
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99999", name=op.f("ck_quote_line_quantity_in_range")),
        sa.CheckConstraint("recurring_minor IS NULL OR recurring_minor >= 0", name=op.f("ck_quote_line_recurring")),
        sa.CheckConstraint("unit_minor IS NULL OR unit_minor >= 0", name=op.f("ck_quote_line_unit")),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_quote_line_business_unit_id")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_quote_line_variant_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["quote_version.id"], name=op.f("fk_quote_line_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
        sa.UniqueConstraint("version_id", "position", name="uq_quote_line_position"),
    )
    op.create_index(op.f("ix_quote_line_version_id"), "quote_line", ["version_id"], unique=False)

    op.add_column("order", sa.Column("terms_days", sa.Integer(), nullable=True))

    op.add_column("order_line", sa.Column("reference", sa.String(length=36), nullable=False, server_default=""))

    write_once("approval_policy", "approval_rule")
    write_once_but_erase("quote_message", "quote_acceptance")


def downgrade() -> None:
    op.drop_column("order_line", "reference")

    op.drop_column("order", "terms_days")

    op.drop_index(op.f("ix_quote_line_version_id"), table_name="quote_line")

    op.drop_table("quote_line")
    op.drop_index("ix_quote_approval_state", table_name="quote_approval")
    op.drop_index("ix_quote_approval_quote", table_name="quote_approval")

    op.drop_table("quote_approval")
    op.drop_index(op.f("ix_quote_acceptance_quote_id"), table_name="quote_acceptance")

    op.drop_table("quote_acceptance")
    op.drop_index("uq_quote_version_working", table_name="quote_version")
    op.drop_index("uq_quote_version_offered", table_name="quote_version")
    op.drop_index("ix_quote_version_expiry", table_name="quote_version")

    op.drop_table("quote_version")
    op.drop_index("ix_quote_message_request", table_name="quote_message")
    op.drop_index("ix_quote_message_quote", table_name="quote_message")

    op.drop_table("quote_message")
    op.drop_index("ix_quote_state_newest", table_name="quote")
    op.drop_index("ix_quote_owner", table_name="quote")
    op.drop_index("ix_quote_customer_newest", table_name="quote")

    op.drop_table("quote")
    op.drop_table("quote_request_line")
    op.drop_index(op.f("ix_quote_attachment_request_id"), table_name="quote_attachment")

    op.drop_table("quote_attachment")
    op.drop_index("ix_quote_request_state", table_name="quote_request")
    op.drop_index("ix_quote_request_owner", table_name="quote_request")
    op.drop_index("ix_quote_request_customer", table_name="quote_request")

    op.drop_table("quote_request")
    op.drop_table("quote_desk")
    op.drop_index(op.f("ix_quote_approver_user_id"), table_name="quote_approver")

    op.drop_table("quote_approver")
    op.drop_index(op.f("ix_approval_rule_policy_id"), table_name="approval_rule")

    op.drop_table("approval_rule")
    op.drop_table("approval_policy")
