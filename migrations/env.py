"""Runs the migrations on the database that core.kernel.db has connected."""

from alembic import context

from core.kernel import db
from core.kernel.discovery import import_tables

import_tables()
for name in ("states", "events", "jobs", "numbers", "idempotency"):
    __import__(f"core.kernel.{name}")


with db.write_engine().connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '5s'")
        context.run_migrations()
    connection.commit()
