"""The search index, its vocabulary, facets, synonyms and pinned results."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

WORD = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
TOKEN = sa.String(length=42).with_variant(sa.String(length=42, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=400), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_search_document_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("product_id", name=op.f("uq_search_document_product_id")),
    )
    op.create_table(
        "search_word",
        sa.Column("word", WORD, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token", TOKEN, nullable=False),
        sa.Column("backwards", WORD, nullable=False),
        sa.Column("token_backwards", TOKEN, nullable=False),
        sa.Column("shown", sa.String(length=60), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", "language", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_token", "search_word", ["token"])
    op.create_index("ix_search_word_backwards", "search_word", ["backwards"])
    op.create_index("ix_search_word_token_backwards", "search_word", ["token_backwards"])
    op.create_table(
        "facet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_de", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facet")),
        sa.UniqueConstraint("code", name=op.f("uq_facet_code")),
    )
    op.create_table(
        "facet_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facet_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_de", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.ForeignKeyConstraint(["facet_id"], ["facet.id"], name=op.f("fk_facet_value_facet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facet_value")),
        sa.UniqueConstraint("facet_id", "code", name=op.f("uq_facet_value_facet_id_code")),
    )
    op.create_table(
        "product_facet",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("value_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["search_document.id"], name=op.f("fk_product_facet_document_id")),
        sa.ForeignKeyConstraint(["value_id"], ["facet_value.id"], name=op.f("fk_product_facet_value_id")),
        sa.PrimaryKeyConstraint("document_id", "value_id", name=op.f("pk_product_facet")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_product_facet_value", "product_facet", ["value_id", "document_id"])
    _create_office_tables()
    if op.get_bind().dialect.name == "postgresql":
        _index_on_postgresql()
    else:
        _index_on_sqlite()
    op.execute("ALTER TABLE product DROP COLUMN search_text")  # a batch would empty what refers to products


def _create_office_tables() -> None:
    op.create_table(
        "search_synonym",
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("typed", sa.String(length=80), nullable=False),
        sa.Column("meant", sa.String(length=80), nullable=False),
        sa.Column("typed_key", sa.String(length=120), nullable=False),
        sa.Column("meant_key", sa.String(length=120), nullable=False),
        sa.Column("is_two_way", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("typed_key <> meant_key", name=op.f("ck_search_synonym_differs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonym")),
        sa.UniqueConstraint(
            "typed_key", "meant_key", "language", name=op.f("uq_search_synonym_typed_key_meant_key_language")
        ),
    )
    op.create_index("ix_search_synonym_meant", "search_synonym", ["meant_key"])
    op.create_table(
        "search_pin",
        sa.Column("query", sa.String(length=80), nullable=False),
        sa.Column("query_key", sa.String(length=120), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_search_pin_position")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_search_pin_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_pin")),
        sa.UniqueConstraint("query_key", "product_id", name=op.f("uq_search_pin_query_key_product_id")),
    )
    op.create_index(op.f("ix_search_pin_product_id"), "search_pin", ["product_id"])


def _index_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(title, labels, facts, body, content='search_document',"
        " content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
    )
    fields = "title, labels, facts, body"
    new, old = ("new.title, new.labels, new.facts, new.body", "old.title, old.labels, old.facts, old.body")
    add = f"INSERT INTO search_index (rowid, {fields}) VALUES (new.id, {new});"  # noqa: S608
    drop = f"INSERT INTO search_index (search_index, rowid, {fields}) VALUES ('delete', old.id, {old});"  # noqa: S608
    op.execute(f"CREATE TRIGGER search_index_insert AFTER INSERT ON search_document BEGIN {add} END")
    op.execute(f"CREATE TRIGGER search_index_delete AFTER DELETE ON search_document BEGIN {drop} END")
    op.execute(f"CREATE TRIGGER search_index_update AFTER UPDATE OF {fields} ON search_document BEGIN {drop} {add} END")


def _index_on_postgresql() -> None:
    weighted = " || ".join(
        f"setweight(to_tsvector('simple'::regconfig, {field}), '{weight}')"
        for field, weight in (("title", "A"), ("labels", "B"), ("facts", "C"), ("body", "D"))
    )
    op.execute(f"ALTER TABLE search_document ADD COLUMN lexemes tsvector GENERATED ALWAYS AS ({weighted}) STORED")
    op.execute("CREATE INDEX ix_search_document_lexemes ON search_document USING gin (lexemes)")


def downgrade() -> None:
    op.execute("ALTER TABLE product ADD COLUMN search_text TEXT NOT NULL DEFAULT ''")
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE search_index")
    for table in (
        "search_pin", "search_synonym", "product_facet", "facet_value", "facet", "search_word",
        "search_document",
    ):  # fmt: skip
        op.drop_table(table)
