"""Templates compiled once per process: the applications in it share what they compile, and its tests do."""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Keeps the code of templates in memory: by name and file, and only as long as the file says the same.

    Every application prepares its templates alike (`core.web.app`), so the code of one is right for all of them.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code that was compiled from this very text, if it was."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        assert bucket.code is not None, "Jinja hands over what it has compiled"
        self._kept[bucket.key] = (bucket.checksum, bucket.code)


COMPILED = CompiledTemplates()
