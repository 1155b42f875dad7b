"""Setting a paper as PDF/A-3a with typst. Pure: the same content gives the same bytes."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from core.kernel.paper.glyphs import plain, printable

LETTERHEAD = Path(__file__).with_name("letterhead.typ")
BREAKABLE = "\u200b"
LONGEST_WORD = re.compile(r"\S{32}(?=\S)")


class DocumentNotSet(Exception):
    """The document could not be set; it must not be issued."""


def typeset(template: Path, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """The content in a template below our letterhead. Raises DocumentNotSet rather than give an incomplete page.

    A template gets every text as data, never as markup. Characters that the typeface lacks are replaced (see
    glyphs); if setting fails all the same, it is tried once more with plain characters only. `at` is the moment
    that the file says it was made.
    """
    stamp = int(at.timestamp())
    try:
        return _compile(template, _with_every_text(content, printable), stamp)
    except typst.TypstError:
        try:
            return _compile(template, _with_every_text(content, plain), stamp)
        except typst.TypstError as error:
            raise DocumentNotSet(str(error)) from error


def _compile(template: Path, content: Any, stamp: int) -> bytes:
    pdf, warnings = _compiler().compile_with_warnings(
        input=_source(LETTERHEAD) + _source(template),
        format="pdf",
        pdf_standards=["a-3a"],
        timestamp=stamp,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
    )
    if warnings or not isinstance(pdf, bytes):  # a warning may mean an empty page
        raise DocumentNotSet("; ".join(str(warning.message) for warning in warnings))
    return pdf


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True, font_paths=[])


@cache
def _source(file: Path) -> bytes:
    return file.read_bytes()


def _with_every_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return LONGEST_WORD.sub(lambda word: word.group() + BREAKABLE, change(value))  # so that it ends at the margin
    if isinstance(value, Mapping):
        return {key: _with_every_text(member, change) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_with_every_text(member, change) for member in value]
    return value
