"""Runs the migrations on the database that core.kernel.db has connected."""

from alembic import context

from core.kernel import db
from core.kernel.discovery import import_tables

import_tables()
for name in ("states", "events", "jobs", "numbers", "idempotency", "throttle"):
    __import__(f"core.kernel.{name}")


def is_ours(_item: object, name: str | None, kind: str, reflected: bool, _model: object) -> bool:
    """Whether the models describe it: the full-text index of search is made by its migration alone."""
    made_by_hand = (name or "").startswith("search_index") if kind == "table" else "lexemes" in (name or "")
    return not (reflected and made_by_hand)


with db.write_engine().connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    driver = connection.connection.driver_connection
    if is_sqlite and driver is not None:  # a table that changes is made anew there: what points to it must not object
        driver.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.Base.metadata,
        compare_type=True,
        include_object=is_ours,
        render_as_batch=is_sqlite,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '5s'")
        context.run_migrations()
    connection.commit()
    if is_sqlite and driver is not None:
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        driver.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"A migration left rows that point to nothing: {broken[:5]}")
