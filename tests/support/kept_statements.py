"""What SQLAlchemy has compiled once is kept for the next test: each has an engine of its own, on another database."""

from typing import Any, ClassVar

from sqlalchemy import URL, CreateEnginePlugin, Dialect, Engine
from sqlalchemy.dialects import plugins
from sqlalchemy.util import LRUCache

PLUGIN = "kept_statements"
MANY = 3000


class KeptStatements(CreateEnginePlugin):
    """Engines of one kind of database share their dialect, which is part of the key, and what was compiled for it."""

    _dialects: ClassVar[dict[str, Dialect]] = {}
    _compiled: ClassVar[LRUCache[Any, Any]] = LRUCache(MANY)

    def update_url(self, url: URL) -> URL:
        """The plugin is named in the address and takes nothing else from it."""
        return url

    def engine_created(self, engine: Engine) -> None:
        """Let the new engine speak as the first of its kind does, and remember what that has said."""
        engine.dialect = self._dialects.setdefault(engine.dialect.name, engine.dialect)
        engine.update_execution_options(compiled_cache=self._compiled)


plugins.register(PLUGIN, __name__, KeptStatements.__name__)


def keeping(url: str) -> str:
    """The address of a database whose engine keeps compiled statements, for `core.kernel.db.connect`."""
    return f"{url}?plugin={PLUGIN}"
