"""Test clients that read like a strict browser: every HTML answer must parse without a single error."""

import re
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from html5lib.constants import E as SENTENCES
from werkzeug.test import TestResponse

TIME = "{http://www.w3.org/1999/xhtml}time"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?\+00:00)?|\d{4}-\d\d")
"""What the standard takes for a day, a month or a moment; the house's moments are UTC."""


class BrokenHtml(AssertionError):
    """A page is not well-formed HTML."""


def parse_strictly(text: str) -> None:
    """Raise BrokenHtml with the first error that the HTML standard's parser reports, or an odd `<time datetime>`."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    page = parser.parse(text)
    if parser.errors:
        (line, column), code, values = parser.errors[0]
        around = text.splitlines()[max(0, line - 3) : line + 1]
        raise BrokenHtml(f"{line}:{column} {SENTENCES[code] % values}\n" + "\n".join(around))
    for moment in page.iter(TIME):
        if not MOMENT.fullmatch(moment.get("datetime", "")):
            raise BrokenHtml(f"The moment {moment.get('datetime', '')!r} is written in no way of the standard.")


class StrictClient(FlaskClient):
    """A test client that parses every page it gets."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and look at the answer."""
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.get_data():
            parse_strictly(answer.get_data(as_text=True))
        return answer


def client_of(app: Flask) -> FlaskClient:
    """A strict client for an application."""
    app.test_client_class = StrictClient
    return app.test_client()
