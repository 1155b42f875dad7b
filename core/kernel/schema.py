"""Bringing a database to the schema that this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.kernel import db

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def configuration() -> Config:
    """What Alembic needs to know; it works on the engine that `core.kernel.db` has connected."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(revision: str = "head") -> None:
    """Run the migrations that are missing."""
    command.upgrade(configuration(), revision)


def downgrade(revision: str) -> None:
    """Take migrations back."""
    command.downgrade(configuration(), revision)


def check() -> None:
    """Raise alembic's CommandError if the models differ from what the migrations make."""
    command.check(configuration())


def is_current() -> bool:
    """Whether the database has every migration."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    with db.read_engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def write_revision(message: str) -> None:
    """Write the difference between models and database as a new, numbered migration, to be read and corrected."""
    newest = ScriptDirectory.from_config(configuration()).get_current_head() or "0000"
    command.revision(configuration(), message=message, autogenerate=True, rev_id=f"{int(newest) + 1:04d}")
