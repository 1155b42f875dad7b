"""What every command begins with: settings that are sound, and a database of this version."""

from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from core.fulfilment.backends import backend_names
from core.kernel import db, logs, schema
from core.kernel.settings import Settings, SettingsRefused, read_settings


def connected() -> Settings:
    """The settings, with the database connected."""
    try:
        settings = read_settings()
    except SettingsRefused as error:
        raise click.ClickException(str(error)) from None
    logs.configure(settings.log_level)
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    if settings.fulfilment_backend not in backend_names():
        raise click.ClickException(
            f"KONTOR_FULFILMENT_BACKEND: there is no {settings.fulfilment_backend}, but {', '.join(backend_names())}."
        )
    db.connect(settings.database_url)
    return settings


def ready() -> Settings:
    """The settings, with the database connected and of this version."""
    settings = connected()
    try:
        upgrade()
    except OperationalError as error:
        raise click.ClickException(f"The database {shown(settings)} does not answer: {error.orig}") from None
    return settings


def upgrade() -> None:
    """Bring the database to this version; a catalogue from before there was an index of search is read into it."""
    from core.catalog.jobs import reindex
    from core.catalog.queries.texts import is_never_indexed

    schema.upgrade()
    with db.reading() as session:
        is_new = is_never_indexed(session)
    if is_new:
        click.echo(f"{sum(reindex())} products can be searched now.")


def shown(settings: Settings) -> str:
    """The database without its password."""
    return settings.database_url.rsplit("@", 1)[-1]
