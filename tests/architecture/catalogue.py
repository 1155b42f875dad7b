"""The sentences of the product as its sources hold them, and the German catalogue beside them.

`python -m tests.architecture.catalogue` takes new sentences into the catalogue, still to be translated, and drops what
nobody says any more.
"""

import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from core.kernel.i18n import CATALOGUES
from tests.architecture.source import PRODUCT, ROOT

GERMAN = CATALOGUES / "de" / "LC_MESSAGES" / "messages.po"
MARKS: Mapping[str, tuple[int, ...] | None] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
"""The words that mark a sentence, and at which places it stands when not at the first."""
TEMPLATE_OPTIONS = {"newstyle_gettext": "true", "silent": "false", "trimmed": "true"}
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: de\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
WIDTH = 120
PLACEHOLDER = re.compile(r"%%|%\((\w+)\)[#0\- +]*[\d.]*([a-z])")

Sentence = str | tuple[str, str]
"""A sentence as it is marked; two of them when its wording depends on a number."""


def source_files() -> list[Path]:
    """Every file that can hold a sentence."""
    files = (file for folder in PRODUCT for file in (ROOT / folder).rglob("*"))
    return sorted(file for file in files if file.suffix == ".py" or _is_template(file))


def _is_template(file: Path) -> bool:
    return file.suffix in (".html", ".txt") and "templates" in file.parts


def sentences_of(file: Path) -> Iterator[Sentence]:
    """The marked sentences of one file, in the order of its lines."""
    with file.open("rb") as content:
        if file.suffix == ".py":
            found = extract("python", content, MARKS)
        else:
            found = extract("jinja2.ext:babel_extract", content, MARKS, options=TEMPLATE_OPTIONS)
        for _line, sentence, _comments, _context in found:
            yield (sentence[0], sentence[1]) if isinstance(sentence, tuple) else sentence


def sentences() -> dict[Sentence, str]:
    """Every sentence of the product, with the first file that says it."""
    found: dict[Sentence, str] = {}
    for file in source_files():
        for sentence in sentences_of(file):
            found.setdefault(sentence, file.relative_to(ROOT).as_posix())
    return found


def read_catalogue(text: str) -> Catalog:
    """A catalogue out of the text of a .po file."""
    return read_po(io.StringIO(text), locale="de")


def messages(catalogue: Catalog) -> list[Message]:
    """What a catalogue translates; its header is no message."""
    return [message for message in catalogue if message.id]


def as_sentence(message: Message) -> Sentence:
    """The English side of a message as it is marked in the sources."""
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def strings(message: Message) -> list[str]:
    """The German side of a message: one sentence, or one for each form of its number."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def updated(catalogue: Catalog, wanted: Iterator[Sentence]) -> Catalog:
    """The same translations for exactly the wanted sentences; a new one has none yet."""
    known = {as_sentence(message): message.string for message in messages(catalogue)}
    result = Catalog(locale="de")
    for sentence in wanted:
        result.add(sentence, known.get(sentence, ""))
    return result


def as_text(catalogue: Catalog) -> str:
    """The .po file of a catalogue: sorted, with nothing in it that changes by itself."""
    content = io.BytesIO()
    write_po(content, catalogue, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    return HEADER + content.getvalue().decode().strip() + "\n"


def placeholders(text: str) -> list[str]:
    """The named values of a sentence with their formats, in a fixed order; `%%` is a sign of its own."""
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))


def main() -> int:
    """Bring the German catalogue up to date with the sources and say what is left to translate."""
    before = read_catalogue(GERMAN.read_text("utf-8") if GERMAN.is_file() else "")
    after = updated(before, iter(sentences()))
    GERMAN.parent.mkdir(parents=True, exist_ok=True)
    GERMAN.write_text(as_text(after), "utf-8")
    missing = [message for message in messages(after) if not all(strings(message))]
    for message in missing:
        print(f"to translate: {message.id!r}")
    dropped = {as_sentence(message) for message in messages(before)} - {as_sentence(m) for m in messages(after)}
    print(f"{len(after)} sentences, {len(missing)} to translate, {len(dropped)} dropped")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
